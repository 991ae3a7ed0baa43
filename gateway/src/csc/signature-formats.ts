import { type Fields, invalidParameter } from './fields.ts';

/** Formats that are made here, by the letters of the standard. */
export const formatLetters = { pades: 'P', cades: 'C' } as const;
export type SignatureFormat = keyof typeof formatLetters;

/** Levels that are made here, as the table of the standard writes them; its examples write AdES. */
export const conformanceLevels = ['Ades-B-B', 'Ades-B-T', 'Ades-B-LT'] as const;

/**
 * Where a signature stands. The standard's own default for PAdES is a certification, which forbids changes to the
 * document and is not made here: without the member a revision is added.
 */
export const envelopeProperties = { pades: ['Revision'], cades: ['Attached', 'Detached'] } as const;

/** The format of `signature_format`; throws REQUEST_INVALID. */
export function readFormat(fields: Fields): SignatureFormat {
  const letter = fields.string('signature_format');
  const found = Object.entries(formatLetters).find(([, each]) => each === letter);
  if (found === undefined) throw invalidParameter('signature_format');
  return found[0] as SignatureFormat;
}

/** The level of `conformance_level`, `B-B` when absent; throws REQUEST_INVALID for one that is not made here. */
export function readLevel(fields: Fields): string {
  const given = fields.optionalString('conformance_level') ?? conformanceLevels[0];
  const found = conformanceLevels.find((level) => level.toLowerCase() === given.toLowerCase());
  if (found === undefined) throw invalidParameter('conformance_level');
  return found.slice('Ades-'.length);
}

/**
 * Whether the signature holds what it signs; throws REQUEST_INVALID for a `signed_envelope_property` that the format has
 * not. The content of a digest is not there, so its signature is detached.
 */
export function readAttached(fields: Fields, format: SignatureFormat, { isDigest }: { isDigest: boolean }): boolean {
  const given = fields.optionalString('signed_envelope_property');
  const offered: readonly string[] = format === 'cades' && isDigest ? ['Detached'] : envelopeProperties[format];
  if (given !== undefined && !offered.includes(given)) throw invalidParameter('signed_envelope_property');
  return (given ?? offered[0]) === 'Attached';
}
