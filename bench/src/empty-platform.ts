import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startTestPlatform, type TestPlatform } from '../../test/src/test-platform.ts';
import type { BenchmarkContext } from './benchmark.ts';
import { countingSettings } from './counting/statements.ts';

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
