import { type Keyring, open, seal } from '@countersign/sealing';
import { sql } from 'kysely';
import type { SecondFactorDb } from '../database.ts';

const sealedAt = (row: string) => ({ table: 'authenticators', row, column: 'destination' });

/** The destination of an authenticator, sealed to its row. */
export function sealDestination(keyring: Keyring, { id, destination }: { id: string; destination: string }): Buffer {
  return seal(keyring, Buffer.from(destination), sealedAt(id));
}

/** Where the codes of an authenticator go; undefined for one that can never be used again. */
export async function findDestination(db: SecondFactorDb, keyring: Keyring, id: string): Promise<string | undefined> {
  const row = await db.selectFrom('authenticators').select('destination').where('id', '=', id).executeTakeFirst();
  const sealed = row?.destination ?? null;
  return sealed === null ? undefined : open(keyring, sealed, sealedAt(id)).toString();
}

/** Whether a factor of a user that is in use, suspended or locked sends its codes to a destination; `exceptId` does not count. */
export async function hasDestination(
  db: SecondFactorDb,
  keyring: Keyring,
  { userId, destination, exceptId }: { userId: string; destination: string; exceptId: string },
): Promise<boolean> {
  const rows = await db
    .selectFrom('authenticators')
    .select(['id', 'destination'])
    .where('userId', '=', userId)
    .where('state', 'in', ['active', 'suspended', 'locked'])
    .where('destination', 'is not', null)
    .where('id', '<>', exceptId)
    .execute();
  return rows.some(
    ({ id, destination: sealed }) =>
      sealed !== null && open(keyring, sealed, sealedAt(id)).toString().toLowerCase() === destination.toLowerCase(),
  );
}

/**
 * Uses a code of an authenticator up, and notes that it was used; false when the code was used before, is too old or was
 * replaced since its hash was read, or when the authenticator is neither in use nor waits for its first code. One statement.
 */
export async function useFactorCode(
  db: SecondFactorDb,
  { id, codeHash, authenticatorId, at }: { id: string; codeHash: Buffer; authenticatorId: string; at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    with live as (
      select id from authenticators where id = ${authenticatorId} and state in ('issued', 'active') for update
    ), used as (
      update login_pins set used_at = ${at}
      where id = ${id} and code_hash = ${codeHash} and used_at is null and expires_at > ${at}
        and exists (select 1 from live)
      returning delivery_id
    ), returned as (
      update pin_deliveries set verified_at = ${at}, fallback = null from used where pin_deliveries.id = used.delivery_id
    ), noted as (
      update authenticators set last_used_at = ${at} where id = ${authenticatorId} and exists (select 1 from used)
    )
    select 1 from used`.execute(db);
  return rows.length === 1;
}
