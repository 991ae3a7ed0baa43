import { type Fields, invalidParameter } from './fields.ts';

/** What digests are of (CSC API 2.2), by the numbers of the signer's DigestKind: what is signed, the content, the document. */
export const hashTypes = { dtbsr: 0, sdr: 1, sodr: 2 } as const;

/** The number for `hashType`; what is signed when absent. Throws REQUEST_INVALID for another word. */
export function readHashType(fields: Fields): number {
  const given = fields.optionalString('hashType') ?? 'dtbsr';
  const kind = (hashTypes as Readonly<Record<string, number>>)[given];
  if (!Object.hasOwn(hashTypes, given) || kind === undefined) throw invalidParameter('hashType');
  return kind;
}
