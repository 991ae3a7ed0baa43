import { type Keyring, keyedHash } from '@countersign/sealing';

/** What a token is derived from; none of it is secret. */
export interface TokenOrigin {
  activationId: string;
  /** Rises when a link is replaced. */
  generation: number;
  /** Version of the pepper at the time of the enrolment: a rotation must not change links that are on their way. */
  pepperVersion: number;
}

/**
 * Derives the token of an activation link (HMAC-SHA256 and its key's version, base64url), so that it need not lie in
 * an outbox or a job before it is mailed. Throws when the pepper's version was taken out of the keyring.
 */
export function activationToken({ keys }: Keyring, { activationId, generation, pepperVersion }: TokenOrigin): string {
  return keyedHash({ current: pepperVersion, keys }, 'activation', activationId, String(generation)).toString(
    'base64url',
  );
}
