import { createHash } from 'node:crypto';
import { type QueryExecutorProvider, type RawBuilder, sql } from 'kysely';
import { canonicalJson, type JsonValue } from './canonical-json.ts';

const PAGE = 500;
/** What stands for the hash of the record before the first. */
export const beforeFirst: Buffer = Buffer.alloc(32);

/** Any kysely `Transaction`, whatever its tables. */
export type AuditTransaction = QueryExecutorProvider & { readonly isTransaction: true };

/** Something that happened, as its service tells it. Ids only: a record can never be changed or erased. */
export interface AuditEntry {
  /** The chain the record belongs to, e.g. an account's id. */
  readonly stream: string;
  /** Id of who did it. */
  readonly actor: string;
  /** What was done, e.g. `password.set`. */
  readonly action: string;
  /** Id of what it was done to. */
  readonly subject: string;
  readonly detail: { readonly [key: string]: JsonValue };
  readonly at: Date;
}

/** An entry in its chain. */
export interface AuditRecord extends AuditEntry {
  /** Position in the stream, from 1, without gaps. */
  readonly seq: number;
  /** Hash of the record before it; 32 zero bytes for the first. */
  readonly prevHash: Buffer;
  /** SHA-256 over the canonical JSON of all the rest. */
  readonly hash: Buffer;
}

/** The result of a check. */
export interface AuditCheck {
  readonly ok: boolean;
  /** The first `seq` at which the stream is not as it was written; absent when it is whole. */
  readonly brokenAt?: number;
}

/** The result of a check, and what was checked. */
export interface AuditProof extends AuditCheck {
  /** Number of records. */
  readonly records: number;
  /** Hash of the last record; 32 zero bytes for a stream without any. */
  readonly head: Buffer;
}

/** Creates the tables `audit_streams` and `audit_records`; for a migration of each service that keeps an audit. */
export async function createAuditTable(db: QueryExecutorProvider): Promise<void> {
  await sql`
    CREATE TABLE audit_streams (
      stream text PRIMARY KEY,
      seq bigint NOT NULL,
      hash bytea NOT NULL
    )`.execute(db);
  await sql`
    CREATE TABLE audit_records (
      stream text NOT NULL,
      seq bigint NOT NULL CHECK (seq > 0),
      at timestamptz(3) NOT NULL,
      actor text NOT NULL,
      action text NOT NULL,
      subject text NOT NULL,
      detail jsonb NOT NULL,
      prev_hash bytea NOT NULL,
      hash bytea NOT NULL,
      PRIMARY KEY (stream, seq)
    )`.execute(db);
}

/**
 * Appends an entry to its stream, in the transaction of what it tells of: both are kept or neither. Appends to one
 * stream wait for each other until commit, so append last, and to several streams in the order of their names. `along`
 * makes another change in the same statement, for example an announcement of the record.
 */
export async function appendAudit(
  trx: AuditTransaction,
  entry: AuditEntry,
  along?: (record: AuditRecord) => RawBuilder<unknown>,
): Promise<AuditRecord> {
  if (!trx.isTransaction) throw new Error('an audit record is appended inside a transaction');
  // The update changes nothing: it creates the head where it is missing and locks it in one statement.
  const { rows } = await sql<HeadRow>`
    INSERT INTO audit_streams AS s (stream, seq, hash) VALUES (${entry.stream}, 0, ${beforeFirst})
    ON CONFLICT (stream) DO UPDATE SET seq = s.seq
    RETURNING s.seq, s.hash`.execute(trx);
  const head = rows[0];
  if (head === undefined) throw new Error('the head of an audit stream vanished');

  // Through JSON first: what is hashed must be what comes back from the table.
  const detail = JSON.parse(JSON.stringify(entry.detail)) as AuditEntry['detail'];
  const unhashed = { ...entry, detail, seq: Number(head.seq) + 1, prevHash: head.hash };
  const record = { ...unhashed, hash: hashOf(unhashed) };
  const other = along === undefined ? sql`` : sql`, other AS (${along(record)})`;
  await sql`
    WITH head AS (UPDATE audit_streams SET seq = ${record.seq}, hash = ${record.hash} WHERE stream = ${record.stream})
      ${other}
    INSERT INTO audit_records (stream, seq, at, actor, action, subject, detail, prev_hash, hash)
    VALUES (${record.stream}, ${record.seq}, ${record.at}, ${record.actor}, ${record.action}, ${record.subject},
      ${JSON.stringify(detail)}::jsonb, ${record.prevHash}, ${record.hash})`.execute(trx);
  return record;
}

/**
 * Walks a stream from its first record and compares it with its head: finds a record that was changed, removed, added
 * or moved. It cannot find that a whole stream was rewritten together with its head; keep heads elsewhere for that.
 */
export async function verifyAudit(db: QueryExecutorProvider, stream: string): Promise<AuditCheck> {
  const { ok, brokenAt } = await proveAudit(db, stream);
  return brokenAt === undefined ? { ok } : { ok, brokenAt };
}

/** Checks a stream as `verifyAudit` does, and also tells the head up to which it checked. */
export async function proveAudit(db: QueryExecutorProvider, stream: string): Promise<AuditProof> {
  // One statement, one snapshot: appends during the walk do not disturb it.
  const { rows } = await sql<Partial<HeadRow> & { last: Int8 | null }>`
    SELECT s.seq, s.hash, r.last
    FROM (SELECT max(seq) AS last FROM audit_records WHERE stream = ${stream}) AS r
    LEFT JOIN audit_streams AS s ON s.stream = ${stream}`.execute(db);
  const head = {
    seq: Number(rows[0]?.seq ?? 0),
    hash: rows[0]?.hash ?? beforeFirst,
    last: Number(rows[0]?.last ?? 0),
  };
  const proof = { records: head.seq, head: head.hash };
  const broken = (brokenAt: number): AuditProof => ({ ...proof, ok: false, brokenAt });

  let seq = 0;
  let hash: Buffer = beforeFirst;
  while (seq < head.seq) {
    // Each page needs the one before it.
    // oxlint-disable-next-line no-await-in-loop
    const page = await listAudit(db, stream, { after: seq, limit: Math.min(PAGE, head.seq - seq) });
    for (const record of page) {
      // A gap or a wrong number shows here too: `seq` is part of what is hashed.
      if (!follows(record, hash)) return broken(seq + 1);
      ({ seq, hash } = record);
    }
    if (page.length === 0) return broken(seq + 1);
  }
  if (!hash.equals(head.hash)) return broken(head.seq);
  return head.last > head.seq ? broken(head.seq + 1) : { ...proof, ok: true };
}

/** Whether a record is as it was written, and comes right after the one with the hash `before`. */
export function follows(record: AuditRecord, before: Buffer): boolean {
  return record.prevHash.equals(before) && record.hash.equals(hashOf(record));
}

/** A page of a stream's records in their order, after the record `after` (0 for the first page). */
export async function listAudit(
  db: QueryExecutorProvider,
  stream: string,
  { after, limit }: { after: number; limit: number },
): Promise<AuditRecord[]> {
  // As text: a kysely plugin that renames columns also renames the keys inside JSON, and the hash would not fit.
  const { rows } = await sql<Omit<AuditRecord, 'seq' | 'detail'> & { seq: Int8; detail: string }>`
    SELECT stream, seq, at, actor, action, subject, detail::text AS detail, prev_hash AS "prevHash", hash
    FROM audit_records WHERE stream = ${stream} AND seq > ${after} ORDER BY seq LIMIT ${limit}`.execute(db);
  return rows.map((row) => ({ ...row, seq: Number(row.seq), detail: JSON.parse(row.detail) as AuditEntry['detail'] }));
}

/** A `bigint` column, as whichever type the connection reads it. */
type Int8 = bigint | string;

interface HeadRow {
  readonly seq: Int8;
  readonly hash: Buffer;
}

function hashOf(record: Omit<AuditRecord, 'hash'>): Buffer {
  const { stream, seq, at, actor, action, subject, detail, prevHash } = record;
  const text = canonicalJson({
    stream,
    seq,
    at: at.toISOString(),
    actor,
    action,
    subject,
    detail,
    prevHash: prevHash.toString('hex'),
  });
  return createHash('sha256').update(text).digest();
}
