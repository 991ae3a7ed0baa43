import { describe, expect, it } from '@jest/globals';
import { measureSms } from './sms-length.ts';

describe('the length of a text message', () => {
  it.each([
    ['', 'GSM-7', 0],
    ['a'.repeat(160), 'GSM-7', 160],
    // Escaped letters take two places (3GPP TS 23.038 6.2.1.1).
    ['[€]', 'GSM-7', 6],
    ['\n@_Ñß¿', 'GSM-7', 6],
    ['a'.repeat(69) + 'ç', 'UCS-2', 70],
    ['•', 'UCS-2', 1],
    ['🔑', 'UCS-2', 2],
  ] as const)('%j is counted in %s', (text, encoding, length) => {
    expect(measureSms(text)).toEqual({ encoding, length, limit: encoding === 'GSM-7' ? 160 : 70 });
  });
});
