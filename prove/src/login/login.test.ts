import { expect, it } from '@jest/globals';
import { proveLogin } from './login.ts';

it('a day of guessing passes no more guesses than the policy says, and locks nobody out of his own device', async () => {
  const { sieges, bursts, faults } = await proveLogin({
    days: 1,
    // Thousands of hashes, and the same budget as that of an address in identity's own tests.
    only: (name) => !name.includes('200 user IDs'),
    note: () => undefined,
  });
  expect(faults).toEqual([]);
  expect(sieges).toHaveLength(6);
  expect(bursts).toHaveLength(2);
}, 120_000);
