import { execFileSync } from 'node:child_process';
import { itWitnessedBy } from '@countersign/testing';
import { expect, test } from '@jest/globals';
import { hotp, type OathHash, timeStep, totp } from './oath.ts';

const keyOf = (length: number) => Buffer.from('1234567890'.repeat(7).slice(0, length), 'ascii');

test('codes are those of RFC 4226, Appendix D', () => {
  const codes = Array.from({ length: 10 }, (_, counter) => hotp(keyOf(20), counter, { hash: 'sha1', digits: 6 }));
  expect(codes.join(' ')).toBe('755224 287082 359152 969429 338314 254676 287922 162583 399871 520489');
});

test.each<[number, string, string, string]>([
  [59, '94287082', '46119246', '90693936'],
  [1111111109, '07081804', '68084774', '25091201'],
  [1111111111, '14050471', '67062674', '99943326'],
  [1234567890, '89005924', '91819424', '93441116'],
  [2000000000, '69279037', '90698825', '38618901'],
  [20000000000, '65353130', '77737706', '47863826'],
])('codes at %i s are those of RFC 6238, Appendix B', (seconds, sha1, sha256, sha512) => {
  const codeBy = (hash: OathHash, length: number) => totp(keyOf(length), seconds * 1000, { hash, digits: 8 });
  expect([codeBy('sha1', 20), codeBy('sha256', 32), codeBy('sha512', 64)]).toEqual([sha1, sha256, sha512]);
});

itWitnessedBy('oathtool')('oathtool computes the same codes', () => {
  const key = Buffer.from('8fed87b7698333632be40a813ccbd4aba36032daebd664b28d40ca432a954ffc', 'hex');
  for (const [hash, digits] of [
    ['sha1', 6],
    ['sha256', 6],
    ['sha256', 8],
    ['sha512', 8],
  ] as const) {
    const options = [`--totp=${hash}`, `--digits=${digits}`, '--now=@1763798400', '--window=4', key.toString('hex')];
    const ours = [0, 1, 2, 3, 4].map((step) => totp(key, (1763798400 + 30 * step) * 1000, { hash, digits }));
    expect(execFileSync('oathtool', options, { encoding: 'utf8' }).trim().split('\n')).toEqual(ours);
  }
});

test('a step is a whole number, and a code has 4 to 10 digits', () => {
  expect([timeStep(29_999), timeStep(30_000.7), timeStep(59_999, 60)]).toEqual([0, 1, 0]);
  expect(() => hotp(keyOf(20), 0, { hash: 'sha1', digits: 3 })).toThrow(RangeError);
  expect(hotp(keyOf(20), 0, { hash: 'sha1', digits: 10 })).toBe('1284755224');
});
