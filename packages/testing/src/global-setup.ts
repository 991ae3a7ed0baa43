import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts, openPostgres, openRedis, startGuard } from '@countersign/platform';

/** What the set-up started, for the teardown. */
export const started: (() => Promise<unknown>)[] = [];

/** Gives a test run its PostgreSQL and Redis: those of `DATABASE_URL` and `REDIS_URL`, else embedded ones of its own. */
// Jest calls the default export.
// oxlint-disable-next-line import/no-default-export
export default async function setUp(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-test-'));
  started.push(() => rm(folder, { recursive: true, force: true }));
  const runFolder = path.join(folder, 'run');
  await mkdir(runFolder, { recursive: true });
  // Stops the servers also when the run is killed.
  const guard = await startGuard(runFolder);
  const [postgresPort = 0, redisPort = 0] = await freePorts(2);
  const password = randomBytes(16).toString('hex');
  const [postgres, redis] = await Promise.all([
    openPostgres({ folder: path.join(folder, 'postgres'), port: postgresPort, password, durable: false, runFolder }),
    openRedis({ folder: path.join(folder, 'redis'), port: redisPort, password, durable: false, runFolder }),
  ]);
  started.push(
    () => guard.dismiss(),
    () => postgres.stop(),
    () => redis.stop(),
  );
  process.env['TEST_DATABASE_URL'] = postgres.url;
  process.env['TEST_REDIS_URL'] = redis.url;
}
