import { DomainError } from '@countersign/errors';
import type { Attributes } from '@opentelemetry/api';
import { findIds, isSampled, isTraceparent } from './work-ids.ts';

/**
 * What a span tells, by the semantic conventions of OpenTelemetry. Never a secret, personal data, a value of a statement or
 * an address with its path: spans leave for systems that many may read.
 */
export type SpanAttributes = Attributes;

export type SpanKind = 'server' | 'client' | 'producer' | 'consumer';

/** A piece of work in a trace, from its start until `end`. */
export interface Span {
  /** Names this span as the parent of what is done in it. */
  readonly traceparent: string;
  set(attributes: SpanAttributes): void;
  /** Marks it as failed, by a word of which there are few: a code, the name of a class; never a message. */
  fail(type: string): void;
  /** The same, by what was thrown; the reason of a `DomainError` becomes `countersign.reason`. */
  failWith(error: unknown): void;
  end(): void;
}

export interface SpanOptions {
  attributes?: SpanAttributes;
  /** The span that it is a child of, as traceparent. */
  parent?: string | undefined;
}

/** Starts a span. The tracing library stands behind it, which is loaded only where traces are wanted. */
export type Recorder = (span: {
  name: string;
  kind: SpanKind;
  attributes: SpanAttributes;
  /** A valid traceparent; a trace begins without it. */
  parent: string | undefined;
  /** Whether another process made the parent. */
  isRemote: boolean;
}) => Span;

let recorder: Recorder | undefined;

/** Has spans recorded by `next` from now on; none with undefined. */
export function recordWith(next: Recorder | undefined): void {
  recorder = next;
}

/** Whether spans are made at all. */
export function isTracing(): boolean {
  return recorder !== undefined;
}

/**
 * Starts the span of work that came in. It is a child of `parent`, which another process made, or begins a trace. Undefined
 * while nothing is traced; when only this trace is not kept, there is a span all the same, whose traceparent says so.
 */
export function startEntrySpan(
  name: string,
  kind: 'server' | 'consumer',
  { attributes = {}, parent }: SpanOptions = {},
): Span | undefined {
  return recorder?.({ name, kind, attributes, parent: isTraceparent(parent) ? parent : undefined, isRemote: true });
}

/**
 * Starts the span of something that the work under way has others do. Undefined where that is not traced: nothing is,
 * there is no work under way or parent, or its trace is not kept.
 */
export function startSpan(
  name: string,
  kind: 'client' | 'producer',
  { attributes = {}, parent = findIds()?.traceparent }: SpanOptions = {},
): Span | undefined {
  if (recorder === undefined || !isTraceparent(parent) || !isSampled(parent)) return undefined;
  return recorder({ name, kind, attributes, parent, isRemote: false });
}

/** Does `work`, which has others do something, in a span of its own where the work under way is traced. */
export async function traced<T>(
  name: string,
  attributes: SpanAttributes,
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  const span = startSpan(name, 'client', { attributes });
  if (span === undefined) return await work(undefined);
  try {
    return await work(span);
  } catch (error) {
    span.failWith(error);
    throw error;
  } finally {
    span.end();
  }
}

/** What went wrong in a word: a reason, the code of a library or a database, or the name of the class. */
export function errorTypeOf(error: unknown): string {
  if (error instanceof DomainError) return error.reason;
  if (!(error instanceof Error)) return '_OTHER';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[A-Z0-9_]{3,40}$/.test(code) ? code : error.name;
}
