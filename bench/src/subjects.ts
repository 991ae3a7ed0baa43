import { setTimeout as delay } from 'node:timers/promises';
import type { BenchmarkContext } from './benchmark.ts';
import type { LoadResult } from './load.ts';
import { readCpuUs } from './processes.ts';
import { type Measurement, measureInRounds } from './rounds.ts';

/** Something that is measured in turns with the others. */
export interface Subject {
  name: string;
  /** The processes that take part, by name, without the load generator. */
  parts: ReadonlyMap<string, number>;
  generatorPid: number;
  /** Makes what the measurement uses up, before anything is counted. */
  prepare?: (seconds: number) => Promise<unknown>;
  run: (seconds: number) => Promise<LoadResult>;
}

const settleMs = 4_000;
const restMs = 5_000;

/** Processor time that each part uses while nobody wants anything, in milliseconds per second. */
export async function measureRest(parts: ReadonlyMap<string, number>): Promise<Record<string, number>> {
  // Relays and workers look around for a while after the last job.
  await delay(settleMs);
  const before = await readCpuUs(parts);
  await delay(restMs);
  const after = await readCpuUs(parts);
  return Object.fromEntries([...after].map(([part, us]) => [part, (us - (before.get(part) ?? 0)) / restMs]));
}

/** Measures subjects in turns, with the processor time of all who take part. */
export async function measureSubjects(
  subjects: readonly Subject[],
  rounds: number,
  { seconds, signal, note }: BenchmarkContext,
): Promise<Map<string, Measurement[]>> {
  return await measureInRounds(subjects, rounds, async ({ name, parts, generatorPid, prepare, run }, round) => {
    signal.throwIfAborted();
    note(round === 0 ? `warming up: ${name}` : `round ${round} of ${rounds}: ${name}`);
    await prepare?.(seconds);
    const all = new Map([...parts, ['generator', generatorPid]]);
    const before = await readCpuUs(all);
    const result = await run(seconds);
    const after = await readCpuUs(all);
    const { generator: generatorUs = 0, ...cpuUs } = Object.fromEntries(
      [...after].map(([part, us]) => [part, us - (before.get(part) ?? 0)]),
    );
    return { ...result, cpuUs, generatorShare: generatorUs / (result.seconds * 1_000_000) };
  });
}
