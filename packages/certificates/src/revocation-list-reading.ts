import { verify, X509Certificate } from 'node:crypto';
import { type Element, readElements, readObjectIdentifier, readSequence, tags } from '@countersign/der';
import { authorityProfiles } from './authority-profiles.ts';
import { ecdsaAlgorithms } from './content-signer.ts';
import { readTbsFields, readTime } from './lint/reading.ts';
import { extensionIds } from './profiles.ts';
import type { RevocationList } from './revocation-list.ts';

/** A root's list, read. */
export type RootListReading = RevocationList & {
  revoked: readonly RootListEntry[];
};

/** A certificate that the root revoked. */
export interface RootListEntry {
  /** Hexadecimal. */
  serialNumber: string;
  revokedAt: Date;
  /** Code of RFC 5280 5.3.1; 0, unspecified, when none is told. */
  reason: number;
}

/** Reads a revocation list of a root, DER. Throws an Error unless it is signed by this root, a certificate in DER. */
export function readRootList(crl: Buffer, root: Buffer): RootListReading {
  const [list, algorithm, signature] = readSequence(crl);
  if (list === undefined || signature?.tag !== tags.bitString || signature.content[0] !== 0)
    throw new Error('it is no revocation list');
  const { hash } = authorityProfiles.root;
  const key = new X509Certificate(root).publicKey;
  const isSigned =
    algorithm?.raw.equals(ecdsaAlgorithms[hash]) === true &&
    verify(hash, list.raw, { key, dsaEncoding: 'der' }, signature.content.subarray(1));
  if (!isSigned) throw new Error('it is not signed by this root');
  const [, , issuer, thisUpdate, nextUpdate, ...rest] = readSequence(list.raw);
  const moments = [thisUpdate, nextUpdate].map((moment) => (moment === undefined ? undefined : readTime(moment)));
  const [from, until] = moments;
  const extensions = rest.find(({ tag }) => tag === 0xa0);
  if (
    issuer?.raw.equals(readTbsFields(root).subject.raw) !== true ||
    from === undefined ||
    until === undefined ||
    extensions === undefined
  ) {
    throw new Error('it is not a list of this root with a life and a number');
  }
  const entries = rest.find(({ tag }) => tag === tags.sequence);
  return {
    number: readNumber(extensions),
    thisUpdate: from,
    nextUpdate: until,
    crl,
    revoked: entries === undefined ? [] : readSequence(entries.raw).map(readEntry),
  };
}

function readNumber(extensions: Element): bigint {
  for (const { raw } of readSequence(extensions.content)) {
    const [id, value] = readSequence(raw);
    const [number] = value === undefined ? [] : readElements(value.content);
    if (id !== undefined && readObjectIdentifier(id) === extensionIds.crlNumber && number !== undefined) {
      return BigInt(`0x${number.content.toString('hex')}`);
    }
  }
  throw new Error('it has no number');
}

function readEntry({ raw }: Element): RootListEntry {
  const [serial, at, extensions] = readSequence(raw);
  const revokedAt = at === undefined ? undefined : readTime(at);
  if (serial === undefined || revokedAt === undefined)
    throw new Error('it has an entry without a serial number or a moment');
  const reason = extensions === undefined ? 0 : readReason(extensions);
  return { serialNumber: serial.content.toString('hex'), revokedAt, reason };
}

function readReason(extensions: Element): number {
  for (const { raw } of readSequence(extensions.raw)) {
    const [id, value] = readSequence(raw);
    const [code] = value === undefined ? [] : readElements(value.content);
    if (id !== undefined && readObjectIdentifier(id) === reasonCode) return code?.content[0] ?? 0;
  }
  return 0;
}

const reasonCode = '2.5.29.21';
