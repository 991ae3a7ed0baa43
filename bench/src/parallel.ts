import type { LoadResult } from './load.ts';

/**
 * Does something again and again, several at a time, until the time is over or it was done so many times; who is under way
 * goes on to the end.
 */
export async function inParallel(
  {
    inFlight,
    seconds = Number.POSITIVE_INFINITY,
    times = Number.POSITIVE_INFINITY,
  }: { inFlight: number; seconds?: number; times?: number },
  once: () => Promise<unknown>,
): Promise<LoadResult> {
  const tookMs: number[] = [];
  const begun = performance.now();
  let started = 0;
  const oneAfterAnother = async (): Promise<void> => {
    while (performance.now() - begun < seconds * 1000 && started < times) {
      started += 1;
      const from = performance.now();
      // oxlint-disable-next-line no-await-in-loop
      await once();
      tookMs.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, oneAfterAnother));
  tookMs.sort((a, b) => a - b);
  const percentile = (part: number): number => tookMs[Math.ceil(part * tookMs.length) - 1] ?? Number.NaN;
  return {
    requests: tookMs.length,
    seconds: (performance.now() - begun) / 1000,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
  };
}
