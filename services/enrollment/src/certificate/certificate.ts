/** Where a certificate stands. A superseded one works until it ends or is revoked. */
export const certificateStates = ['valid', 'superseded', 'revoked', 'expired'] as const;
export type CertificateState = (typeof certificateStates)[number];

/** States in which a certificate occupies the slot of its licence. */
export const liveStates = ['valid', 'superseded'] as const satisfies readonly CertificateState[];

/** Reasons that a member may give (RFC 5280 5.3.1). */
export const memberReasons = [
  'unspecified',
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
] as const;

/** A certificate without its bytes. */
export interface Certificate {
  id: string;
  requestId: string;
  accountId: string;
  licenceId: string;
  productCode: string;
  state: CertificateState;
  dnsNames: string[];
  ipAddresses: string[];
  authority: string;
  serialNumber: string;
  /** SHA-256 of the certificate. */
  fingerprint: Buffer;
  notBefore: Date;
  notAfter: Date;
  ruleId: string;
  supersededBy: string | null;
  /** When it is to be revoked; null for never. */
  revokeAt: Date | null;
  revokeReason: string | null;
  revokedAt: Date | null;
  /** Whether its payment was returned. */
  flagged: boolean;
}

/** The state at a moment: one that has ended is expired, also before the sweep has noted it. */
export function stateAt({ state, notAfter }: Pick<Certificate, 'state' | 'notAfter'>, at: Date): CertificateState {
  return (state === 'valid' || state === 'superseded') && notAfter < at ? 'expired' : state;
}

/** From when a certificate is best renewed: when two thirds of its life are over. */
export function renewFrom({ notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>): Date {
  const life = notAfter.getTime() - notBefore.getTime();
  return new Date(notBefore.getTime() + Math.floor((life * 2) / 3 / 1000) * 1000);
}

/** The first name, by which people call a certificate. */
export function titleOf({ dnsNames, ipAddresses }: Pick<Certificate, 'dnsNames' | 'ipAddresses'>): string {
  return dnsNames[0] ?? ipAddresses[0] ?? '';
}
