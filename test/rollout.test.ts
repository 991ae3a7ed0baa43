import { expect, it } from '@jest/globals';
import { proveRollout } from '../prove/src/rollout/rollout.ts';

it('a rolling restart of what logs in, sells and signs fails no request and loses nothing', async () => {
  const only = ['gateway', 'order', 'identity', 'signer'];
  const proof = await proveRollout({ seconds: 0, seed: 20_261_122, only, together: true, note: () => undefined });
  expect(proof.faults).toEqual([]);
  expect(proof.restarts.map(({ instance }) => instance).toSorted()).toEqual(
    only.flatMap((name) => [name, `${name}-2`]).toSorted(),
  );
  expect(proof.ordersCompleted).toBeGreaterThan(0);
  expect(proof.ordersInBooks).toBe(proof.ordersCompleted);
}, 300_000);
