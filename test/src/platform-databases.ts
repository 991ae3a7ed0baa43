import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Platform } from '@countersign/platform';
import pg from 'pg';

/** The services that have a database: all. */
export const databaseOwners = [
  'catalog',
  'order',
  'enrollment',
  'identity',
  'second-factor',
  'remote-signing',
  'signer',
  'certificate-authority',
] as const;

export type DatabaseOwner = (typeof databaseOwners)[number];

const settleMs = 60_000;
const quietMs = 1_000;

/** The databases of a platform as their administrator sees them. */
export class PlatformDatabases {
  readonly #adminUrl: string;
  readonly #pools = new Map<DatabaseOwner, pg.Pool>();

  private constructor(adminUrl: string) {
    this.#adminUrl = adminUrl;
  }

  /** Finds the databases of a running platform. */
  static async of({ home, ports }: Platform): Promise<PlatformDatabases> {
    const external = process.env['DATABASE_URL'];
    if (external) return new PlatformDatabases(external);
    const password = (await readFile(path.join(home, 'secrets', 'postgres-password'), 'utf8')).trim();
    return new PlatformDatabases(`postgres://postgres:${password}@127.0.0.1:${ports['postgres']}/postgres`);
  }

  /** Runs one statement in the database of a service. */
  async query<Row extends pg.QueryResultRow>(
    owner: DatabaseOwner,
    statement: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    return (await this.#poolOf(owner).query<Row>(statement, values)).rows;
  }

  /** Lets the time of rows be over: nobody waits for days. `where` is a condition with `value` as $1. */
  async expire(owner: DatabaseOwner, table: string, where: string, value: string): Promise<void> {
    const aged = await this.query(
      owner,
      `update ${pg.escapeIdentifier(table)} set expires_at = now() - interval '1 second' where ${where} returning 1`,
      [value],
    );
    if (aged.length === 0) throw new Error(`no row of ${table} was there to expire`);
  }

  /** A hash over all rows of every table, by service and table: equal ones mean that nothing changed. */
  async fingerprint(): Promise<Record<string, string>> {
    const parts = await Promise.all(databaseOwners.map((owner) => this.#fingerprintOf(owner)));
    return Object.fromEntries(parts.flat());
  }

  /**
   * Waits until work that was begun has ended: nothing changes for a second, the newest root covers what was done with keys,
   * and owners were told what happened to their credentials. Throws when that takes a minute.
   */
  async settle(): Promise<void> {
    const until = Date.now() + settleMs;
    let before = '';
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop
      const [fingerprint, isDone] = await Promise.all([this.fingerprint(), this.#areRoundsDone()]);
      const now = JSON.stringify(fingerprint);
      if (now === before && isDone) return;
      if (Date.now() > until) throw new Error('the platform does not come to rest');
      before = now;
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, quietMs));
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()));
    this.#pools.clear();
  }

  /** Whether nothing waits for what a service does every few seconds. */
  async #areRoundsDone(): Promise<boolean> {
    const waiting = await Promise.all([
      this.query(
        'signer',
        `select from audit_streams as s left join audit_leaves as l using (stream)
         where s.seq > 0 and l.seq is distinct from s.seq limit 1`,
      ),
      this.query('remote-signing', 'select from credential_notices where sent_at is null limit 1'),
    ]);
    return waiting.every((rows) => rows.length === 0);
  }

  async #fingerprintOf(owner: DatabaseOwner): Promise<[string, string][]> {
    const tables = await this.query<{ name: string }>(
      owner,
      `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
    );
    // One statement, so that all tables are seen at one moment.
    const parts = tables.map(
      ({ name }) => `select '${name}' as name, count(*) as rows, md5(string_agg(t::text, '|' order by t::text)) as hash
        from ${pg.escapeIdentifier(name)} t`,
    );
    const found = await this.query<{ name: string; rows: string; hash: string | null }>(
      owner,
      parts.join(' union all '),
    );
    return found.map(({ name, rows, hash }) => [`${owner}.${name}`, `${rows} rows, ${hash}`]);
  }

  #poolOf(owner: DatabaseOwner): pg.Pool {
    const known = this.#pools.get(owner);
    if (known !== undefined) return known;
    const url = new URL(this.#adminUrl);
    url.pathname = `/countersign_${owner.replaceAll('-', '_')}`;
    const pool = new pg.Pool({ connectionString: url.href, max: 4 });
    // A server that is killed under an idle connection is said by the next query.
    pool.on('error', () => {});
    this.#pools.set(owner, pool);
    return pool;
  }
}
