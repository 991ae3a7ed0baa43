import { createHash } from 'node:crypto';
import { identifiers, writeAttribute } from '@countersign/cms';
import {
  tags,
  writeElement,
  writeObjectIdentifier,
  writeOctetString,
  writeSequence,
  writeSetOf,
} from '@countersign/der';
import { DomainError } from '@countersign/errors';
import { describe, expect, it } from '@jest/globals';
import { hashAttributes } from './signed-attributes.ts';

const compare = (one: Buffer, other: Buffer) => Buffer.compare(one, other);
const content = createHash('sha256').update('contract').digest();
const reference = (...parts: Buffer[]) => writeSequence(writeSequence(writeSequence(...parts)));
const hash = writeOctetString(Buffer.alloc(32, 7));
const type = writeAttribute(identifiers.contentType, writeObjectIdentifier(identifiers.data));
const digest = writeAttribute(identifiers.messageDigest, writeOctetString(content));
const certificate = writeAttribute(identifiers.signingCertificateV2, reference(hash));
const time = writeAttribute(identifiers.signingTime, writeElement(tags.utcTime, Buffer.from('261122120000Z')));
const whole = writeSetOf(type, digest, certificate, time);
const members = [type, digest, certificate, time].toSorted(compare);
/** An attribute whose identifier is written with an octet too many. */
const padded = writeSequence(
  writeElement(tags.objectIdentifier, Buffer.from('2a864886f70d01098004', 'hex')),
  writeSetOf(writeOctetString(content)),
);

function refusal(sets: readonly Buffer[], contents?: readonly Buffer[]): unknown {
  try {
    hashAttributes(sets, { hash: 'SHA-256', ...(contents === undefined ? {} : { contents }) });
    return undefined;
  } catch (error) {
    return error instanceof DomainError ? error.reason : error;
  }
}

describe('signed attributes', () => {
  it('are hashed as they are, for the content that they are about and for any', () => {
    const expected = createHash('sha384').update(whole).digest();
    const made = hashAttributes([whole], { hash: 'SHA-384', contents: [content] });
    expect(made).toEqual({ hash: 'SHA-384', digests: [expected] });
    const algorithm = writeSequence(writeObjectIdentifier('2.16.840.1.101.3.4.2.3'));
    const longer = reference(algorithm, writeOctetString(Buffer.alloc(64)), writeSequence());
    const other = writeSetOf(type, digest, writeAttribute(identifiers.signingCertificateV2, longer));
    expect(hashAttributes([other, whole], { hash: 'SHA-256' }).digests).toHaveLength(2);
  });

  it('of another content are refused', () => {
    expect(refusal([whole], [Buffer.alloc(32)])).toBe('DIGEST_INVALID');
    expect(refusal([whole, whole], [content, Buffer.alloc(32)])).toBe('DIGEST_INVALID');
    expect(refusal([whole], [Buffer.concat([content, content])])).toBe('DIGEST_INVALID');
    expect(refusal([whole], [])).toBe('DIGEST_INVALID');
  });

  const data = writeObjectIdentifier(identifiers.data);
  const faulty: [string, Buffer][] = [
    ['nothing', Buffer.alloc(0)],
    ['an empty set', writeSetOf()],
    ['a sequence', writeSequence(...members)],
    ['a set as it stands in a message', writeElement(0xa0, ...members)],
    ['a set and more', Buffer.concat([whole, Buffer.alloc(1)])],
    ['two sets', Buffer.concat([whole, whole])],
    ['a set that was cut off', whole.subarray(0, -1)],
    ['a set that is not in order', writeElement(tags.set, ...members.toReversed())],
    ['a set with an attribute twice', writeElement(tags.set, ...[...members, digest].toSorted(compare))],
    ['no content type', writeSetOf(digest, certificate)],
    ['no message digest', writeSetOf(type, certificate)],
    ['no certificate', writeSetOf(type, digest)],
    ['two message digests', writeSetOf(type, digest, certificate, writeAttribute(identifiers.messageDigest, hash))],
    ['a message digest in disguise beside it', writeSetOf(type, digest, certificate, padded)],
    ['a message digest in disguise', writeSetOf(type, padded, certificate)],
    [
      'two values of the message digest',
      writeSetOf(
        type,
        writeSequence(
          writeObjectIdentifier(identifiers.messageDigest),
          writeSetOf(writeOctetString(content), writeOctetString(Buffer.alloc(32))),
        ),
        certificate,
      ),
    ],
    ['no value', writeSetOf(type, digest, certificate, writeSequence(data, writeSetOf()))],
    ['more in an attribute', writeSetOf(type, digest, certificate, writeSequence(data, writeSetOf(data), data))],
    [
      'a digest of no hash',
      writeSetOf(type, writeAttribute(identifiers.messageDigest, writeOctetString(Buffer.alloc(20))), certificate),
    ],
    ['a digest that is none', writeSetOf(type, writeAttribute(identifiers.messageDigest, data), certificate)],
    [
      'a time-stamp as the content',
      writeSetOf(
        writeAttribute(identifiers.contentType, writeObjectIdentifier(identifiers.timestampInfo)),
        digest,
        certificate,
      ),
    ],
    ...[
      reference(),
      reference(writeOctetString(Buffer.alloc(20))),
      reference(hash, hash),
      reference(data),
      writeSequence(),
      writeSequence(writeSequence()),
      writeSequence(writeSequence(hash)),
      hash,
    ].map((value, index): [string, Buffer] => [
      `a certificate that is none, ${index}`,
      writeSetOf(type, digest, writeAttribute(identifiers.signingCertificateV2, value)),
    ]),
    [
      'too much',
      writeSetOf(type, digest, certificate, writeAttribute('1.2.3', writeOctetString(Buffer.alloc(20_000)))),
    ],
    [
      'too many',
      writeSetOf(
        type,
        digest,
        certificate,
        ...Array.from({ length: 40 }, (_, at) => writeAttribute(`1.2.${at}`, data)),
      ),
    ],
  ];
  it.each(faulty)('that are %s are refused', (_what, set) => {
    expect(refusal([set])).toBe('DIGEST_INVALID');
    expect(refusal([whole, set], [content, content])).toBe('DIGEST_INVALID');
  });

  it('are never taken for a content that they do not name, whatever bit of them is flipped', () => {
    const taken = Array.from({ length: whole.length * 8 }, (_, bit) => {
      const flipped = Buffer.from(whole);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      return { flipped, reason: refusal([flipped], [content]) };
    }).filter(({ reason }) => reason !== 'DIGEST_INVALID');
    expect(taken.map(({ reason }) => reason)).toEqual(taken.map(() => undefined));
    // What is still taken holds the digest of the content where it must be.
    expect(taken.filter(({ flipped }) => !flipped.includes(digest))).toEqual([]);
    expect(taken.length).toBeLessThan(whole.length * 4);
  });
});
