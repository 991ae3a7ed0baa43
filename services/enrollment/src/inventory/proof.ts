import { type Kysely, sql } from 'kysely';
import type { EnrollmentDatabase } from '../database.ts';
import { endingSoonMs, toCounter } from './inventory-store.ts';
import type { InventoryCounter } from './licence.ts';

/** Outcome of a proof. */
export interface InventoryProof {
  /** Counters as the ledger alone gives them. */
  counters: InventoryCounter[];
  /** What does not agree, as sentences; none when the inventory is in order. */
  differences: string[];
  /** Entries counted. */
  entries: bigint;
}

const mostDifferences = 100;

/**
 * Counts an account's ledger and its licences, requests and certificates independently of each other, on one snapshot, and
 * lists where they disagree, 100 differences at most. Counters are of a moment of the ledger: all entries up to `upTo`.
 */
export async function proveInventory(
  db: Kysely<EnrollmentDatabase>,
  { accountId, at, upTo }: { accountId: string; at: Date; upTo?: bigint },
): Promise<InventoryProof> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const counters = await countLedger(trx, { accountId, at, upTo });
      const { rows: differences } = await sql<{ difference: string }>`
        ${disagreements(accountId)} limit ${mostDifferences}`.execute(trx);
      const { entries } = await trx
        .selectFrom('inventoryEntries')
        .select(({ fn }) => fn.countAll<bigint>().as('entries'))
        .where('accountId', '=', accountId)
        .executeTakeFirstOrThrow();
      return { counters, differences: differences.map(({ difference }) => difference), entries };
    });
}

/** Counters from the sums of the ledger: what went into a place less what left it. */
async function countLedger(
  db: Kysely<EnrollmentDatabase>,
  { accountId, at, upTo }: { accountId: string; at: Date; upTo: bigint | undefined },
): Promise<InventoryCounter[]> {
  const soon = new Date(at.getTime() + endingSoonMs);
  const until = upTo === undefined ? sql`true` : sql`e.seq <= ${upTo}`;
  type Row = Parameters<typeof toCounter>[0];
  const { rows } = await sql<Row>`
    with postings as (
      select e.licence_id, p.place, p.amount from inventory_entries e
      cross join lateral (values (e.from_place, -1), (e.to_place, 1)) p (place, amount)
      where e.account_id = ${accountId} and ${until}
    )
    select l.product_code, l.purpose,
      (array_agg(l.product_version_id order by l.created_at desc))[1] as product_version_id,
      coalesce(sum(amount) filter (where place not in ('outside', 'void')), 0)::bigint as total,
      coalesce(sum(amount) filter (where place = 'available' and l.valid_until > ${at}), 0)::bigint as available,
      coalesce(sum(amount) filter (where place = 'reserved'), 0)::bigint as reserved,
      coalesce(sum(amount) filter (where place = 'in_use'), 0)::bigint as in_use,
      coalesce(sum(amount) filter (where place = 'held'), 0)::bigint as held,
      coalesce(sum(amount) filter (where place = 'expired'
        or (place = 'available' and l.valid_until <= ${at})), 0)::bigint as expired,
      coalesce(sum(amount) filter (where place = 'void'), 0)::bigint as void,
      coalesce(sum(amount) filter (where place in ('available', 'in_use')
        and l.valid_until > ${at} and l.valid_until <= ${soon}), 0)::bigint as ending_soon
    from postings join licences l on l.id = postings.licence_id
    group by l.product_code, l.purpose order by l.product_code, l.purpose`.execute(db);
  return rows.map(toCounter);
}

function disagreements(accountId: string) {
  return sql`
    with entries as (
      select licence_id, kind, from_place, to_place, seq,
        lag(to_place) over (partition by licence_id order by seq) as before,
        row_number() over (partition by licence_id order by seq desc) as backwards
      from inventory_entries where account_id = ${accountId}
    ), ends as (
      select licence_id, to_place from entries where backwards = 1 and to_place <> 'outside'
    ), slots as (
      select l.id, l.state, l.used_by, l.purpose,
        exists (select from certificates c where c.licence_id = l.id and c.state in ('valid', 'superseded')) as live,
        exists (select from issuance_requests r where r.licence_id = l.id
          and r.state in ('pending_approval', 'validating', 'issuing')) as asked
      from licences l where l.account_id = ${accountId}
    )
    select 'licence ' || coalesce(s.id, e.licence_id) || ' is ' || coalesce(s.state, 'not there')
      || ', its ledger says ' || coalesce(e.to_place, 'nothing') as difference
    from slots s full join ends e on e.licence_id = s.id where s.state is distinct from e.to_place
    union all
    select 'entry ' || seq || ' takes licence ' || licence_id || ' from ' || from_place || ', where it was not'
    from entries where from_place is distinct from coalesce(before, 'outside')
    union all
    select 'licence ' || id || ' is ' || state || ' without a certificate that works'
    from slots where purpose = 'tls' and not live and (state = 'in_use' or (state = 'held' and used_by is not null))
    union all
    select 'licence ' || id || ' is ' || state || ' and has a certificate that works'
    from slots where live and (state in ('available', 'reserved', 'expired', 'void') or used_by is null)
    union all
    select 'licence ' || id || ' is reserved without a request' from slots
    where purpose = 'tls' and state = 'reserved' and not asked
    union all
    select 'licence ' || id || ' is ' || state || ' and has an open request' from slots
    where asked and state in ('available', 'expired', 'void')
    union all
    select 'certificate ' || c.id || ' has another account than its licence'
    from certificates c join licences l on l.id = c.licence_id
    where c.account_id <> l.account_id and ${accountId} in (c.account_id, l.account_id)`;
}
