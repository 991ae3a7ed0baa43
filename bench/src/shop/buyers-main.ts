// The buyers: a process of its own, so that they share no event loop with what they measure.
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import { buy } from './buyer.ts';
import type { BuyersOptions } from './buyers.ts';
import { watchEnrolments } from './enrolments.ts';

answerParent(async ({ databaseUrl, inFlight, seconds, ...address }: BuyersOptions): Promise<LoadResult> => {
  const enrolments = await watchEnrolments(databaseUrl);
  const tookMs: number[] = [];
  const begun = performance.now();
  const buyOneAfterAnother = async (): Promise<void> => {
    while (performance.now() - begun < seconds * 1000) {
      const from = performance.now();
      // oxlint-disable-next-line no-await-in-loop
      await enrolments.wait(await buy(address));
      tookMs.push(performance.now() - from);
    }
  };
  try {
    await Promise.all(Array.from({ length: inFlight }, buyOneAfterAnother));
  } finally {
    await enrolments.close();
  }
  tookMs.sort((a, b) => a - b);
  const percentile = (part: number): number => tookMs[Math.ceil(part * tookMs.length) - 1] ?? Number.NaN;
  return {
    requests: tookMs.length,
    seconds: (performance.now() - begun) / 1000,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
  };
});
