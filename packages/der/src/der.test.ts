import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  readElements,
  readObjectIdentifier,
  readSequence,
  tags,
  writeElement,
  writeExtension,
  writeGeneralizedTime,
  writeInteger,
  writeObjectIdentifier,
  writeTime,
} from './der.ts';

describe('DER', () => {
  it('reads back what it wrote, whatever the length', () => {
    const length = fc.oneof(fc.nat(300), fc.constantFrom(127, 128, 255, 256, 65_535, 65_536));
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(tags)), length, (tag, size) => {
        const content = Buffer.alloc(size, 1);
        const raw = writeElement(tag, content);
        const [first, second, ...more] = readElements(Buffer.concat([raw, raw]));
        // Compared as a whole octet string: Jest takes seconds for long buffers.
        expect(first?.tag === tag && first.content.equals(content) && first.raw.equals(raw)).toBe(true);
        expect(second?.raw.equals(raw) === true && more.length === 0).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses lengths that are cut, open, too long or not in their shortest form', () => {
    for (const hex of [
      '02',
      '0201',
      '0205 00',
      '3080 0000',
      '0281 01 00',
      '02820001 00',
      '1f01 00',
      '0285 0000000001 00',
    ]) {
      expect(() => readElements(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toThrow('not DER');
    }
    for (const hex of ['', '020100', '30003000']) {
      expect(() => readSequence(Buffer.from(hex, 'hex'))).toThrow('not DER');
    }
  });

  it('writes integers that stay positive', () => {
    expect([0n, 127n, 128n, 256n].map((value) => writeInteger(value).toString('hex'))).toEqual([
      '020100',
      '02017f',
      '02020080',
      '02020100',
    ]);
  });

  it('writes object identifiers with numbers of any size', () => {
    expect(writeObjectIdentifier('1.2.840.10045.4.3.2').toString('hex')).toBe('06082a8648ce3d040302');
    // X.667, the arc of a UUID.
    expect(writeObjectIdentifier('2.25.336360247634993809843986747030117149932.1').toString('hex')).toBe(
      '06156983fa8cd0a5dc8192888d80c18fb7eba1e7d96c01',
    );
  });

  it('reads object identifiers back as they were written, and nothing else as one', () => {
    const arc = fc.bigInt({ min: 0n, max: 1n << 130n });
    const top = fc.oneof(
      fc.tuple(fc.constantFrom(0n, 1n), fc.bigInt({ min: 0n, max: 39n })),
      fc.tuple(fc.constant(2n), arc),
    );
    fc.assert(
      fc.property(top, fc.array(arc, { maxLength: 6 }), (first, others) => {
        const identifier = [...first, ...others].join('.');
        const [element] = readElements(writeObjectIdentifier(identifier));
        expect(element === undefined ? '' : readObjectIdentifier(element)).toBe(identifier);
      }),
    );
    for (const hex of ['0600', '060180', '020101']) {
      const [element] = readElements(Buffer.from(hex, 'hex'));
      expect(() => element && readObjectIdentifier(element)).toThrow('not DER');
    }
  });

  it('writes moments to the second, with a short year through 2049 and a long one from 2050', () => {
    expect(writeTime(new Date('2049-12-31T23:59:59.999Z')).toString('latin1')).toBe('\x17\x0d491231235959Z');
    expect(writeTime(new Date('2050-01-01T00:00:00Z')).toString('latin1')).toBe('\x18\x0f20500101000000Z');
  });

  it('writes fractions of a second where they are wanted, without zeros at their end', () => {
    const text = (moment: string, fraction = true) =>
      writeGeneralizedTime(new Date(moment), { fraction }).subarray(2).toString('latin1');
    expect(text('2026-11-22T10:11:12.340Z')).toBe('20261122101112.34Z');
    expect(text('2026-11-22T10:11:10.000Z')).toBe('20261122101110Z');
    expect(text('2026-11-22T10:11:12.345Z', false)).toBe('20261122101112Z');
  });

  it('says of an extension that it is critical, and nothing of one that is not', () => {
    expect(writeExtension('2.5.29.19', true, Buffer.from('3000', 'hex')).toString('hex')).toBe(
      '300c0603551d130101ff04023000',
    );
    expect(writeExtension('2.5.29.19', false, Buffer.from('3000', 'hex')).toString('hex')).toBe(
      '30090603551d1304023000',
    );
  });
});
