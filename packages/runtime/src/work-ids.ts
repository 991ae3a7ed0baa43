import { AsyncLocalStorage } from 'node:async_hooks';

/** What names the work under way: a request at the edge, a call, a job. */
export interface WorkIds {
  requestId: string;
  /** W3C Trace Context of this work: what it does next is a child of it. */
  traceparent: string;
}

const current = new AsyncLocalStorage<WorkIds>();

/** Runs `work` under ids: log lines, spans, calls and announcements made inside carry them. */
export function runWithIds<T>(ids: WorkIds, work: () => T): T {
  return current.run(ids, work);
}

/** The ids of the work under way; absent outside of any. */
export function findIds(): WorkIds | undefined {
  return current.getStore();
}

/** What every log line of the work under way carries. */
export function findLogFields(): { requestId?: string; traceId?: string } {
  const ids = current.getStore();
  return ids === undefined ? {} : { requestId: ids.requestId, traceId: traceIdOf(ids.traceparent) };
}

const form = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Whether a value that came from elsewhere is a traceparent (W3C Trace Context 3.2) that names a trace. */
export function isTraceparent(value: unknown): value is string {
  return typeof value === 'string' && form.test(value);
}

/** The trace id in a valid traceparent: 32 hexadecimal digits. */
export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35);
}

/** Whether the spans of a trace are kept (W3C Trace Context 3.2.2.5), from a valid traceparent. */
export function isSampled(traceparent: string): boolean {
  return (Number.parseInt(traceparent.slice(53), 16) & 1) === 1;
}
