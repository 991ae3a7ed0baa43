import type { Db } from '@countersign/db';
import { type Selectable, sql } from 'kysely';
import type { KeyTable, SignerDatabase } from './database.ts';
import { isOpen, openPolicy } from './key-policy.ts';
import type { KeyRecord, StoredKey } from './signing-key.ts';

const columns = [
  'id',
  'owner',
  'algorithm',
  'publicKey',
  'sealedPrivateKey',
  'state',
  'version',
  'mac',
  'policyKinds',
  'policyBound',
  'policyMax',
  'policyOpen',
  'policyOpenSeconds',
  'custody',
  'macVersion',
  'generation',
] as const satisfies readonly (keyof KeyTable)[];

type Row = Pick<Selectable<KeyTable>, (typeof columns)[number]>;

/** Changes of a key that its chain tells of; there is an index for just this. */
const changes = sql<bigint>`(
  select count(*) from audit_records as r where r.stream = keys.id and r.action like 'key.%'
)`.as('changes');

/** Stores a new key unless its id is taken; false when it is. */
export async function insertKey(db: Db<SignerDatabase>, key: KeyRecord, at: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('keys')
    .values({ ...toRow(key), createdAt: at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** The key of that id, whoever owns it. */
export async function findKey(db: Db<SignerDatabase>, id: string): Promise<StoredKey | undefined> {
  const row = await db.selectFrom('keys').select(columns).select(changes).where('id', '=', id).executeTakeFirst();
  return row && toKey(row);
}

/** Writes the next version of a key unless somebody else did since it was read; false when somebody did. */
export async function updateKey(db: Db<SignerDatabase>, key: KeyRecord): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('keys')
    .set(toRow(key))
    .where('id', '=', key.id)
    .where('version', '=', key.version - 1)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Keys that live and are not under this generation of this backend, in the order of their ids after one. */
export async function listBehind(
  db: Db<SignerDatabase>,
  { custody, generation, limit }: { custody: string; generation: number; limit: number },
): Promise<StoredKey[]> {
  const rows = await db
    .selectFrom('keys')
    .select(columns)
    .select(changes)
    .where('state', '<>', 'destroyed')
    .where(isBehind(custody, generation))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toKey);
}

/** Number of keys that `listBehind` would list without limit. */
export async function countBehind(db: Db<SignerDatabase>, custody: string, generation: number): Promise<bigint> {
  const { count } = await db
    .selectFrom('keys')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('state', '<>', 'destroyed')
    .where(isBehind(custody, generation))
    .executeTakeFirstOrThrow();
  return count;
}

function isBehind(custody: string, generation: number) {
  return sql<boolean>`(custody, coalesce(generation, 0)) is distinct from (${custody}, ${generation}::int)`;
}

/** Number of living keys by generation; 0 stands for those at which nobody looked. */
export async function countByGeneration(
  db: Db<SignerDatabase>,
): Promise<{ custody: string; generation: number; keys: bigint }[]> {
  return await db
    .selectFrom('keys')
    .select(({ fn }) => [
      'custody',
      sql<number>`coalesce(generation, 0)`.as('generation'),
      fn.countAll<bigint>().as('keys'),
    ])
    .where('state', '<>', 'destroyed')
    .groupBy(sql`1, 2`)
    .orderBy(sql`1, 2`)
    .execute();
}

/** The newest keys. */
export async function listNewest(db: Db<SignerDatabase>, limit: number): Promise<StoredKey[]> {
  const rows = await db
    .selectFrom('keys')
    .select(columns)
    .select(changes)
    .orderBy('createdAt', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toKey);
}

function toRow(key: KeyRecord): Row {
  const { id, owner, algorithm, publicKey, sealedPrivateKey, state, version, mac, custody, macVersion, generation } =
    key;
  const { kinds, contentBound, maxDigests, openSignatures, openSeconds } = key.policy;
  const policy =
    macVersion === 1
      ? { policyKinds: null, policyBound: null, policyMax: null }
      : { policyKinds: [...kinds], policyBound: contentBound, policyMax: maxDigests };
  const open = { policyOpen: openSignatures, policyOpenSeconds: openSeconds };
  const row = {
    id,
    owner,
    algorithm,
    publicKey,
    sealedPrivateKey,
    state,
    version,
    mac,
    custody,
    macVersion,
    generation,
  };
  return { ...row, ...policy, ...open };
}

function toKey({ policyKinds, policyBound, policyMax, ...rest }: Row & { changes: bigint }): StoredKey {
  const { policyOpen: openSignatures, policyOpenSeconds: openSeconds, ...row } = rest;
  const isUnsaid =
    policyKinds === null && policyBound === null && policyMax === null && !isOpen({ openSignatures, openSeconds });
  const said = {
    kinds: policyKinds ?? [],
    contentBound: policyBound ?? false,
    maxDigests: policyMax ?? 0,
    openSignatures,
    openSeconds,
  };
  return { ...row, policy: isUnsaid ? openPolicy : said };
}
