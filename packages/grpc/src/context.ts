import { randomFillSync, randomUUID } from 'node:crypto';
import { findIds, isTraceparent, isTracing, runWithIds, type WorkIds } from '@countersign/runtime';
import type { Actor } from './actor.ts';

/** What a call carries from hop to hop. */
export interface CallContext extends WorkIds {
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

/** The context of the call under way; absent outside of one. */
export function findContext(): CallContext | undefined {
  // Nobody else puts ids there.
  return findIds() as CallContext | undefined;
}

/** Runs `work` in a context: calls made inside inherit its deadline, signal, ids and actor. */
export function runInContext<T>(context: CallContext, work: () => T): T {
  return runWithIds(context, work);
}

/**
 * Makes the context of work that begins here: a job, a command, a request at the edge. Without the traceparent of a span it
 * begins a trace, which is not kept where spans are recorded: there would be no span to hang anything on.
 */
export function newContext(over: Partial<CallContext> = {}): CallContext {
  return {
    ...over,
    requestId: over.requestId ?? randomUUID(),
    traceparent: isTraceparent(over.traceparent) ? over.traceparent : newTraceparent(isTracing() ? '00' : '01'),
    signal: over.signal ?? new AbortController().signal,
  };
}

/** A traceparent for the next hop: same trace, new span; a new trace when `parent` is absent or malformed. */
export function nextTraceparent(parent: string | undefined): string {
  if (!isTraceparent(parent)) return newTraceparent('01');
  return `${parent.slice(0, 36)}${randomHex(8)}${parent.slice(52)}`;
}

function newTraceparent(flags: '00' | '01'): string {
  return `00-${randomHex(16)}-${randomHex(8)}-${flags}`;
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
