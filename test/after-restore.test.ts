import { runMigrations } from '@countersign/db';
import { testDatabase } from '@countersign/testing/database';
import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { precautions } from '../packages/platform/src/operations/backup/after-restore.ts';
import { migrationsOf } from './src/schema/databases.ts';

/** What is closed with something else, or by hand: docs/operations/backup.md. */
const closedOtherwise: Readonly<Record<string, readonly string[]>> = {
  // With their sessions, and their grants.
  identity: ['refresh_tokens'],
  'remote-signing': ['oauth_refresh_tokens'],
  // By hand: who paid and was not there yet would have no way in.
  enrollment: ['activations'],
};

let close: () => Promise<void>;
afterEach(() => close());

async function open(name: string): Promise<pg.Client> {
  const { url, destroy } = await testDatabase<unknown>({
    migrate: (fresh) => runMigrations(fresh, migrationsOf[name] ?? {}),
  });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  close = async () => {
    await client.end();
    await destroy();
  };
  return client;
}

async function takePrecautions(client: pg.Client, name: string): Promise<void> {
  for (const { database, statement } of precautions) {
    if (database !== name) continue;
    // oxlint-disable-next-line no-await-in-loop -- one connection
    await client.query(statement, statement.includes('$1') ? [new Date()] : []);
  }
}

describe('after a restore', () => {
  it.each(Object.keys(migrationsOf))('nothing of %s that is used once, or counts, is forgotten', async (name) => {
    const client = await open(name);
    const { rows } = await client.query<{ found: string }>(`
      select distinct c.relname as found from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attname ~ '(^|_)(used|answered)_at$'
        and a.attname not in ('last_used_at', 'reused_at')
      union select c.relname from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'S'
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'i')`);
    const statements = precautions.flatMap(({ database, statement }) => (database === name ? [statement] : []));
    const forgotten = rows
      .map(({ found }) => found)
      .filter((found) => !statements.some((one) => new RegExp(`\\b${found}\\b`).test(one)));
    expect(forgotten.toSorted()).toEqual(closedOtherwise[name] ?? []);
    await expect(takePrecautions(client, name)).resolves.toBeUndefined();
  });

  it('no handle signs any more', async () => {
    const client = await open('signer');
    await client.query(`
      insert into keys (id, owner, algorithm, public_key, sealed_private_key, state, version, mac, created_at)
      values ('key_1', 'usr_1', 'P-256', '\\x01', '\\x01', 'active', 1, '\\x01', now())`);
    await client.query(`
      insert into authorisations (jti, key_id, owner, reserved_at, handle_hash, ended)
      values ('a', 'key_1', 'usr_1', now(), '\\x01', false), ('b', 'key_1', 'usr_1', now(), '\\x02', true)`);
    await takePrecautions(client, 'signer');
    const { rows } = await client.query('select ended, handle_hash from authorisations');
    expect(rows).toEqual([
      { ended: true, handle_hash: null },
      { ended: true, handle_hash: null },
    ]);
  });

  it('cells that were asked for are not asked for again, and nobody goes on to set up a factor', async () => {
    const client = await open('second-factor');
    await client.query(`
      insert into authenticators (id, user_id, kind, label, state, created_at, expires_at, session_id) values
        ('card', 'usr_1', 'grid_card', 'Card', 'issued', now(), '2099-01-01', null),
        ('begun', 'usr_1', 'sms', 'Phone', 'issued', now(), '2099-01-01', 'ses_1')`);
    await client.query(`
      insert into challenges (id, user_id, kind, authenticator_id, cells, created_at, asked_at) values
        ('asked', 'usr_1', 'cells', 'card', '{A1}', now(), now()), ('kept', 'usr_1', 'cells', 'card', '{A2}', now(), null)`);
    await client.query(`insert into replacement_grants values ('cause', 'usr_1', now(), '2099-01-01', null)`);
    await takePrecautions(client, 'second-factor');
    const list = async (query: string) => (await client.query<{ id: string }>(query)).rows.map(({ id }) => id);
    await expect(list('select id from challenges where answered_at is null')).resolves.toEqual(['kept']);
    await expect(list('select id from authenticators where expires_at > now()')).resolves.toEqual(['card']);
    await expect(list('select cause_id as id from replacement_grants where used_at is null')).resolves.toEqual([]);
  });
});
