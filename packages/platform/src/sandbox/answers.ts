import { createHash } from 'node:crypto';
import type { Ledger } from './ledger.ts';

/** An answer to a merchant's request. */
export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** An answer that may be the kept one of an earlier request with the same key. */
export interface KeyedAnswer extends Answer {
  readonly replayed: boolean;
}

/** A refusal with a code for programs. */
export function failure(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

/**
 * Does a request once per key: the same request again gets the same answer, another request with a used key 409. An
 * answer of 400 is not kept, because nothing was done.
 */
export function answerOnce(
  ledger: Ledger,
  { key, request }: { key: string; request: object },
  work: () => Answer,
): KeyedAnswer {
  const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  const kept = ledger.findAnswer(key);
  if (kept !== undefined) {
    if (kept.fingerprint === fingerprint) return { status: kept.status, body: kept.body, replayed: true };
    const refusal = failure(409, 'idempotency_key_reused', 'This Idempotency-Key belongs to another request.');
    return { ...refusal, replayed: false };
  }
  const answer = work();
  if (answer.status !== 400) ledger.keepAnswer({ key, fingerprint, ...answer });
  return { ...answer, replayed: false };
}
