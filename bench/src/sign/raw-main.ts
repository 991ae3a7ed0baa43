// The raw building block: node:crypto signs, one signature after the other, in a process that does nothing else.
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import type { Algorithm, RawOrder } from './orders.ts';

const keys: Record<Algorithm, KeyObject> = {
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  'RSA-3072': generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey,
};
const message = randomBytes(32);

answerParent(async ({ algorithm, seconds }: RawOrder): Promise<LoadResult> => {
  const key = keys[algorithm];
  const begun = performance.now();
  let requests = 0;
  let tookMs = 0;
  while (tookMs < seconds * 1000) {
    for (let turn = 0; turn < 10; turn += 1) sign('sha256', message, key);
    requests += 10;
    tookMs = performance.now() - begun;
  }
  return { requests, seconds: tookMs / 1000, p50Ms: tookMs / requests, p99Ms: tookMs / requests };
});
