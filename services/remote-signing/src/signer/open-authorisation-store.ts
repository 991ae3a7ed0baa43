import type { Db } from '@countersign/db';
import { sql, type Transaction } from 'kysely';
import type { Authorisation, Batch } from './authorisation.ts';
import type { SignerDatabase } from './database.ts';
import { recordBroken } from './signing-key.ts';

/**
 * Locks an authorisation whose digests are named after it was given, and returns how many were named so far, or signed
 * without. Undefined when its handle was replaced or ended, or the key does not sign any more. Throws `KEY_RECORD_BROKEN` when
 * the chain of the key tells of more, or of its end: then the row is an older one that somebody put back.
 */
export async function lockOpenAuthorisation(
  trx: Transaction<SignerDatabase>,
  { id, jti, handleHash, keyId }: Authorisation,
): Promise<number | undefined> {
  const { rows } = await sql<{ named: number }>`
    select named from authorisations
    where jti = ${jti} and handle_hash = ${handleHash}
      and exists (select from keys where id = ${keyId} and state = 'active')
    for update`.execute(trx);
  const named = rows[0]?.named;
  if (named === undefined) return undefined;
  const told = await trx
    .selectFrom(
      sql<{ action: string; named: number }>`(
      select action, (detail ->> 'named')::int as named from audit_records
      where subject = ${id} and stream = ${keyId} and detail ? 'named' order by seq desc limit 1
    )`.as('told'),
    )
    .selectAll()
    .executeTakeFirst();
  if (told === undefined || told.named > named || told.action === 'authorisation.ended') throw recordBroken();
  return named;
}

/** Whether a call with these digests, in this order, began since a moment. */
export async function wasBegun(
  trx: Transaction<SignerDatabase>,
  { jti }: Pick<Authorisation, 'jti'>,
  { digestsHash, since }: { digestsHash: Buffer; since: Date },
): Promise<boolean> {
  const found = await trx
    .selectFrom('batches')
    .select('id')
    .where('jti', '=', jti)
    .where('reservedAt', '>=', since)
    .where('digestsHash', '=', digestsHash)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/**
 * Reserves a batch of a locked authorisation: digests that were named, and others, which take the positions from `first` on.
 * Throws `KEY_RECORD_BROKEN` when one of them does not stand as it was read, or something stands in their place.
 */
export async function reserveLocked(
  trx: Transaction<SignerDatabase>,
  { jti }: Pick<Authorisation, 'jti'>,
  { batch, digests, first, mac }: { batch: Batch; digests: readonly Buffer[]; first: number; mac: Buffer },
): Promise<void> {
  const { id, digestsHash, ords, reservedAt } = batch;
  const fresh = ords.filter((ord) => ord >= first).length;
  const { numAffectedRows: counted } = await sql`
    update authorisations set used_at = coalesce(used_at, ${reservedAt}), named = ${first + fresh}
    where jti = ${jti} and named = ${first} and signatures >= ${first + fresh}`.execute(trx);
  if (counted !== 1n) throw recordBroken();
  await sql`
    insert into batches (id, jti, digests_hash, reserved_at)
    values (${id}, ${jti}, ${digestsHash}, ${reservedAt})`.execute(trx);
  const { numAffectedRows: reserved } = await sql`
    insert into authorised_digests as d (jti, ord, digest, state, mac, batch_id, batch_ord)
    select ${jti}, n.ord, n.digest, 'reserved', ${mac}, ${id}, n.batch_ord - 1
    from unnest(${[...ords]}::int[], ${[...digests]}::bytea[]) with ordinality as n (ord, digest, batch_ord)
    on conflict (jti, ord) do update
    set state = 'reserved', mac = excluded.mac, batch_id = excluded.batch_id, batch_ord = excluded.batch_ord
    where d.ord < ${first} and d.state = 'authorised' and d.digest = excluded.digest`.execute(trx);
  if (reserved !== BigInt(ords.length)) throw recordBroken();
}

/** Gives a locked authorisation another handle, and says how many digests are named now. */
export async function renewLocked(
  trx: Transaction<SignerDatabase>,
  { jti, handleHash, mac }: Pick<Authorisation, 'jti' | 'handleHash'> & { mac: Buffer },
  { named, at }: { named: number; at: Date },
): Promise<void> {
  await sql`
    update authorisations set handle_hash = ${handleHash}, mac = ${mac}, named = ${named},
      used_at = coalesce(used_at, ${at})
    where jti = ${jti}`.execute(trx);
}

/** Whom an authorisation was given by and to, whether it ended or not; undefined for none. */
export async function findGiven(
  db: Db<SignerDatabase>,
  id: string,
): Promise<{ jti: string; keyId: string; owner: string; clientId: string | null } | undefined> {
  return await db
    .selectFrom('authorisations')
    .select(['jti', 'keyId', 'owner', 'clientId'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Ends an authorisation: its handle is gone. The number of digests that were named; undefined when it had ended. */
export async function endAuthorisation(
  trx: Transaction<SignerDatabase>,
  { jti }: Pick<Authorisation, 'jti'>,
): Promise<{ named: number } | undefined> {
  return await trx
    .updateTable('authorisations')
    .set({ ended: true, handleHash: null })
    .where('jti', '=', jti)
    .where('ended', '=', false)
    .returning('named')
    .executeTakeFirst();
}
