import { databaseOwners, type PlatformDatabases } from '../../../test/src/platform-databases.ts';

/** Lets every write fail as it does when no file can grow (SQLSTATE 53100); `isFull` false takes that back. */
export async function fillDisk(databases: PlatformDatabases, isFull: boolean): Promise<void> {
  await Promise.all(
    databaseOwners.map(async (owner) => {
      await databases.query(
        owner,
        `create or replace function disk_is_full() returns trigger language plpgsql as
         $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`,
      );
      const tables = await databases.query<{ name: string }>(
        owner,
        `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by 1`,
      );
      // Each by itself: whoever locked several would wait for people who write to them in another order.
      for (const { name } of tables) {
        // oxlint-disable-next-line no-await-in-loop
        await databases.query(owner, `drop trigger if exists disk_is_full on ${name}`);
        if (!isFull) continue;
        // oxlint-disable-next-line no-await-in-loop
        await databases.query(
          owner,
          `create trigger disk_is_full before insert or update or delete on ${name}
           for each statement execute function disk_is_full()`,
        );
      }
      if (!isFull) await databases.query(owner, 'drop function disk_is_full()');
    }),
  );
}

/** Has the server take reads only, as managed servers do when their disk is nearly full; `isReadOnly` false ends it. */
export async function refuseWrites(databases: PlatformDatabases, isReadOnly: boolean): Promise<void> {
  await databases.query(
    'catalog',
    isReadOnly
      ? 'alter system set default_transaction_read_only = on'
      : 'alter system reset default_transaction_read_only',
  );
  await databases.query('catalog', 'select pg_reload_conf()');
}
