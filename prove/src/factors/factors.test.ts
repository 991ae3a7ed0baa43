import { expect, it } from '@jest/globals';
import { proveFactors } from './factors.ts';

it('no answer is accepted twice, no question changes, and days of guessing pass no more than the policy says', async () => {
  const { races, sieges, faults } = await proveFactors({ days: 2, racers: 20, note: () => undefined });
  expect(faults).toEqual([]);
  expect(races.length).toBeGreaterThan(0);
  expect(sieges.length).toBeGreaterThan(0);
}, 120_000);
