import { describe, expect, it, test } from '@jest/globals';
import { type OcraInput, ocra, ocraTimeStep, readOcraSuite } from './ocra.ts';
import { ProtocolError } from './protocol-error.ts';

const keyOf = (length: number) => Buffer.from('1234567890'.repeat(7).slice(0, length), 'ascii');
const pin = '1234';
const time = 0x132d0b6;
const eights = (digit: number) => String(digit).repeat(8);
const count = (length: number) => Array.from({ length }, (_, index) => index);

// RFC 6287, Appendix C: suite, length of the key, inputs, codes.
const vectors: readonly [string, number, readonly OcraInput[], string][] = [
  [
    'OCRA-1:HOTP-SHA1-6:QN08',
    20,
    count(10).map((i) => ({ question: eights(i) })),
    '237653 243178 653583 740991 608993 388898 816933 224598 750600 294470',
  ],
  [
    'OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1',
    32,
    count(10).map((i) => ({ question: '12345678', counter: i, pin })),
    '65347737 86775851 78192410 71565254 10104329 65983500 70069104 91771096 75011558 08522129',
  ],
  [
    'OCRA-1:HOTP-SHA256-8:QN08-PSHA1',
    32,
    count(5).map((i) => ({ question: eights(i), pin })),
    '83238735 01501458 17957585 86776967 86807031',
  ],
  [
    'OCRA-1:HOTP-SHA512-8:C-QN08',
    64,
    count(10).map((i) => ({ question: eights(i), counter: i })),
    '07016083 63947962 70123924 25341727 33203315 34205738 44343969 51946085 20403879 31409299',
  ],
  [
    'OCRA-1:HOTP-SHA512-8:QN08-T1M',
    64,
    count(5).map((i) => ({ question: eights(i), timeStep: time })),
    '95209754 55907591 22048402 24218844 36209546',
  ],
  [
    'OCRA-1:HOTP-SHA256-8:QA08',
    32,
    count(5).map((i) => ({ question: `CLI2222${i}SRV1111${i}` })),
    '28247970 01984843 65387857 03351211 83412541',
  ],
  [
    'OCRA-1:HOTP-SHA256-8:QA08',
    32,
    count(5).map((i) => ({ question: `SRV1111${i}CLI2222${i}` })),
    '15510767 90175646 33777207 95285278 28934924',
  ],
  [
    'OCRA-1:HOTP-SHA512-8:QA08',
    64,
    count(5).map((i) => ({ question: `CLI2222${i}SRV1111${i}` })),
    '79496648 76831980 12250499 90856481 12761449',
  ],
  [
    'OCRA-1:HOTP-SHA512-8:QA08-PSHA1',
    64,
    count(5).map((i) => ({ question: `SRV1111${i}CLI2222${i}`, pin })),
    '18806276 70020315 01600026 18951020 32528969',
  ],
  [
    'OCRA-1:HOTP-SHA256-8:QA08',
    32,
    count(5).map((i) => ({ question: `SIG1${i}000` })),
    '53095496 04110475 31331128 76028668 46554205',
  ],
  [
    'OCRA-1:HOTP-SHA512-8:QA10-T1M',
    64,
    count(5).map((i) => ({ question: `SIG1${i}00000`, timeStep: time })),
    '77537423 31970405 10235557 95213541 65360607',
  ],
];

test.each(vectors)('%s gives the codes of RFC 6287, Appendix C', (suite, keyLength, inputs, codes) => {
  const computed = inputs.map((input) => ocra(keyOf(keyLength), readOcraSuite(suite), input));
  expect(computed.join(' ')).toBe(codes);
});

describe('a question', () => {
  const codeOf = (suite: string, question: string) => ocra(keyOf(32), readOcraSuite(suite), { question });

  it('of decimal digits counts as a number: its leading zeros make no difference', () => {
    const suite = 'OCRA-1:HOTP-SHA256-8:QN10';
    expect(codeOf(suite, '0000012345')).toBe(codeOf(suite, '12345'));
    expect(codeOf(suite, '0000000000')).not.toBe(codeOf(suite, '1'));
  });

  it('of hexadecimal digits begins at the left, whatever its case', () => {
    const suite = 'OCRA-1:HOTP-SHA256-8:QH64';
    expect(codeOf(suite, 'AB')).toBe(codeOf(suite, 'ab'));
    expect(codeOf(suite, 'ab')).toBe(codeOf(suite, 'ab00'));
    expect(codeOf(suite, 'ab')).not.toBe(codeOf(suite, '00ab'));
  });

  it.each([
    ['OCRA-1:HOTP-SHA256-8:QN08', '1234567a'],
    ['OCRA-1:HOTP-SHA256-8:QH08', '1234567g'],
    ['OCRA-1:HOTP-SHA256-8:QA08', 'ümlaut'],
    ['OCRA-1:HOTP-SHA256-8:QA08', ''],
    ['OCRA-1:HOTP-SHA256-8:QA08', 'x'.repeat(17)],
  ])('that does not fit %s is refused', (suite, question) => {
    expect(() => codeOf(suite, question)).toThrow(ProtocolError);
  });
});

describe('a suite', () => {
  it('is taken apart', () => {
    expect(readOcraSuite('OCRA-1:HOTP-SHA512-0:C-QH16-PSHA256-S064-T14H')).toEqual({
      text: 'OCRA-1:HOTP-SHA512-0:C-QH16-PSHA256-S064-T14H',
      hash: 'sha512',
      digits: 0,
      hasCounter: true,
      question: { format: 'H', length: 16 },
      pinHash: 'sha256',
      sessionLength: 64,
      stepSeconds: 50_400,
    });
    expect(ocraTimeStep(readOcraSuite('OCRA-1:HOTP-SHA1-6:QA08-T30S'), 89_999)).toBe(2);
  });

  it.each([
    'no suite',
    'OCRA-1::QA08',
    'OCRA-1:HOTP-SHA1-0:QN08-T01X',
    'OCRA-1:HOTP-SHA1-0:QN08-T91S',
    'OCRA-1:HOTP-SHA1-0:QN08-T49H',
    'OCRA-1:HOTP-SHA1-0:QN08-T0M',
    'OCRA-1:HOTP-SHA1-0:QN08-T',
    'OCRA-1:HOTP-SHA1-0:QH08-S028---',
    'OCRA-1:HOTP-SHA1-0:QX08',
    'OCRA-1:HOTP-SHA1-0:QA65',
    'OCRA-1:HOTP-SHA1-0:QA03',
    'OCRA-1:HOTP-SHA1-0:C',
    'OCRA-1:HOTP-SHA1-0:',
    'OCRA-1:HOTP-SHA1-1:QA08',
    'OCRA-1:HOTP-SHA1-11:QA08',
    'OCRA-1:HOTP-SHA3-6:QA08',
    'OCRA-2:HOTP-SHA1-6:QA08',
  ])('%s is none', (text) => {
    expect(() => readOcraSuite(text)).toThrow(expect.objectContaining({ fault: 'ocra-suite' }));
  });

  it('gets exactly the input that it names', () => {
    const suite = readOcraSuite('OCRA-1:HOTP-SHA256-8:C-QA08-PSHA1-S064-T1M');
    const input = { question: 'abcd', counter: 1, pin, session: Buffer.from('session'), timeStep: 7 };
    expect(ocra(keyOf(32), suite, input)).toMatch(/^\d{8}$/);
    for (const name of ['counter', 'pin', 'session', 'timeStep'] as const) {
      const { [name]: _left, ...rest } = input;
      expect(() => ocra(keyOf(32), suite, rest)).toThrow('the suite needs a');
      expect(() =>
        ocra(keyOf(32), readOcraSuite('OCRA-1:HOTP-SHA256-8:QA08'), { question: 'abcd', [name]: input[name] }),
      ).toThrow('the suite takes no');
    }
    const padded = { ...input, session: Buffer.concat([Buffer.alloc(57), input.session]) };
    expect(ocra(keyOf(32), suite, padded)).toBe(ocra(keyOf(32), suite, input));
    expect(() => ocra(keyOf(32), suite, { ...input, session: Buffer.alloc(65) })).toThrow('longer than the suite says');
  });

  it('of no digits gives the whole MAC', () => {
    expect(ocra(keyOf(20), readOcraSuite('OCRA-1:HOTP-SHA1-0:QN08'), { question: '0' })).toMatch(/^[0-9a-f]{40}$/);
  });
});
