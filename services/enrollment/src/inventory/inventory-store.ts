import type { Db } from '@countersign/db';
import { notFound } from '@countersign/errors';
import { sql } from 'kysely';
import type { EnrollmentDatabase } from '../database.ts';
import type { InventoryCounter, Licence, LicenceState, MoveKind } from './licence.ts';

/** Licences whose term ends within so many days are ending soon. */
export const endingSoonMs = 90 * 86_400_000;

/** One entry of the ledger. */
export interface InventoryEntry {
  sequence: bigint;
  licenceId: string;
  kind: MoveKind;
  reference: string;
  at: Date;
}

/** Which licences of an account are listed. */
export interface LicenceFilter {
  accountId: string;
  productCode?: string;
  state?: LicenceState;
  /** Position after which the page begins. */
  after: bigint;
  limit: number;
}

function licencesOf(db: Db<EnrollmentDatabase>, accountId: string) {
  return db
    .selectFrom('licences')
    .innerJoin('inventoryEntries as granted', (join) =>
      join.onRef('granted.licenceId', '=', 'licences.id').on('granted.kind', '=', 'grant'),
    )
    .select([
      'licences.id',
      'productCode',
      'productVersionId',
      'purpose',
      'state',
      'validUntil',
      'extraDomains',
      'namesExtra',
      'subscriptionId',
      'usedBy',
      'licences.createdAt as grantedAt',
      'granted.seq as position',
    ])
    .where('licences.accountId', '=', accountId);
}

/** Lists licences in the order in which they were granted; `position` is the cursor. */
export async function listLicences(
  db: Db<EnrollmentDatabase>,
  { accountId, productCode, state, after, limit }: LicenceFilter,
): Promise<(Licence & { position: bigint })[]> {
  return await licencesOf(db, accountId)
    .$if(productCode !== undefined, (query) => query.where('productCode', '=', productCode ?? ''))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'void'))
    .where('granted.seq', '>', after)
    .orderBy('granted.seq')
    .limit(limit)
    .execute();
}

/** Returns a licence of an account, or throws `LICENCE_NOT_FOUND`. */
export async function getLicence(
  db: Db<EnrollmentDatabase>,
  { accountId, licenceId }: { accountId: string; licenceId: string },
): Promise<Licence> {
  const row = await licencesOf(db, accountId).where('licences.id', '=', licenceId).executeTakeFirst();
  if (row === undefined) throw unknownLicence();
  return row;
}

/** Counts an account's licences by product; one whose term ended before `at` counts as expired, also before the sweep. */
export async function countLicences(
  db: Db<EnrollmentDatabase>,
  accountId: string,
  at: Date,
): Promise<InventoryCounter[]> {
  const soon = new Date(at.getTime() + endingSoonMs);
  const rows = await db
    .selectFrom('licences')
    .select(({ fn, eb }) => [
      'productCode',
      'purpose',
      sql<string | null>`(array_agg(product_version_id order by created_at desc))[1]`.as('productVersionId'),
      fn.countAll<bigint>().filterWhere('state', '<>', 'void').as('total'),
      fn.countAll<bigint>().filterWhere('state', '=', 'available').filterWhere('validUntil', '>', at).as('available'),
      fn.countAll<bigint>().filterWhere('state', '=', 'reserved').as('reserved'),
      fn.countAll<bigint>().filterWhere('state', '=', 'in_use').as('inUse'),
      fn.countAll<bigint>().filterWhere('state', '=', 'held').as('held'),
      fn
        .countAll<bigint>()
        .filterWhere(
          eb.or([eb('state', '=', 'expired'), eb.and([eb('state', '=', 'available'), eb('validUntil', '<=', at)])]),
        )
        .as('expired'),
      fn.countAll<bigint>().filterWhere('state', '=', 'void').as('void'),
      fn
        .countAll<bigint>()
        .filterWhere('state', 'in', ['available', 'in_use'])
        .filterWhere('validUntil', '>', at)
        .filterWhere('validUntil', '<=', soon)
        .as('endingSoon'),
    ])
    .where('accountId', '=', accountId)
    .groupBy(['productCode', 'purpose'])
    .orderBy('productCode')
    .orderBy('purpose')
    .execute();
  return rows.map(toCounter);
}

/** Counts as they come from the database, as numbers. */
export function toCounter({
  productCode,
  productVersionId,
  purpose,
  ...counts
}: Pick<InventoryCounter, 'productCode' | 'productVersionId' | 'purpose'> &
  Record<
    'total' | 'available' | 'reserved' | 'inUse' | 'held' | 'expired' | 'void' | 'endingSoon',
    bigint
  >): InventoryCounter {
  return {
    productCode,
    productVersionId,
    purpose,
    total: Number(counts.total),
    available: Number(counts.available),
    reserved: Number(counts.reserved),
    inUse: Number(counts.inUse),
    held: Number(counts.held),
    expired: Number(counts.expired),
    void: Number(counts.void),
    endingSoon: Number(counts.endingSoon),
  };
}

/** Lists entries of an account's ledger, oldest first, after a sequence. */
export async function listEntries(
  db: Db<EnrollmentDatabase>,
  { accountId, licenceId, after, limit }: { accountId: string; licenceId?: string; after: bigint; limit: number },
): Promise<InventoryEntry[]> {
  const rows = await db
    .selectFrom('inventoryEntries')
    .select(['seq as sequence', 'licenceId', 'kind', 'reference', 'reservationId', 'at'])
    .where('accountId', '=', accountId)
    .$if(licenceId !== undefined, (query) => query.where('licenceId', '=', licenceId ?? ''))
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(({ reference, reservationId, ...entry }) => ({
    ...entry,
    reference: reference ?? reservationId ?? '',
  }));
}

/** The refusal of a licence that is unknown or another account's. */
export function unknownLicence() {
  return notFound('LICENCE_NOT_FOUND', 'no such licence');
}
