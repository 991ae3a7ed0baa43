import { createHash } from 'node:crypto';
import { type ChainHead, chainLeaf, type Inclusion, listSiblings, merkleNode } from '@countersign/audit';
import type { Db } from '@countersign/db';
import type { Clock } from '@countersign/runtime';
import { type Kysely, sql } from 'kysely';
import type { AuditRootTable, SignerDatabase } from './database.ts';
import type { OwnKey } from './own-key.ts';

/** Type of the JSON Web Signature of a root. */
const rootType = 'audit-root+jwt';
/** Chains that one statement takes in at most. */
const chainsAtOnce = 5_000;

/**
 * Takes the heads of all chains that changed into the tree (RFC 9162 2.1) and signs its root, with the hash of the root
 * before; false when nothing changed. Several processes may do so at the same time. Each chain keeps its place in the tree,
 * so that only the nodes above what changed are made anew.
 */
export async function signAuditRoot({
  db,
  clock,
  ownKey,
}: {
  db: Kysely<SignerDatabase>;
  clock: Clock;
  ownKey: OwnKey;
}): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext('audit-root'))`.execute(trx);
    const changed = await takeAllChanged(trx);
    if (changed.length === 0) return false;
    const { leaves } = await trx
      .selectFrom('auditLeaves')
      .select(({ fn }) => fn.countAll<bigint>().as('leaves'))
      .executeTakeFirstOrThrow();
    const size = Number(leaves);
    const root = await growTree(trx, changed, size);
    const before = await findNewestRoot(trx);
    const at = clock.now();
    const seq = (before?.seq ?? 0) + 1;
    const jws = await ownKey.sign(rootType, {
      iss: 'signer',
      iat: Math.floor(at.getTime() / 1000),
      seq,
      size,
      root: root.toString('base64url'),
      ...(before !== undefined && { previous: createHash('sha256').update(before.jws).digest('base64url') }),
    });
    await trx.insertInto('auditRoots').values({ seq, at, size, root, jws }).execute();
    return true;
  });
}

/** Whether the newest root covers all that a chain holds. */
export async function isCovered(db: Db<SignerDatabase>, stream: string): Promise<boolean> {
  const { rows } = await sql<{ covered: boolean }>`
    select exists (
      select from audit_streams as s join audit_leaves as l using (stream, seq) where s.stream = ${stream}
    ) as covered`.execute(db);
  return rows[0]?.covered === true;
}

/** The newest root and how the head that a chain had then leads to it; undefined before the first that covers it. */
export async function findInclusion(
  db: Kysely<SignerDatabase>,
  stream: string,
): Promise<{ root: string; inclusion: Inclusion } | undefined> {
  // One snapshot: a root that is signed meanwhile changes the tree.
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const root = await findNewestRoot(trx);
      const leaf = await trx.selectFrom('auditLeaves').selectAll().where('stream', '=', stream).executeTakeFirst();
      if (root === undefined || leaf === undefined) return undefined;
      const siblings = listSiblings(leaf.position, root.size);
      const nodes = await findNodes(trx, siblings);
      const path = siblings.map(({ level, position }) => {
        const node = nodes.get(`${level}/${position}`);
        if (node === undefined) throw new Error('the tree over the chains has a gap');
        return node.toString('base64url');
      });
      const head = leaf.hash.toString('hex');
      const { position } = leaf;
      return { root: root.jws, inclusion: { stream, seq: Number(leaf.seq), head, position, size: root.size, path } };
    });
}

async function findNewestRoot(
  db: Db<SignerDatabase>,
): Promise<Pick<AuditRootTable, 'seq' | 'size' | 'jws'> | undefined> {
  return await db
    .selectFrom('auditRoots')
    .select(['seq', 'size', 'jws'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Leaves of all chains that changed, a part at a time. */
async function takeAllChanged(trx: Db<SignerDatabase>): Promise<{ position: number; hash: Buffer }[]> {
  const changed: { position: number; hash: Buffer }[] = [];
  for (;;) {
    // What was taken does not come again.
    // oxlint-disable-next-line no-await-in-loop
    const part = await takeChanged(trx);
    changed.push(...part);
    if (part.length < chainsAtOnce) return changed;
  }
}

/**
 * Leaves of some chains that grew; a new one goes behind the last. One that was cut off or written anew keeps the leaf that it
 * had: no later root vouches for what an earlier one contradicts.
 */
async function takeChanged(trx: Db<SignerDatabase>): Promise<{ position: number; hash: Buffer }[]> {
  const { rows } = await sql<{ stream: string; seq: bigint; hash: Buffer; position: number }>`
    with changed as (
      select s.stream, s.seq, s.hash, l.position
      from audit_streams as s left join audit_leaves as l using (stream)
      where s.seq > 0 and (l.stream is null or (s.seq > l.seq and exists (
        select from audit_records as r where r.stream = l.stream and r.seq = l.seq and r.hash = l.hash
      )))
      order by l.position nulls last, s.stream limit ${chainsAtOnce}
    )
    insert into audit_leaves as leaf (stream, position, seq, hash)
    select stream, coalesce(position, (select coalesce(max(position), -1) from audit_leaves)
      + row_number() over (partition by position is null order by stream)), seq, hash
    from changed
    on conflict (stream) do update set seq = excluded.seq, hash = excluded.hash
    returning stream, seq, hash, position`.execute(trx);
  return rows.map(({ position, ...head }) => {
    const chain: ChainHead = { stream: head.stream, seq: Number(head.seq), head: head.hash.toString('hex') };
    return { position, hash: chainLeaf(chain) };
  });
}

/** Makes the nodes above changed leaves anew; returns the root. */
async function growTree(
  trx: Db<SignerDatabase>,
  leaves: readonly { position: number; hash: Buffer }[],
  size: number,
): Promise<Buffer> {
  let nodes = new Map(leaves.map(({ position, hash }) => [position, hash]));
  let width = size;
  for (let level = 0; ; level += 1) {
    // Each level is made of the one below.
    // oxlint-disable-next-line no-await-in-loop
    await writeNodes(trx, level, nodes);
    const [root] = nodes.values();
    if (width === 1 && root !== undefined) return root;
    const siblings = [...nodes.keys()]
      .map((position) => position ^ 1)
      .filter((position) => position < width && !nodes.has(position));
    // oxlint-disable-next-line no-await-in-loop
    const found = await findNodes(
      trx,
      siblings.map((position) => ({ level, position })),
    );
    const below = nodes;
    const at = (position: number) => below.get(position) ?? found.get(`${level}/${position}`);
    nodes = new Map(
      [...below.keys()].map((position) => {
        const [left, right] = [at(position & ~1), at(position | 1)];
        if (left === undefined) throw new Error('the tree over the chains has a gap');
        // The last one of an odd level goes up as it is.
        return [position >> 1, right === undefined ? left : merkleNode(left, right)];
      }),
    );
    width = Math.ceil(width / 2);
  }
}

async function writeNodes(trx: Db<SignerDatabase>, level: number, nodes: ReadonlyMap<number, Buffer>): Promise<void> {
  await sql`
    insert into audit_nodes (level, position, hash)
    select ${level}::int, n.position, n.hash
    from unnest(${[...nodes.keys()]}::int[], ${[...nodes.values()]}::bytea[]) as n (position, hash)
    on conflict (level, position) do update set hash = excluded.hash`.execute(trx);
}

async function findNodes(
  db: Db<SignerDatabase>,
  places: readonly { level: number; position: number }[],
): Promise<Map<string, Buffer>> {
  const { rows } = await sql<{ level: number; position: number; hash: Buffer }>`
    select n.level, n.position, n.hash
    from audit_nodes as n
    join unnest(${places.map(({ level }) => level)}::int[], ${places.map(({ position }) => position)}::int[])
      as w (level, position) using (level, position)`.execute(db);
  return new Map(rows.map(({ level, position, hash }) => [`${level}/${position}`, hash]));
}
