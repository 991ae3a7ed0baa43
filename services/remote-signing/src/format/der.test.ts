import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { element, objectIdentifier, readElements, setOf, smallInteger } from './der.ts';

describe('DER', () => {
  it('writes object identifiers as X.690 8.19 has them', () => {
    expect(objectIdentifier('1.2.840.113549.1.7.2').toString('hex')).toBe('06092a864886f70d010702');
    expect(objectIdentifier('2.16.840.1.101.3.4.2.1').toString('hex')).toBe('0609608648016503040201');
  });

  it('writes lengths in as few bytes as they need', () => {
    const head = (length: number) => element(4, Buffer.alloc(length)).toString('hex', 0, 6);
    expect(head(127)).toMatch(/^047f/);
    expect(head(128)).toMatch(/^048180/);
    expect(head(256)).toMatch(/^04820100/);
    expect(head(65_536)).toMatch(/^0483010000/);
  });

  it('orders the members of a set by their encoding', () => {
    expect(setOf(smallInteger(2), smallInteger(1)).toString('hex')).toBe('3106020101020102');
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (contents) => {
        const bytes = Buffer.concat(contents.map((content) => element(4, content)));
        expect(readElements(bytes).map(({ content }) => [...content])).toEqual(contents.map((content) => [...content]));
      }),
    );
  });

  it('refuses elements that are cut or of indefinite length', () => {
    expect(() => readElements(Buffer.from('0405aabb', 'hex'))).toThrow(/longer/);
    expect(() => readElements(Buffer.from('30800000', 'hex'))).toThrow(/definite/);
  });
});
