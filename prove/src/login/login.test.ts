import { expect, it } from '@jest/globals';
import { proveLogin } from './login.ts';

it('a day of guessing passes no more guesses than the policy says, and locks nobody out of his own device', async () => {
  const { sieges, bursts, faults } = await proveLogin({
    days: 1,
    // The others take longer, and their budgets are held by the tests of the services, too.
    only: (name) => /^(password|one-time PIN|code of an app|answers).* addresses$/.test(name),
    note: () => undefined,
  });
  expect(faults).toEqual([]);
  expect(sieges).toHaveLength(4);
  expect(bursts).toHaveLength(2);
}, 120_000);
