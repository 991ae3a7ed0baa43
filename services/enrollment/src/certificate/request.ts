import { conflict } from '@countersign/errors';
import type { Organisation } from '@countersign/tls-subject';

/** Profiles under which certificates for servers are issued. */
export const tlsProfiles = ['tls-public', 'tls-private'] as const;
export type TlsProfile = (typeof tlsProfiles)[number];

/** What a request asks for. */
export const requestKinds = ['new', 'renewal', 'reissue', 'duplicate'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** Where a request stands. */
export const requestStates = [
  'pending_approval',
  'validating',
  'issuing',
  'issued',
  'rejected',
  'cancelled',
  'failed',
] as const;
export type RequestState = (typeof requestStates)[number];

/** States in which a request occupies the slot of its licence. */
export const openStates = ['pending_approval', 'validating', 'issuing'] as const satisfies readonly RequestState[];

const next: Readonly<Record<RequestState, readonly RequestState[]>> = {
  pending_approval: ['validating', 'issuing', 'rejected', 'cancelled', 'failed'],
  validating: ['issuing', 'rejected', 'cancelled', 'failed'],
  // No longer cancelled: the authority may have signed already.
  issuing: ['issued', 'failed'],
  issued: [],
  rejected: [],
  cancelled: [],
  failed: [],
};

/** Names of a certificate for a server. */
export interface ServerNames {
  /** A-labels, lower case. */
  dnsNames: string[];
  ipAddresses: string[];
}

/** A request for a certificate. */
export interface IssuanceRequest extends ServerNames {
  id: string;
  accountId: string;
  licenceId: string;
  kind: RequestKind;
  state: RequestState;
  productCode: string;
  productVersionId: string;
  profile: TlsProfile;
  validationLevel: string;
  organisation: Organisation | null;
  /** PKCS #10, DER. */
  signingRequest: Buffer;
  /** Certificate that it renews, reissues or duplicates. */
  replaces: string | null;
  /** Whether the replaced certificate is revoked at once because its key is compromised. */
  keyCompromised: boolean;
  requestedBy: string;
  language: string;
  /** Addresses beside the requester's. */
  notify: string[];
  reason: string;
  /** What the authority is asked for; null until issuance begins, then frozen, so that a repetition asks for the same. */
  days: number | null;
  ruleId: string | null;
  notAfterLimit: Date | null;
  createdAt: Date;
}

/** Whether a request may move to a state. */
export function mayBecome(state: RequestState, to: RequestState): boolean {
  return next[state].includes(to);
}

/** Throws `REQUEST_WRONG_STATE` unless the request may move to the state. */
export function requireMove({ state }: Pick<IssuanceRequest, 'state'>, to: RequestState): void {
  if (!mayBecome(state, to)) {
    throw conflict('REQUEST_WRONG_STATE', `a request that is ${state.replaceAll('_', ' ')} cannot become ${to}`);
  }
}
