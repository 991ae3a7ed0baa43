import { describe, expect, it } from '@jest/globals';
import { NotDerError, readElements, tags, writeInteger, writeOctetString, writeSequence } from './der.ts';
import { readFields, readUnsigned } from './fields.ts';

const fieldsOf = (bytes: Buffer) => {
  const [element] = readElements(bytes);
  if (element === undefined) throw new Error('nothing there');
  return readFields(element);
};
const integerOf = (hex: string) => {
  const [element] = readElements(Buffer.from(hex, 'hex'));
  if (element === undefined) throw new Error('nothing there');
  return readUnsigned(element);
};

describe('fields of a sequence', () => {
  it('are taken in order, the optional ones only where they are', () => {
    const fields = fieldsOf(writeSequence(writeInteger(1n), writeOctetString(Buffer.from('a'))));
    expect(fields.takeIf(tags.octetString)).toBeUndefined();
    expect(readUnsigned(fields.take(tags.integer))).toBe(1n);
    expect(fields.takeIf(tags.octetString)?.content.toString()).toBe('a');
    fields.end();
  });

  it('are refused where one is missing, another or left', () => {
    const bytes = writeSequence(writeInteger(1n));
    expect(() => fieldsOf(bytes).take(tags.sequence)).toThrow(NotDerError);
    expect(() => fieldsOf(bytes).end()).toThrow(NotDerError);
    expect(() => fieldsOf(writeSequence()).take(tags.integer)).toThrow(NotDerError);
  });

  it('are unsigned integers only in their shortest form', () => {
    expect(['020100', '02017f', '02020080', '0203010000'].map(integerOf)).toEqual([0n, 127n, 128n, 65_536n]);
    for (const hex of ['0200', '020180', '0202007f', '02020000', '040101']) {
      expect(() => integerOf(hex)).toThrow(NotDerError);
    }
  });
});
