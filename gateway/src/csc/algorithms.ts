import { invalid } from '@countersign/errors';
import { getPart } from '../json.ts';
import type { CscVersion } from './call.ts';
import { cscTexts } from './csc-texts.ts';
import { type Fields, findBase64, invalidParameter, parameterFault } from './fields.ts';

/** Hashes of digests, by their object identifiers. */
const hashes = {
  '2.16.840.1.101.3.4.2.1': { name: 'SHA-256', bytes: 32 },
  '2.16.840.1.101.3.4.2.2': { name: 'SHA-384', bytes: 48 },
  '2.16.840.1.101.3.4.2.3': { name: 'SHA-512', bytes: 64 },
} as const;

export type HashName = (typeof hashes)[keyof typeof hashes]['name'];
type KeyFamily = 'EC' | 'RSA';

const hashOf: ReadonlyMap<string, { name: HashName; bytes: number }> = new Map(Object.entries(hashes));

/** Signature algorithms that keys have; the bare RSA one needs the hash named beside it. */
const algorithms: ReadonlyMap<string, { family: KeyFamily; hash?: HashName }> = new Map([
  ['1.2.840.10045.4.3.2', { family: 'EC', hash: 'SHA-256' }],
  ['1.2.840.10045.4.3.3', { family: 'EC', hash: 'SHA-384' }],
  ['1.2.840.10045.4.3.4', { family: 'EC', hash: 'SHA-512' }],
  ['1.2.840.113549.1.1.1', { family: 'RSA' }],
  ['1.2.840.113549.1.1.11', { family: 'RSA', hash: 'SHA-256' }],
  ['1.2.840.113549.1.1.12', { family: 'RSA', hash: 'SHA-384' }],
  ['1.2.840.113549.1.1.13', { family: 'RSA', hash: 'SHA-512' }],
]);

/** RSASSA-PSS, whose parameters say all the rest; no key here makes such signatures. */
const pss = '1.2.840.113549.1.1.10';

/** DER of NULL, the parameters of RSASSA-PKCS1-v1_5 (RFC 8017 A.2.4). */
const derNull = '0500';

/** Keys, with the hash by which signatures over documents are made with them. */
const keys: Readonly<Record<string, { family: KeyFamily; curve?: string; own: HashName }>> = {
  'P-256': { family: 'EC', curve: '1.2.840.10045.3.1.7', own: 'SHA-256' },
  'P-384': { family: 'EC', curve: '1.3.132.0.34', own: 'SHA-384' },
  'RSA-3072': { family: 'RSA', own: 'SHA-256' },
};

/** Signature algorithms that some key here has. */
export const allSignatureAlgorithms: readonly string[] = [...algorithms.keys()];

/** What `key` of a credential says of its algorithm: exactly what the key can do. */
export function describeKey(keyAlgorithm: string): { algo: string[]; curve?: string } {
  const { family, curve } = getPart(keys[keyAlgorithm], 'key_algorithm');
  const algo = [...algorithms].filter(([, algorithm]) => algorithm.family === family).map(([oid]) => oid);
  return { algo, ...(curve === undefined ? {} : { curve }) };
}

/** How the hash of digests is named in a version of the API. */
export const hashMember = (version: CscVersion) => (version === 1 ? 'hashAlgo' : 'hashAlgorithmOID');
/** How digests are named in a version of the API. */
export const digestsMember = (version: CscVersion) => (version === 1 ? 'hash' : 'hashes');

/** The hash that a member names; undefined when absent. Throws REQUEST_INVALID for one that is not taken here. */
export function findHash(fields: Fields, member: string): HashName | undefined {
  const oid = fields.optionalString(member);
  if (oid === undefined) return undefined;
  const hash = hashOf.get(oid);
  if (hash === undefined) throw invalidParameter(member);
  return hash.name;
}

/** A signature algorithm as it was asked for. */
export interface AskedAlgorithm {
  family: KeyFamily;
  /** Of the digests, or of the document as it was authorised. */
  hash: HashName;
  /** That signAlgo itself names; absent for bare RSA. */
  signedBy?: HashName;
}

/**
 * The signature algorithm and the hash that signAlgo, signAlgoParams and the hash's own member name together. Throws
 * REQUEST_INVALID where one is missing, unknown, not offered (RSASSA-PSS), or contradicts another. Of a document
 * (`isDocument`) any hash may have been authorised.
 */
export function readAlgorithm(fields: Fields, member: string, { isDocument = false } = {}): AskedAlgorithm {
  const oid = fields.string('signAlgo');
  if (oid === pss) fields.string('signAlgoParams');
  const parameters = fields.optionalString('signAlgoParams');
  const hash = findHash(fields, member);
  const algorithm = algorithms.get(oid);
  if (algorithm === undefined) throw invalidParameter('signAlgo');
  if (parameters !== undefined && findBase64(parameters)?.toString('hex') !== derNull) {
    throw invalidParameter('signAlgoParams');
  }
  const { family, hash: signedBy } = algorithm;
  if (!isDocument && signedBy !== undefined && hash !== undefined && signedBy !== hash) {
    throw parameterFault(cscTexts.contradiction(member));
  }
  const name = hash ?? signedBy;
  if (name === undefined) throw parameterFault(cscTexts.missingString(member));
  return { family, hash: name, ...(signedBy === undefined ? {} : { signedBy }) };
}

/** Refuses a signature algorithm that the key does not have; throws SIGN_ALGORITHM_MISMATCH. */
export function requireAlgorithm({ family }: AskedAlgorithm, keyAlgorithm: string): void {
  if (keys[keyAlgorithm]?.family !== family) throw mismatch();
}

/** The same for signatures over documents, which each key makes by one hash alone. */
export function requireOwnAlgorithm(asked: AskedAlgorithm, keyAlgorithm: string): void {
  requireAlgorithm(asked, keyAlgorithm);
  if (asked.signedBy !== undefined && asked.signedBy !== keys[keyAlgorithm]?.own) throw mismatch();
}

const mismatch = () =>
  invalid('SIGN_ALGORITHM_MISMATCH', 'the key of this credential does not sign with that algorithm');

/** Digests in standard base64; throws REQUEST_INVALID for no digest at all and for one that is not base64. */
export function readDigests(given: readonly unknown[], encodingFault: string = cscTexts.hashEncoding): Buffer[] {
  if (given.length === 0) throw parameterFault(cscTexts.emptyHashes);
  return given.map((each) => {
    const digest = findBase64(each);
    if (digest === undefined) throw parameterFault(encodingFault);
    return digest;
  });
}

/** Refuses digests of another length than their hash has; throws DIGEST_INVALID. */
export function requireLengths(digests: readonly Buffer[], name: HashName): void {
  const bytes = [...hashOf.values()].find((hash) => hash.name === name)?.bytes;
  if (digests.some((digest) => digest.length !== bytes)) {
    throw invalid('DIGEST_INVALID', 'a digest has not the length of its algorithm');
  }
}

/** The hash whose digests are as long as these: version 1 lets it be left out. Throws DIGEST_INVALID when there is none. */
export function guessHash(digests: readonly Buffer[]): HashName {
  const hash = [...hashOf.values()].find(({ bytes }) => bytes === digests[0]?.length);
  if (hash === undefined) throw invalid('DIGEST_INVALID', 'a digest has not the length of its algorithm');
  return hash.name;
}
