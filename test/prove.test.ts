import { expect, it } from '@jest/globals';
import { proveCheckout } from '../prove/src/checkout.ts';

const runs = 12;

it('checkouts under faults lose nothing', async () => {
  const proof = await proveCheckout({ runs, seed: 20_261_122, note: () => undefined });
  expect(proof.losses).toEqual([]);
  expect(Object.values(proof.ends).reduce((sum, orders) => sum + orders, 0)).toBe(runs);
  // A run in which nothing was broken would prove nothing.
  expect(proof.wreckage.kills.length).toBeGreaterThan(0);
  expect(proof.ends['completed']).toBeGreaterThan(0);
}, 400_000);
