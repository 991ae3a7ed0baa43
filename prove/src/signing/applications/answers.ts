import type { Server } from '@countersign/conformance';

/** An answer to an application. */
export type Answer = Awaited<ReturnType<Server['call']>>;

/** What authorises signatures, as an application holds it. */
export interface Held {
  token: string;
  grantId: string;
  authorisationId: string;
  /** Handle of the signer. */
  handle: string;
}

/** The claims of a token that this proof looks at. */
export function claimsOf(token: string): { sad?: string; grant_id: string; authorisation_id?: string } {
  const [, payload = ''] = token.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as ReturnType<typeof claimsOf>;
}

/** What an application holds by a token. */
export function holdOf(token: string): Held {
  const { sad = '', grant_id: grantId, authorisation_id: authorisationId = '' } = claimsOf(token);
  return { token, grantId, authorisationId, handle: sad };
}

/** Signatures of an answer; none for a refusal. */
export function signaturesOf({ status, json }: Answer): { signatures: readonly string[]; receipt: string | undefined } {
  const { signatures = [], receipt } = (status === 200 ? json : {}) as { signatures?: string[]; receipt?: string };
  return { signatures, receipt };
}

/** The stable reason of a refusal; `ok` for none. */
export function outcomeOf({ status, json }: Answer): string {
  if (status < 300) return 'ok';
  const { error_code: code, error } = (json ?? {}) as { error_code?: string; error?: string };
  return code ?? error ?? String(status);
}

/** Whether what was granted is over. */
export function isOver(answer: Answer): boolean {
  return ['GRANT_ENDED', 'TOKEN_EXPIRED', 'TOKEN_INVALID'].includes(outcomeOf(answer));
}

/** An answer as a short text. */
export const describeAnswer = ({ status, json }: Answer): string => `${status} ${JSON.stringify(json)}`.slice(0, 300);
