import { expect, test } from '@jest/globals';
import {
  activationParties,
  activationSecret,
  profileOf,
  readProfile,
  registrationCodeOf,
  tokenKeysOf,
} from './key-schedule.ts';
import { hotp } from './oath.ts';
import { ProtocolError } from './protocol-error.ts';

const serial = '6935019387';
const origin = 'https://sign.example.com';

test('the keys of a token are those of the worked example', () => {
  const sharedKey = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
  const keys = tokenKeysOf(sharedKey, { serial, profile: profileOf(6) });
  expect(keys.seed.toString('hex')).toBe('8fed87b7698333632be40a813ccbd4aba36032daebd664b28d40ca432a954ffc');
  expect(registrationCodeOf(keys, serial)).toBe('1853011441');
  expect(hotp(keys.seed, 1, { hash: 'sha256', digits: 6 })).toBe('578802');
  expect(new Set(Object.values(keys).map((key: Buffer) => key.toString('hex'))).size).toBe(5);
  const other = tokenKeysOf(sharedKey, { serial, profile: profileOf(8) });
  expect(other.seed).not.toEqual(keys.seed);
  expect(other.transaction).toEqual(keys.transaction);
});

test('the secret of an activation belongs to service, serial number, token and code', async () => {
  const activationToken = Buffer.alloc(16, 1);
  const given = { origin, serial, activationToken, password: '12345678' };
  const hexOf = async (input: Parameters<typeof activationSecret>[0]) => {
    const { w0, w1 } = await activationSecret(input);
    return Buffer.concat([w0, w1]).toString('hex');
  };
  const [first, ...others] = await Promise.all(
    [
      given,
      { ...given, origin: 'https://sign.example.org' },
      { ...given, serial: '0000000000' },
      { ...given, activationToken: Buffer.alloc(16, 2) },
      { ...given, activationToken: undefined },
      { ...given, password: '12345679' },
    ].map(hexOf),
  );
  expect(first).toHaveLength(128);
  expect(new Set([first, ...others]).size).toBe(6);
  const code = '0505428340110157';
  const [whole, counted] = await Promise.all(
    [code, code.slice(0, 15)].map((password) => hexOf({ origin, serial, password })),
  );
  expect(whole).toBe(counted);
  // Written down, so that another implementation can be held against it.
  expect(await hexOf({ origin: 'http://localhost:8080', serial, password: '12345678' })).toBe(
    '2d262426585c2ef09c5a94ee304f92704dfd4bd42facf23c8478307921d028cf850477f73315c0df5b864da9199729d6b0b87572175b54fb91455385b7dac57d',
  );
});

test('both parties of an activation are bound to service, key and policy', () => {
  const parties = activationParties({ origin, serial, identityKey: Buffer.alloc(32), profile: profileOf(6) });
  expect(parties.idProver).toBe(serial);
  expect(parties.idVerifier).toBe(origin);
  expect(Buffer.from(parties.context).toString('utf8')).toBe(
    `ssa1\0${origin}\x0066687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925\0totp-sha256-6-30`,
  );
});

test('a profile is taken apart, and one that the app cannot follow is refused', () => {
  expect(readProfile('totp-sha256-8-30')).toEqual({ hash: 'sha256', digits: 8, periodSeconds: 30 });
  for (const unknown of ['totp-sha1-6-30', 'totp-sha256-7-30', 'hotp-sha256-6', '']) {
    expect(() => readProfile(unknown)).toThrow(ProtocolError);
  }
});
