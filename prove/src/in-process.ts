import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CallContext, runInContext } from '@countersign/grpc';
import { freePort, openPostgres } from '@countersign/platform';
import { readKeyring } from '@countersign/sealing';
import { type QueryExecutorProvider, sql } from 'kysely';

/** Handlers as somebody calls them: the context is the call's own. */
export type Calls<H> = {
  [K in keyof H]: H[K] extends (request: infer Request, context: CallContext) => infer Answer
    ? (request: Request) => Answer
    : never;
};

/** The handlers of a service in this process, each called in a context of its own. */
export function calling<H extends object>(handlers: H, context: () => CallContext): Calls<H> {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (request: never) => {
        const own = context();
        return runInContext(own, () => (handler as (request: never, context: CallContext) => unknown)(request, own));
      },
    ]),
  ) as Calls<H>;
}

/** Takes what waits in an outbox, as the relay and a queue would. */
export async function takeJobs(
  db: QueryExecutorProvider,
): Promise<{ id: string; topic: string; queue: string; payload: unknown }[]> {
  const { rows } = await sql<{ id: string; topic: string; queue: string; payload: string }>`
    update outbox set sent_at = now() where sent_at is null
    returning id, topic, queue, payload::text as payload`.execute(db);
  return rows.map(({ payload, ...row }) => ({ ...row, payload: JSON.parse(payload) as unknown }));
}

/** A PostgreSQL of its own for `testDatabase`, or the one at TEST_DATABASE_URL. */
export async function findServer(): Promise<{ stop: () => Promise<void> }> {
  if (process.env['TEST_DATABASE_URL'] !== undefined) return { stop: async () => undefined };
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-prove-'));
  const postgres = await openPostgres({
    folder: path.join(folder, 'postgres'),
    runFolder: path.join(folder, 'run'),
    port: await freePort(),
    password: randomBytes(16).toString('hex'),
    durable: false,
  });
  process.env['TEST_DATABASE_URL'] = postgres.url;
  return {
    stop: async () => {
      delete process.env['TEST_DATABASE_URL'];
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A keyring with one key that nobody else has. */
export function aKeyring() {
  return readKeyring(JSON.stringify({ current: 1, keys: { 1: randomBytes(32).toString('base64') } }));
}
