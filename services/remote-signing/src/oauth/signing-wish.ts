import { findTextFault } from '../display-text.ts';
import type { HashAlgorithm } from '../signature/tables.ts';
import type { RequestContent } from './tables.ts';

/** What an application wants to have signed, whatever form it said so in. */
export type SigningWish = Pick<
  RequestContent,
  'credentialId' | 'signatures' | 'digests' | 'hashAlgorithm' | 'digestKind'
>;

/** The error for a fault, by the text that tells of it. */
export type Refusal = (detail: string) => Error;

/** A wish as it was sent; absent members were not. */
export interface GivenWish {
  credentialID: string | undefined;
  signatureQualifier: string | undefined;
  numSignatures: number | undefined;
  hashes: readonly { digest: Buffer; label: string }[];
  hashAlgorithm: HashAlgorithm | undefined;
  hashType: string | undefined;
}

/** No authorisation names more digests, */
const mostDigests = 1000;
/** and none covers more signatures: those whose digests are named later included. */
const mostSignatures = 1_001_000;
/** The one kind of signature that this installation makes: by its own authority, for its own users. */
const qualifier = 'zz_private_aes';

const algorithms: Readonly<Record<string, HashAlgorithm>> = {
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};
const digestLengths: Readonly<Record<HashAlgorithm, number>> = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 };
/** DigestKind of signer.v1 by the hashType of the CSC API. */
const digestKinds: ReadonlyMap<string, number> = new Map([
  ['dtbsr', 0],
  ['sdr', 1],
  ['sodr', 2],
]);

/** Checks a wish. Throws what `refuse` makes of the first fault. */
export function toSigningWish(given: GivenWish, refuse: Refusal): SigningWish {
  const { credentialID, signatureQualifier, hashes, hashAlgorithm } = given;
  if (credentialID === undefined && signatureQualifier === undefined) {
    throw refuse('Missing parameter credentialID or signatureQualifier');
  }
  if (credentialID !== undefined) requireCredentialId(credentialID, refuse);
  if (signatureQualifier !== undefined && signatureQualifier !== qualifier) {
    throw refuse(`Invalid parameter signatureQualifier: only ${qualifier} is made here`);
  }
  if (hashes.length > mostDigests)
    throw refuse(`Invalid parameter hashes: at most ${mostDigests} are authorised at once`);
  if (hashes.length > 0 && hashAlgorithm === undefined) throw refuse('Missing parameter hashAlgorithmOID');
  const algorithm = hashAlgorithm ?? 'SHA-256';
  for (const { digest, label } of hashes) {
    if (digest.length !== digestLengths[algorithm]) {
      throw refuse(`Invalid parameter hashes: a ${algorithm} digest has ${digestLengths[algorithm]} bytes`);
    }
    const fault = findTextFault(label);
    if (fault !== undefined) throw refuse(`Invalid parameter label: ${fault}`);
  }
  const digestKind = digestKinds.get(given.hashType ?? 'dtbsr');
  if (digestKind === undefined) throw refuse('Invalid parameter hashType: must be dtbsr, sdr or sodr');
  return {
    credentialId: credentialID ?? '',
    signatures: readCount(given, refuse),
    digests: hashes.map(({ digest, label }) => ({ digest: digest.toString('base64'), label })),
    hashAlgorithm: algorithm,
    digestKind,
  };
}

function readCount({ numSignatures, hashes }: GivenWish, refuse: Refusal): number {
  const count = numSignatures ?? hashes.length;
  if (numSignatures === undefined && hashes.length === 0) throw refuse('Missing parameter numSignatures');
  if (!Number.isInteger(count) || count < 1) throw refuse('Invalid parameter numSignatures');
  if (count > mostSignatures) throw refuse('Numbers of signatures is too high');
  if (count < hashes.length) throw refuse('Invalid parameter numSignatures: there are more hashes');
  return count;
}

/** Throws unless a text has the form of the id of a credential. Whose it is, is found out once the user has logged in. */
export function requireCredentialId(id: string, refuse: Refusal): void {
  if (!/^crd_[0-9A-Z]{26}$/.test(id)) throw refuse('Invalid parameter credentialID');
}

/** The algorithm of an object identifier, or absent; throws for an unknown one. */
export function readHashAlgorithm(oid: string | undefined, refuse: Refusal): HashAlgorithm | undefined {
  if (oid === undefined) return undefined;
  const algorithm = Object.hasOwn(algorithms, oid) ? algorithms[oid] : undefined;
  if (algorithm === undefined)
    throw refuse('Invalid parameter hashAlgorithmOID: must be that of SHA-256, SHA-384 or SHA-512');
  return algorithm;
}

/** The algorithm whose digests have that many bytes; CSC API version 1 says no more of them. */
export function algorithmOfLength(bytes: number): HashAlgorithm | undefined {
  return Object.values(algorithms).find((algorithm) => digestLengths[algorithm] === bytes);
}

/**
 * The bytes of a digest in exactly the one form that its place asks for: base64url without padding in addresses, base64
 * with padding in JSON (RFC 4648). A tolerant reader would take a `+` that became a space for another digest.
 */
export function readDigest(text: string, encoding: 'base64' | 'base64url', refuse: Refusal): Buffer {
  const digest = Buffer.from(text, encoding);
  if (digest.length === 0 || digest.toString(encoding) !== text) {
    throw refuse(
      `Invalid parameter hashes: each must be ${encoding === 'base64' ? 'Base64' : 'Base64url without padding'}`,
    );
  }
  return digest;
}
