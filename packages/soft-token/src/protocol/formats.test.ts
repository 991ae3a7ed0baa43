import { describe, expect, it, test } from '@jest/globals';
import {
  newActivationCode,
  newActivationPassword,
  newSerial,
  readActivationCode,
  readActivationPassword,
  readAddress,
  readRegistrationCode,
  readSerial,
  showInFives,
  showInFours,
} from './formats.ts';
import { ProtocolError } from './protocol-error.ts';

test('codes are shown in groups and read as people type them', () => {
  expect(showInFives('6935019387')).toBe('69350-19387');
  expect(showInFours('0505428340110157')).toBe('0505-4283-4011-0157');
  expect(showInFours('01234567')).toBe('0123-4567');
  expect(['69350-19387', ' 69350 19387', '6935019387', '69350–19387'].map(readSerial)).toEqual(
    Array.from({ length: 4 }, () => '6935019387'),
  );
  expect(readActivationCode('0505 4283-4011.0157')).toBe('0505428340110157');
  expect(readRegistrationCode('18530-11441')).toBe('1853011441');
  expect(readActivationPassword('0123-4567')).toBe('01234567');
});

test('new codes can be read, and no two are alike', () => {
  const drawn = Array.from({ length: 200 }, () => ({
    serial: readSerial(newSerial()),
    code: readActivationCode(newActivationCode()),
    password: readActivationPassword(newActivationPassword()),
  }));
  expect(new Set(drawn.map(({ code }) => code)).size).toBe(200);
  // A number would lose its zeros: one in ten begins with one, so that 200 without any are hardly possible (7·10^-10).
  expect(drawn.some(({ serial }) => serial.startsWith('0'))).toBe(true);
});

describe('what does not fit', () => {
  it.each([
    ['serial', () => readSerial('69350-19386')],
    ['serial', () => readSerial('6935019')],
    ['serial', () => readSerial('69350-1938x')],
    ['serial', () => readSerial('')],
    ['activation-code', () => readActivationCode('0505-4283-4011-0158')],
    ['activation-password', () => readActivationPassword('1234567')],
    ['registration-code', () => readRegistrationCode('18530-11442')],
    ['address', () => readAddress('')],
    ['address', () => readAddress('ftp://sign.example.com')],
    ['address', () => readAddress('https://user:secret@sign.example.com')],
    ['address', () => readAddress('http://sign.example.com')],
  ])('is refused as fault of the %s', (fault, read) => {
    expect(read).toThrow(ProtocolError);
    expect(read).toThrow(expect.objectContaining({ fault }));
  });
});

test('an address is an origin, by default with TLS', () => {
  expect(readAddress('Sign.Example.com/')).toBe('https://sign.example.com');
  expect(readAddress(' https://sign.example.com:443/a#b')).toBe('https://sign.example.com');
  expect(readAddress('http://localhost:8080/')).toBe('http://localhost:8080');
  expect(readAddress('http://[::1]:8080')).toBe('http://[::1]:8080');
  expect(readAddress('http://gateway:8080', { isInsecureAllowed: true })).toBe('http://gateway:8080');
});
