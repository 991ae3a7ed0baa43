import { hashToken, type Keyring, keyedHash } from '@countersign/sealing';

/** What a link is for: a token for one purpose is nothing for the other. */
export type LinkPurpose = 'activation' | 'invitation';

/** What a token is derived from; none of it is secret. */
export interface TokenOrigin {
  /** Id of what the link opens. */
  id: string;
  /** Rises when a link is replaced. */
  generation: number;
  /** Version of the pepper at the time the link was made: a rotation must not change links that are on their way. */
  pepperVersion: number;
}

/**
 * Derives the token of a link (HMAC-SHA256 and its key's version, base64url), so that it need not lie in an outbox or a
 * job before it is mailed. Throws when the pepper's version was taken out of the keyring.
 */
export function linkToken(
  { keys }: Keyring,
  purpose: LinkPurpose,
  { id, generation, pepperVersion }: TokenOrigin,
): string {
  return keyedHash({ current: pepperVersion, keys }, purpose, id, String(generation)).toString('base64url');
}

/** What is stored of a link: enough to derive its token again, and to find it by its token. */
export interface StoredLink {
  generation: number;
  pepperVersion: number;
  tokenHash: Buffer;
}

/** Makes the link of a generation under the pepper in force. */
export type LinkMaker = (purpose: LinkPurpose, link: { id: string; generation: number }) => StoredLink;

/** Makes links under the current version of a pepper. */
export function createLinkMaker(pepper: Keyring): LinkMaker {
  return (purpose, { id, generation }) => {
    const pepperVersion = pepper.current;
    const tokenHash = hashToken(linkToken(pepper, purpose, { id, generation, pepperVersion }));
    return { generation, pepperVersion, tokenHash };
  };
}
