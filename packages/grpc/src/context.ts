import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync, randomUUID } from 'node:crypto';
import type { Actor } from './actor.ts';

/** What a call carries from hop to hop. */
export interface CallContext {
  requestId: string;
  /** W3C Trace Context of this hop. */
  traceparent: string;
  /** Aborted when the caller gave up or the deadline passed. */
  signal: AbortSignal;
  /** Moment in ms since the epoch after which nobody waits for the answer; absent for work without a caller. */
  deadlineMs?: number;
  /** Service that called, as its certificate says; absent at the edge and in jobs. */
  caller?: string;
  /** Access token of the actor, passed on unchanged. */
  actorToken?: string;
  /** The actor, verified from the token. */
  actor?: Actor;
  /** Address of the client at the edge; believed only when the gateway calls. */
  clientAddress?: string;
}

const current = new AsyncLocalStorage<CallContext>();

/** The context of the call under way; absent outside of one. */
export function findContext(): CallContext | undefined {
  return current.getStore();
}

/** Runs `work` in a context: calls made inside inherit its deadline, signal, ids and actor. */
export function runInContext<T>(context: CallContext, work: () => T): T {
  return current.run(context, work);
}

/** Makes the context of work that begins here: a job, a command, a request at the edge. */
export function newContext(over: Partial<CallContext> = {}): CallContext {
  return {
    ...over,
    requestId: over.requestId ?? randomUUID(),
    traceparent: nextTraceparent(over.traceparent),
    signal: over.signal ?? new AbortController().signal,
  };
}

/** A traceparent for the next hop: same trace, new span; a new trace when `parent` is absent or malformed. */
export function nextTraceparent(parent: string | undefined): string {
  const match = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/.exec(parent ?? '');
  return `00-${match?.[1] ?? randomHex(16)}-${randomHex(8)}-${match?.[2] ?? '01'}`;
}

// Asking for a few random bytes costs as much as asking for many, and every hop needs some.
const pool = Buffer.alloc(4096);
let poolUsed = pool.length;

function randomHex(bytes: number): string {
  if (poolUsed + bytes > pool.length) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  poolUsed += bytes;
  return pool.toString('hex', poolUsed - bytes, poolUsed);
}
