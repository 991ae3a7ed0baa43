import { runMigrations } from '@countersign/db';
import { testDatabase } from '@countersign/testing/database';
import { expect, it } from '@jest/globals';
import pg from 'pg';
import { sealedColumns as ofIdentity } from '../services/identity/src/sealed-columns.ts';
import { sealedColumns as ofRemoteSigning } from '../services/remote-signing/src/sealed-columns.ts';
import { sealedColumns as ofSecondFactor } from '../services/second-factor/src/sealed-columns.ts';
import { migrationsOf } from './src/schema/databases.ts';

/** Names of bytes that are no secrets: hashes, certificates, public keys, files for a printer, encrypted to him. */
const open = /hash|sha256|fingerprint|digests?$|certificate|public_key|nonce|proof_of_possession|device_key|print_file/;

it.each([
  ['identity', ofIdentity, []],
  ['second-factor', ofSecondFactor, []],
  // Sealed under a code that only its taker has.
  ['remote-signing', ofRemoteSigning, ['oauth_grants.activation']],
])('every secret of %s is moved to the new key when there is one', async (name, sealed, others) => {
  const { url, destroy } = await testDatabase<unknown>({
    migrate: (fresh) => runMigrations(fresh, migrationsOf[name] ?? {}),
  });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ table: string; column: string; key: string[] }>(`
    select c.relname as table, a.attname as column,
      array(select k.attname::text from pg_index i join pg_attribute k on k.attrelid = i.indrelid and k.attnum = any (i.indkey)
        where i.indrelid = c.oid and i.indisprimary order by array_position(i.indkey::int2[], k.attnum)) as key
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and format_type(a.atttypid, null) = 'bytea'`);
  await client.end();
  await destroy();
  const secrets = rows.filter(
    ({ table, column }) => !open.test(column) && !others.some((one) => one === `${table}.${column}`),
  );
  const listed = sealed.map(({ key = ['id'], ...place }) => ({ ...place, key: [...key] }));
  const sort = (places: { table: string; column: string }[]) =>
    places.toSorted((a, b) => `${a.table}.${a.column}`.localeCompare(`${b.table}.${b.column}`));
  expect(sort(listed)).toEqual(sort(secrets));
});
