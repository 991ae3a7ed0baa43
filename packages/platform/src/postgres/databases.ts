import { Client } from 'pg';

/** One service's database and the role that owns it. */
export interface DatabaseWish {
  readonly name: string;
  readonly role: string;
  readonly password: string;
}

/**
 * Makes one database and one login role per wish, and sets the role's password again if they are there already. Only the
 * owning role may connect. The administrator of `adminUrl` needs CREATEDB and CREATEROLE, not to be superuser.
 */
export async function ensureDatabases(adminUrl: string, wishes: readonly DatabaseWish[]): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const roles = await namesOf(client, 'select rolname as name from pg_roles');
    const databases = await namesOf(client, 'select datname as name from pg_database');
    for (const { name, role, password } of wishes) {
      const roleName = client.escapeIdentifier(role);
      const verb = roles.has(role) ? 'alter' : 'create';
      // oxlint-disable no-await-in-loop -- CREATE DATABASE cannot share its template with another one
      await client.query(`${verb} role ${roleName} login password ${client.escapeLiteral(password)}`);
      if (databases.has(name)) continue;
      await client.query(`grant ${roleName} to current_user`);
      await client.query(`create database ${client.escapeIdentifier(name)} owner ${roleName} template template0`);
      await client.query(`revoke all on database ${client.escapeIdentifier(name)} from public`);
      // oxlint-enable no-await-in-loop
    }
  } finally {
    await client.end();
  }
}

/** The address of a database for its role, on the server of `adminUrl` and with its other settings (TLS and so on). */
export function databaseUrl(adminUrl: string, { name, role, password }: DatabaseWish): string {
  const url = new URL(adminUrl);
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(password);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}

async function namesOf(client: Client, query: string): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(query);
  return new Set(rows.map(({ name }) => name));
}
