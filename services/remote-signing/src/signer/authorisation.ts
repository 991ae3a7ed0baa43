import { createHash } from 'node:crypto';
import type { HashAlgorithm } from '@countersign/key-custody';
import { type Keyring, keyedHash, matchesKeyedHash } from '@countersign/sealing';
import type { Evidence } from './assertion.ts';

/** What the digests of an authorisation are of: what is signed itself, the content of a CMS signature, or a document. */
export type DigestKind = 'to_be_signed' | 'content' | 'document';

/** What one assertion authorises: signature activation data. All of it is under the authentication code. */
export interface Authorisation extends Evidence {
  id: string;
  /** Challenge of the second factor. */
  jti: string;
  /** SHA-256 of the handle. */
  handleHash: Buffer;
  keyId: string;
  owner: string;
  /** Application that asked; empty for the product itself. */
  clientId: string;
  hashAlgorithm: HashAlgorithm;
  /** SHA-256 over the digests, in order. */
  digestsHash: Buffer;
  digestCount: number;
  /** Signatures in all: as many as digests, or more, whose digests are named later. */
  signatures: number;
  digestKind: DigestKind;
  /** Sole control level. */
  level: 1 | 2;
  /** When the assertion was used. */
  reservedAt: Date;
  expiresAt: Date;
}

/** One digest that may be signed once. */
export interface AuthorisedDigest {
  ord: number;
  digest: Buffer;
  mac: Buffer;
}

/** Digests that one call signs. */
export interface Batch {
  id: string;
  authorisationId: string;
  /** SHA-256 over the digests, in the order of the call, and over the attributes that are signed for them. */
  digestsHash: Buffer;
  /** Their positions in the authorisation, in the order of the call. */
  ords: readonly number[];
  reservedAt: Date;
}

/** What a batch became. */
export interface Signed {
  signatures: readonly Buffer[];
  receipt: string;
  signedAt: Date;
}

/** An authorisation ends so long after it was given. */
export const authorisationLifeMs = 300_000;

const headerLabel = 'authorisation';
/** Of those that say what the code of before did not know: without, the code stays what it was. */
const widerLabel = 'authorisation-wider';
const digestLabel = 'authorised-digest-2';
const reservedLabel = 'batch-reserved';
const signedLabel = 'batch-signed';

/** SHA-256 over digests in their order; all have one length, so no two lists give the same. */
export function hashDigests(digests: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const digest of digests) hash.update(digest);
  return hash.digest();
}

/** The authentication code of an authorisation. */
export function authenticateHeader(macKeyring: Keyring, header: Authorisation): Buffer {
  return keyedHash(macKeyring, ...headerParts(header));
}

/** Whether an authorisation is as this process wrote it. */
export function isHeaderIntact(macKeyring: Keyring, header: Authorisation, mac: Buffer): boolean {
  return matchesKeyedHash(macKeyring, mac, ...headerParts(header));
}

/**
 * The digests of an authorisation, from a position on, each with the authentication code that says that it was not used.
 */
export function authoriseDigests(
  macKeyring: Keyring,
  authorisationId: string,
  digests: readonly Buffer[],
  first = 0,
): AuthorisedDigest[] {
  return digests.map((digest, index) => {
    const ord = first + index;
    return { ord, digest, mac: keyedHash(macKeyring, digestLabel, authorisationId, String(ord), digest) };
  });
}

/** Whether a digest stands as it was authorised, not used. */
export function isDigestIntact(
  macKeyring: Keyring,
  authorisationId: string,
  { ord, digest, mac }: AuthorisedDigest,
): boolean {
  return matchesKeyedHash(macKeyring, mac, digestLabel, authorisationId, String(ord), digest);
}

/** The authentication code that all digests of a batch have while they are reserved. */
export function authenticateReserved(macKeyring: Keyring, batch: Batch): Buffer {
  return keyedHash(macKeyring, reservedLabel, ...batchParts(batch));
}

/** The authentication code that all digests of a batch have once they are signed. */
export function authenticateSigned(macKeyring: Keyring, batch: Batch, signed: Signed): Buffer {
  return keyedHash(macKeyring, signedLabel, ...batchParts(batch), ...signedParts(signed));
}

/** Whether a signed batch is as it was written. */
export function isSignedIntact(macKeyring: Keyring, batch: Batch, signed: Signed, mac: Buffer): boolean {
  return matchesKeyedHash(macKeyring, mac, signedLabel, ...batchParts(batch), ...signedParts(signed));
}

/** Whether an authorisation covers signatures whose digests it does not name. */
export function isOpenEnded({ signatures, digestCount }: Pick<Authorisation, 'signatures' | 'digestCount'>): boolean {
  return signatures > digestCount;
}

function headerParts(header: Authorisation): [label: string, ...(string | Buffer)[]] {
  const { signatures, digestKind, shown } = header;
  const isWider = isOpenEnded(header) || digestKind !== 'to_be_signed' || shown;
  const wider = [String(signatures), digestKind, shown ? 'shown' : 'unseen'];
  return [
    ...(isWider ? ([widerLabel, ...wider] as const) : ([headerLabel] as const)),
    header.id,
    header.jti,
    header.handleHash,
    header.keyId,
    header.owner,
    header.clientId,
    header.hashAlgorithm,
    header.digestsHash,
    String(header.digestCount),
    String(header.level),
    header.reservedAt.toISOString(),
    header.expiresAt.toISOString(),
    header.factorId,
    header.factorKind,
    header.bound ? 'bound' : 'free',
    header.authenticatedAt.toISOString(),
    ...header.amr,
  ];
}

function batchParts({ id, authorisationId, digestsHash, ords, reservedAt }: Batch): (string | Buffer)[] {
  return [id, authorisationId, digestsHash, ords.join(), reservedAt.toISOString()];
}

function signedParts({ signatures, receipt, signedAt }: Signed): (string | Buffer)[] {
  return [receipt, signedAt.toISOString(), ...signatures];
}
