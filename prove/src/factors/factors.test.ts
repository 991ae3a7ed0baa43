import { expect, it } from '@jest/globals';
import { proveFactors } from './factors.ts';

it('no answer is accepted twice, no question changes, and days of guessing pass no more than the policy says', async () => {
  const { races, sieges, replays, faults } = await proveFactors({
    days: 1,
    racers: 20,
    asks: 200,
    // Codes by e-mail are made as those by text message, and PINs are guessed at by the proof of logins.
    only: (kind) => kind !== 'email' && kind !== 'one_time_pin',
    note: () => undefined,
  });
  expect(faults).toEqual([]);
  expect([races.length, sieges.length, replays.length]).toEqual([27, 15, 7]);
}, 240_000);
