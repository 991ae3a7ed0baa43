import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startTestPlatform, type TestPlatform } from '../../test/src/test-platform.ts';
import type { BenchmarkContext } from './benchmark.ts';
import { countingSettings } from './counting/statements.ts';
import { readPlatformPids } from './processes.ts';

/** Starts a platform from an empty state folder; `counted` lets its statements be counted. */
export async function startEmptyPlatform(
  { closing, signal }: BenchmarkContext,
  { counted = false } = {},
): Promise<TestPlatform> {
  const home = await mkdtemp(path.join(tmpdir(), 'countersign-bench-'));
  closing.add(() => rm(home, { recursive: true, force: true }));
  const starting = startTestPlatform(home, { signal, ...(counted ? { postgresSettings: countingSettings } : {}) });
  // A start that is called off stops what it has started, and then rejects.
  closing.add(async () => (await starting.catch(() => undefined))?.stop());
  return await starting;
}

/** A platform whose statements are counted, and whose processes are known by what they are. */
export interface WatchedPlatform {
  place: TestPlatform;
  /** Process ids; this process is the launcher. */
  parts: Map<string, number>;
}

/** What stands in for the outside world, and what measures: no part of the product. */
export const outsideParts = ['sandbox', 'inbox', 'launcher'];

/** Starts a platform from an empty state folder, to count what it does and who does it. */
export async function startWatchedPlatform(context: BenchmarkContext): Promise<WatchedPlatform> {
  context.note('starting the platform from an empty state folder');
  const place = await startEmptyPlatform(context, { counted: true });
  const parts = await readPlatformPids(place.platform.home);
  parts.set('launcher', process.pid);
  return { place, parts };
}
