import { invalidField } from '@countersign/errors';
import { type Keyring, open, seal } from '@countersign/sealing';

const mebibyte = 1024 * 1024;
/** Size of a file at most, in bytes. */
export const fileBytesAtMost = 5 * mebibyte;
/** Files that a validation may refer to, over all its pieces. */
export const filesAtMost = 5;
/** Files that may wait for a submission. */
export const unusedFilesAtMost = 10;
/** How long a file may wait for a submission. */
export const unusedFileLifeMs = 24 * 3_600_000;

/** First bytes of each media type that is taken: PDF 32000-1 7.5.2, JFIF (ISO/IEC 10918-5), PNG 5.2. */
const firstBytes = {
  'application/pdf': Buffer.from('%PDF-', 'latin1'),
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff]),
  'image/png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
} as const;

export type EvidenceMediaType = keyof typeof firstBytes;

/** The media type of a file; throws `EVIDENCE_FILE_INVALID` unless it is one that is taken and the file begins like one. */
export function requireEvidenceFile(mediaType: string, content: Uint8Array): EvidenceMediaType {
  const known = (Object.keys(firstBytes) as EvidenceMediaType[]).find((type) => type === mediaType);
  if (known === undefined) throw invalidFile('/mediaType', 'must be application/pdf, image/jpeg or image/png');
  if (content.length > fileBytesAtMost) throw invalidFile('/content', 'must have 5 MiB at most');
  const expected = firstBytes[known];
  if (!expected.equals(content.subarray(0, expected.length))) {
    throw invalidFile('/content', `must be a file of type ${known}`);
  }
  return known;
}

function invalidFile(pointer: string, detail: string) {
  return invalidField('EVIDENCE_FILE_INVALID', pointer, detail);
}

const placeOf = (id: string) => ({ table: 'evidence_files', row: id, column: 'content_sealed' });

/** Seals a file for its row. */
export function sealFile(keyring: Keyring, id: string, content: Uint8Array): Buffer {
  return seal(keyring, content, placeOf(id));
}

/** Opens a file from its row. */
export function openFile(keyring: Keyring, id: string, contentSealed: Buffer): Buffer {
  return open(keyring, contentSealed, placeOf(id));
}
