import { newContext, runInContext } from '@countersign/grpc';
import { afterEach, expect, it } from '@jest/globals';
import type { ActivationOrder } from './activation-work.ts';
import { type ActivationWorkers, type ActivationWorkersOptions, startActivationWorkers } from './activation-workers.ts';

const order: Extract<ActivationOrder, { kind: 'verifier' }> = {
  kind: 'verifier',
  origin: 'https://sign.example.com',
  serial: '6935019387',
  activationToken: undefined,
  password: '0505428340110157',
};

let workers: ActivationWorkers;
// Nothing here is about time unless it says so: a machine under load is no failure.
const start = (options: ActivationWorkersOptions = {}) => {
  workers = startActivationWorkers({ limitMs: 60_000, ...options });
  return () => workers.run<'verifier'>(order);
};
afterEach(() => workers.close());

it('does the same work whichever thread does it, and never on the event loop', async () => {
  const run = start();
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 1);
  const results = await Promise.all([run(), run(), run(), run()]);
  clearInterval(counting);
  expect(turns).toBeGreaterThan(3);
  expect(new Set(results.map(({ w0 }) => Buffer.from(w0).toString('hex'))).size).toBe(1);
  expect(results[0]?.L).toHaveLength(65);
});

it('refuses one more than may wait, and does those that it took', async () => {
  const run = start({ threads: 1, waitingAtMost: 2 });
  const taken = [run(), run(), run()];
  await expect(run()).rejects.toMatchObject({ kind: 'unavailable', reason: 'ACTIVATIONS_BUSY', retryAfterSeconds: 60 });
  expect(await Promise.all(taken)).toHaveLength(3);
  await expect(run()).resolves.toBeDefined();
});

it('refuses what took too long, and goes on with another thread', async () => {
  const run = start({ threads: 1, limitMs: 1 });
  await expect(run()).rejects.toMatchObject({ reason: 'ACTIVATIONS_BUSY' });
  await expect(run()).rejects.toMatchObject({ reason: 'ACTIVATIONS_BUSY' });
});

it('does nothing for a caller who has gone while it waited', async () => {
  const run = start({ threads: 1 });
  const gone = new AbortController();
  const first = run();
  const second = runInContext(newContext({ signal: gone.signal }), run);
  gone.abort();
  await expect(second).rejects.toMatchObject({ reason: 'DEADLINE_EXCEEDED' });
  await expect(first).resolves.toBeDefined();
});

it('throws what is a bug where it was asked', async () => {
  start();
  const verifier = { w0: Buffer.alloc(32), L: Buffer.alloc(65) };
  const broken = {
    ...order,
    kind: 'answer',
    identityKey: Buffer.alloc(32),
    profile: 'x',
    verifier,
    shareP: Buffer.alloc(65),
  } as const;
  await expect(workers.run<'answer'>(broken)).rejects.toThrow('out of range');
});

it('lets what runs end when it is closed, and refuses the rest', async () => {
  const run = start({ threads: 1 });
  const [first, second] = [run(), run()];
  const settled = Promise.allSettled([first, second]);
  await workers.close();
  expect(await settled).toMatchObject([{ status: 'fulfilled' }, { reason: { reason: 'ACTIVATIONS_BUSY' } }]);
  await expect(run()).rejects.toMatchObject({ reason: 'ACTIVATIONS_BUSY' });
});
