import { expect, it } from '@jest/globals';
import { proveFaults } from '../prove/src/faults/faults.ts';

it('faults under load lose nothing, and show clients only 503 and 504 that say when to come again', async () => {
  const proof = await proveFaults({ seed: 20_261_122, short: true, note: () => undefined });
  expect(proof.faults).toEqual([]);
  expect(proof.reports.map(({ fault }) => fault)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^kill/), 'empty Redis', expect.stringMatching(/^slow/)]),
  );
  // A run in which nobody met a fault, or nobody did anything, would prove nothing.
  expect(proof.reports.some(({ unavailable }) => Object.keys(unavailable).length > 0)).toBe(true);
  expect(proof.walks.done).toBeGreaterThan(10);
}, 400_000);
