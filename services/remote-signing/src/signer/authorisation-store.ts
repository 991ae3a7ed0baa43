import type { Db } from '@countersign/db';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Authorisation, AuthorisedDigest, Batch, Signed } from './authorisation.ts';
import type { AuthorisationTable, AuthorisedDigestTable, SignerDatabase } from './database.ts';
import { findHash, recordBroken } from './signing-key.ts';

/** An authorisation as stored, with its authentication code and whether any of its digests was used. */
export type StoredAuthorisation = Authorisation & { mac: Buffer; usedAt: Date | null };

/** A batch as stored. */
export interface StoredBatch {
  batch: Batch;
  /** Undefined while nothing is signed. */
  signed: (Signed & { macs: readonly Buffer[] }) | undefined;
  digests: readonly Buffer[];
  lostAt: Date | null;
}

/** Stores an authorisation with its digests; false when its assertion was used before. */
export async function insertAuthorisation(
  trx: Db<SignerDatabase>,
  authorisation: Authorisation & { mac: Buffer },
  digests: readonly AuthorisedDigest[],
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('authorisations')
    .values({ ...authorisation, named: digests.length })
    .onConflict((conflict) => conflict.column('jti').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) return false;
  await insertDigests(trx, authorisation.jti, digests);
  return true;
}

/** Stores digests that may be signed. Throws `KEY_RECORD_BROKEN` when others stand in their place. */
export async function insertDigests(
  trx: Db<SignerDatabase>,
  jti: string,
  digests: readonly AuthorisedDigest[],
): Promise<void> {
  const { numAffectedRows } = await sql`
    insert into authorised_digests (jti, ord, digest, state, mac)
    select ${jti}, n.ord, n.digest, 'authorised', n.mac
    from unnest(
      ${digests.map(({ ord }) => ord)}::int[],
      ${digests.map(({ digest }) => digest)}::bytea[],
      ${digests.map(({ mac }) => mac)}::bytea[]
    ) as n (ord, digest, mac)
    on conflict do nothing`.execute(trx);
  if (numAffectedRows !== BigInt(digests.length)) throw recordBroken();
}

/** The authorisation that an assertion made; undefined for none, and for one that the code of before used up. */
export async function findByAssertion(db: Db<SignerDatabase>, jti: string): Promise<StoredAuthorisation | undefined> {
  const row = await db.selectFrom('authorisations').selectAll().where('jti', '=', jti).executeTakeFirst();
  return row && toAuthorisation(row);
}

/** The authorisation of a handle. */
export async function findByHandle(
  db: Db<SignerDatabase>,
  handleHash: Buffer,
): Promise<StoredAuthorisation | undefined> {
  const row = await db.selectFrom('authorisations').selectAll().where('handleHash', '=', handleHash).executeTakeFirst();
  return row && toAuthorisation(row);
}

/** Gives an authorisation another handle; false when anything was signed with the old one, or it was replaced already. */
export async function replaceHandle(
  db: Db<SignerDatabase>,
  old: StoredAuthorisation,
  { handleHash, mac }: { handleHash: Buffer; mac: Buffer },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('authorisations')
    .set({ handleHash, mac })
    .where('jti', '=', old.jti)
    .where('handleHash', '=', old.handleHash)
    .where('usedAt', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** The rows of an authorisation that are for these digests, in their order. */
export async function listDigests(
  db: Db<SignerDatabase>,
  { jti, signatures }: Pick<Authorisation, 'jti' | 'signatures'>,
  digests: readonly Buffer[],
): Promise<(AuthorisedDigest & Pick<AuthorisedDigestTable, 'state'>)[]> {
  const list = db
    .selectFrom('authorisedDigests')
    .select(['ord', 'digest', 'state', 'mac'])
    .where('jti', '=', jti)
    .where(sql<boolean>`digest = any(${digests}::bytea[])`);
  if (signatures <= 1000) return await list.orderBy('ord').execute();
  // There is an index for what was named later, of which there may be a million.
  const [first, later] = [sql<boolean>`ord < 1000`, sql<boolean>`ord >= 1000`];
  return await list.where(first).unionAll(list.where(later)).orderBy('ord').execute();
}

/**
 * Reserves all digests of a batch or none: false when one of them was reserved before, the handle was replaced, or the key
 * does not sign any more. It is committed before anything is signed, so that a crash can only lose a signature and never
 * make a second one.
 */
export async function reserve(
  db: Kysely<SignerDatabase>,
  { jti, handleHash, keyId }: Authorisation,
  batch: Batch,
  mac: Buffer,
): Promise<boolean> {
  try {
    await db.transaction().execute(async (trx) => {
      // The authorisation is locked first, so that two calls with one handle take its digests one after the other.
      const { numAffectedRows } = await sql`
        with header as (
          update authorisations set used_at = coalesce(used_at, ${batch.reservedAt})
          where jti = ${jti} and handle_hash = ${handleHash}
            and exists (select from keys where id = ${keyId} and state = 'active')
          returning jti
        ), made as (
          insert into batches (id, jti, digests_hash, reserved_at)
          select ${batch.id}, jti, ${batch.digestsHash}, ${batch.reservedAt} from header
        )
        update authorised_digests as d
        set state = 'reserved', mac = ${mac}, batch_id = ${batch.id}, batch_ord = n.batch_ord - 1
        from header, unnest(${batch.ords}::int[]) with ordinality as n (ord, batch_ord)
        where d.jti = header.jti and d.ord = n.ord and d.state = 'authorised'`.execute(trx);
      if (numAffectedRows !== BigInt(batch.ords.length)) throw new NotReserved();
    });
    return true;
  } catch (error) {
    if (error instanceof NotReserved) return false;
    throw error;
  }
}

/** Undoes what reserved only a part. */
class NotReserved extends Error {}

/** Stores the signatures of a reserved batch. Throws unless every digest of it was still reserved for it. */
export async function consume(
  trx: Db<SignerDatabase>,
  { jti }: Pick<Authorisation, 'jti'>,
  batch: Batch,
  { signatures, receipt, signedAt, mac }: Signed & { mac: Buffer },
): Promise<void> {
  const { numAffectedRows } = await sql`
    with made as (
      update batches set signed_at = ${signedAt}, receipt = ${receipt}
      where id = ${batch.id} and signed_at is null and lost_at is null
      returning id
    )
    update authorised_digests as d set state = 'consumed', signature = n.signature, mac = ${mac}
    from made, unnest(${batch.ords}::int[], ${signatures}::bytea[]) as n (ord, signature)
    where d.jti = ${jti} and d.ord = n.ord and d.state = 'reserved' and d.batch_id = made.id`.execute(trx);
  if (numAffectedRows !== BigInt(batch.ords.length)) {
    throw new Error('reserved digests vanished before they were signed');
  }
}

/** The newest batch of an authorisation over exactly these digests in this order that was begun since a moment. */
export async function findBatch(
  db: Db<SignerDatabase>,
  { id: authorisationId, jti }: Pick<Authorisation, 'id' | 'jti'>,
  { digestsHash, since }: { digestsHash: Buffer; since: Date },
): Promise<StoredBatch | undefined> {
  const row = await db
    .selectFrom('batches')
    .select(['id', 'digestsHash', 'reservedAt', 'signedAt', 'receipt', 'lostAt'])
    .where('jti', '=', jti)
    .where('digestsHash', '=', digestsHash)
    .where('reservedAt', '>=', since)
    .orderBy('reservedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const rows = await db
    .selectFrom('authorisedDigests')
    .select(['ord', 'digest', 'signature', 'mac'])
    .where('jti', '=', jti)
    .where('batchId', '=', row.id)
    .orderBy('batchOrd')
    .execute();
  const { id, reservedAt, signedAt, receipt, lostAt } = row;
  const signatures = rows.flatMap(({ signature }) => (signature === null ? [] : [signature]));
  return {
    batch: { id, authorisationId, digestsHash: row.digestsHash, ords: rows.map(({ ord }) => ord), reservedAt },
    signed:
      signedAt === null || receipt === null
        ? undefined
        : { signatures, receipt, signedAt, macs: rows.map(({ mac }) => mac) },
    digests: rows.map(({ digest }) => digest),
    lostAt,
  };
}

/** Gives up batches that were reserved before a moment and never signed; returns what they were. */
export async function giveUpBatches(
  trx: Db<SignerDatabase>,
  { before, at, limit }: { before: Date; at: Date; limit: number },
): Promise<{ id: string; authorisationId: string; keyId: string; digests: number }[]> {
  const { rows } = await sql<{ id: string; authorisationId: string; keyId: string; digests: number }>`
    with lost as (
      update batches set lost_at = ${at} where id in (
        select id from batches where signed_at is null and lost_at is null and reserved_at < ${before}
        order by reserved_at limit ${limit} for update skip locked
      ) returning id, jti
    )
    select lost.id, a.id as authorisation_id, a.key_id,
      (select count(*)::int from authorised_digests as d where d.jti = lost.jti and d.batch_id = lost.id) as digests
    from lost join authorisations as a on a.jti = lost.jti order by a.key_id, lost.id`.execute(trx);
  return rows;
}

function toAuthorisation(columns: Selectable<AuthorisationTable>): StoredAuthorisation | undefined {
  const { named: _, ended: __, ...row } = columns;
  const hashAlgorithm = findHash(row.hashAlgorithm ?? '');
  const signatures = row.signatures === 0 ? row.digestCount : row.signatures;
  const said = { ...row, hashAlgorithm, signatures };
  // Rows of before have none of it.
  if (Object.entries(said).some(([name, value]) => name !== 'usedAt' && (value === null || value === undefined))) {
    return undefined;
  }
  return said as StoredAuthorisation;
}
