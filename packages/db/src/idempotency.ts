import { createHash } from 'node:crypto';
import { conflict, invalidField } from '@countersign/errors';
import { type Kysely, sql, type Transaction } from 'kysely';

/** Creates the table `idempotency_records`; for use in a migration. */
export async function createIdempotencyTable(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table idempotency_records (
      scope text not null,
      key text not null,
      fingerprint bytea not null,
      response jsonb,
      created_at timestamptz not null default now(),
      primary key (scope, key)
    )`.execute(db);
}

export interface IdempotentCall {
  /** Method and owner, so that the keys of two clients never meet. */
  scope: string;
  /** Key that the client chose: 8 to 128 visible ASCII characters. */
  key: string;
  /** The request, without secrets; the same key with another request is refused. */
  request: unknown;
}

/**
 * Runs `work` once per key, in one transaction with the record of its answer; a repetition gets the stored answer, a
 * parallel one waits for it. The answer must be plain JSON without secrets. Throws `IDEMPOTENCY_KEY_INVALID`, or
 * `IDEMPOTENCY_KEY_REUSED` when the key came with another request before.
 */
export async function runOnce<Schema, T>(
  db: Kysely<Schema>,
  { scope, key, request }: IdempotentCall,
  work: (trx: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  requireIdempotencyKey(key);
  const fingerprint = fingerprintOf(request);
  return await db.transaction().execute(async (trx) => {
    const inserted = await sql`insert into idempotency_records (scope, key, fingerprint)
      values (${scope}, ${key}, ${fingerprint}) on conflict do nothing`.execute(trx);
    if (inserted.numAffectedRows === 1n) {
      const answer = await work(trx);
      await sql`update idempotency_records set response = ${JSON.stringify(answer)}::jsonb
        where scope = ${scope} and key = ${key}`.execute(trx);
      return answer;
    }
    const { rows } = await sql<{ fingerprint: Buffer; response: T }>`
      select fingerprint, response from idempotency_records where scope = ${scope} and key = ${key}`.execute(trx);
    const [record] = rows;
    if (record === undefined) throw new Error('an idempotency record vanished');
    if (!record.fingerprint.equals(fingerprint)) {
      throw conflict(
        'IDEMPOTENCY_KEY_REUSED',
        'this Idempotency-Key came with another request before; choose a new one',
      );
    }
    return record.response;
  });
}

/** Throws `IDEMPOTENCY_KEY_INVALID` unless the key is 8 to 128 visible ASCII characters. */
export function requireIdempotencyKey(key: string): void {
  if (!/^[\x21-\x7e]{8,128}$/.test(key)) {
    throw invalidField('IDEMPOTENCY_KEY_INVALID', '/Idempotency-Key', 'must be 8 to 128 visible ASCII characters');
  }
}

/** SHA-256 over the request as JSON with sorted keys. */
export function fingerprintOf(request: unknown): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(sorted(request)) ?? 'null')
    .digest();
}

function sorted(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(sorted);
  if (value instanceof Uint8Array) return createHash('sha256').update(value).digest('hex');
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, sorted(inner)]),
    );
  }
  return value;
}
