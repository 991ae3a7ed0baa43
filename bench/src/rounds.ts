import type { LoadResult } from './load.ts';

/** One measurement of one subject. */
export interface Measurement extends LoadResult {
  /** Processor time that each part of the subject used, in microseconds. */
  cpuUs: Readonly<Record<string, number>>;
  /** Part of one core that the load generator used, 0 to 1: near 1 it measures itself. */
  generatorShare: number;
}

/** What several rounds say about one subject: medians, and the range of the speed. */
export interface Summary {
  perSecond: number;
  slowestPerSecond: number;
  fastestPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Processor time per request that each part used, in microseconds. */
  cpuUsPerRequest: Readonly<Record<string, number>>;
  generatorShare: number;
}

/**
 * Measures every subject once per round, so that a slow minute of the machine meets all of them alike. A first round is
 * not counted: compilers and caches get warm in it.
 */
export async function measureInRounds<S extends { name: string }>(
  subjects: readonly S[],
  rounds: number,
  measure: (subject: S, round: number) => Promise<Measurement>,
): Promise<Map<string, Measurement[]>> {
  const measured = new Map<string, Measurement[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const subject of subjects) {
      // Alone on the machine, as far as it depends on us.
      // oxlint-disable-next-line no-await-in-loop
      const measurement = await measure(subject, round);
      if (round > 0) measured.get(subject.name)?.push(measurement);
    }
  }
  return measured;
}

/** Sums up the rounds of one subject. */
export function summarise(measurements: readonly Measurement[]): Summary {
  const speeds = measurements.map(perSecond);
  return {
    perSecond: median(speeds),
    slowestPerSecond: Math.min(...speeds),
    fastestPerSecond: Math.max(...speeds),
    p50Ms: median(measurements.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(measurements.map(({ p99Ms }) => p99Ms)),
    cpuUsPerRequest: Object.fromEntries(
      Object.keys(measurements[0]?.cpuUs ?? {}).map((part) => [
        part,
        median(measurements.map(({ cpuUs, requests }) => (cpuUs[part] ?? 0) / requests)),
      ]),
    ),
    generatorShare: median(measurements.map(({ generatorShare }) => generatorShare)),
  };
}

/** How fast one subject is beside another: the median of the ratios within each round. */
export function ratio(of: readonly Measurement[], to: readonly Measurement[]): number {
  return median(
    of.map((measurement, round) => {
      const other = to[round];
      if (other === undefined) throw new Error('both must have been measured in every round');
      return perSecond(measurement) / perSecond(other);
    }),
  );
}

/** The middle one of some numbers, or the mean of the two in the middle. Throws for none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new Error('no number has no median');
  return (low + high) / 2;
}

const perSecond = ({ requests, seconds }: LoadResult): number => requests / seconds;

/** The sum without the parts that are not the product. */
export function sumOwn(figures: Readonly<Record<string, number>>, outside: readonly string[]): number {
  return Object.entries(figures)
    .filter(([part]) => !outside.includes(part))
    .reduce((sum, [, figure]) => sum + figure, 0);
}
