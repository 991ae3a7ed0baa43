import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readKeyring, seal } from '@countersign/sealing';
import pg from 'pg';
import { RestClient } from '../../../test/src/rest-client.ts';
import type { TestPlatform } from '../../../test/src/test-platform.ts';
import { databaseUrlOf } from '../counting/databases.ts';

/** Users who can log in with a password and an app, as those who log in are told of them. */
export interface Users {
  ids: readonly string[];
  emails: readonly string[];
  /** The same for all: they differ in nothing that costs time. */
  password: string;
  otpauthUri: string;
}

const password = 'quince meadow ferry lamp';

/**
 * Makes users with an active authenticator. The first one registers by REST; the others are copies of his row, because
 * hundreds of registrations would take longer than what is measured. Each seed is sealed to its own row.
 */
export async function makeUsers({ platform, url, inviteOperator }: TestPlatform, count: number): Promise<Users> {
  const email = 'login.first@example.com';
  const body = { token: await inviteOperator(), email, password, givenName: 'Robin', surname: 'Sample' };
  await new RestClient(url).ask('POST', '/v1/operator-invitations/acceptance', { body });
  const emails = Array.from({ length: count }, (_, number) => `login.${number}@example.com`);
  const ids = emails.map((_, number) => `usr_${String(number).padStart(26, '0')}`);
  await withDatabase(await databaseUrlOf(platform, 'identity'), (client) =>
    client.query(
      `insert into users select (jsonb_populate_record(u, jsonb_build_object('id', n.id, 'email', n.email,
         'staff_roles', '[]'::jsonb, 'first_login_at', now()))).*
       from users u, unnest($2::text[], $3::text[]) as n (id, email) where u.email = $1`,
      [email, ids, emails],
    ),
  );

  const file = path.join(platform.home, 'secrets', 'keyring-second-factor.json');
  const keyring = readKeyring(await readFile(file, 'utf8'));
  const seed = randomBytes(20);
  const authenticators = ids.map((userId) => {
    const id = `aut_${userId.slice(4)}`;
    return { id, userId, seed: seal(keyring, seed, { table: 'authenticators', row: id, column: 'seed' }) };
  });
  await withDatabase(await databaseUrlOf(platform, 'second-factor'), (client) =>
    client.query(
      `insert into authenticators (id, user_id, kind, label, state, seed, created_at, expires_at, activated_at)
       select a.id, a.user_id, 'totp', 'App', 'active', a.seed, now(), now(), now()
       from unnest($1::text[], $2::text[], $3::bytea[]) as a (id, user_id, seed)`,
      [authenticators.map(({ id }) => id), ids, authenticators.map((one) => one.seed)],
    ),
  );
  return { ids, emails, password, otpauthUri: `otpauth://totp/App?secret=${toBase32(seed)}` };
}

/** Works in a database, as long as `work` takes. */
export async function withDatabase<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** RFC 4648 6, without padding: 20 bytes need none. */
function toBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return (bits.match(/.{5}/g) ?? []).map((five) => letters[Number.parseInt(five, 2)]).join('');
}
