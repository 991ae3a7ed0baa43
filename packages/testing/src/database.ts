import { randomBytes } from 'node:crypto';
import { createDatabase } from '@countersign/db';
import type { Kysely } from 'kysely';
import pg from 'pg';

export interface TestDatabase<Schema> {
  db: Kysely<Schema>;
  url: string;
  /** Closes the pool and drops the database. */
  destroy: () => Promise<void>;
}

/** Creates an empty database on the test server and brings it to its schema with `migrate`. */
export async function testDatabase<Schema>({
  migrate,
}: {
  migrate?: (db: Kysely<unknown>) => Promise<unknown>;
} = {}): Promise<TestDatabase<Schema>> {
  const admin = requireAddress('TEST_DATABASE_URL');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await run(admin, `create database ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  const db = createDatabase<Schema>({ url: url.href });
  await migrate?.(db as unknown as Kysely<unknown>);
  return {
    db,
    url: url.href,
    destroy: async () => {
      await db.destroy();
      await run(admin, `drop database if exists ${name} with (force)`);
    },
  };
}

/** A place in the test Redis that no other test file uses. */
export function testRedis(): { url: string; prefix: string } {
  return { url: requireAddress('TEST_REDIS_URL'), prefix: `test-${randomBytes(6).toString('hex')}` };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function requireAddress(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run tests by npm test or npm run jest`);
  return value;
}
