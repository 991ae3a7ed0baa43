/** Codes of the reasons for which a certificate may be revoked (RFC 5280 5.3.1; those that BR 7.2.2 allows). */
export const revocationReasons = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
} as const;

export type RevocationReason = keyof typeof revocationReasons;

/** Why a certificate is on a list: also because it is on hold, which may end (RFC 5280 5.3.1). */
export const listedReasons = { ...revocationReasons, certificateHold: 6 } as const;

export type ListedReason = keyof typeof listedReasons;

/** The reason of a name; undefined when a certificate may not be revoked for it. */
export function findRevocationReason(name: string): RevocationReason | undefined {
  return (Object.keys(revocationReasons) as RevocationReason[]).find((each) => each === name);
}
