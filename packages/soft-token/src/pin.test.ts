import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { defaultPinCost, openWithPin, requireNewPin, sealUnderPin } from './pin.ts';

const secrets = { seed: randomBytes(32), transaction: randomBytes(32) };

test('keys open with their PIN; another PIN opens other ones, and nothing tells them apart', async () => {
  const sealed = await sealUnderPin(secrets, '493716', defaultPinCost);
  expect(sealed).toMatchObject({ memoryKib: 65_536, passes: 3 });
  // As long as what is in it: there is no room for anything by which a PIN could be checked.
  expect(Buffer.from(sealed.text, 'base64')).toHaveLength(64);
  expect(await openWithPin(sealed, '493716')).toEqual(secrets);
  const others = await openWithPin(sealed, '493717');
  expect(others.seed).toHaveLength(32);
  expect(others.seed).not.toEqual(secrets.seed);
  expect(others.transaction).not.toEqual(secrets.transaction);
});

test('the same PIN never seals twice the same way', async () => {
  const cost = { memoryKib: 64, passes: 1 };
  const [one, two] = await Promise.all([sealUnderPin(secrets, '493716', cost), sealUnderPin(secrets, '493716', cost)]);
  expect(one.text).not.toBe(two.text);
});

test.each(['000000', '123456', '987654', '121212', '123123', '112233', '123321', '159753'])(
  'the PIN %s is too common',
  (pin) => {
    expect(() => requireNewPin(pin, 6)).toThrow(expect.objectContaining({ kind: 'pin-common' }));
  },
);

test.each(['493716', '802951', '100200', '31415927'])('the PIN %s is taken', (pin) => {
  expect(() => requireNewPin(pin, pin.length)).not.toThrow();
});

test('a PIN of four digits may be no year', () => {
  expect(() => requireNewPin('1987', 4)).toThrow(expect.objectContaining({ kind: 'pin-common' }));
  expect(() => requireNewPin('4987', 4)).not.toThrow();
});
