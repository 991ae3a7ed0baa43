import { DomainError } from '@countersign/errors';
import type { Span, SpanAttributes } from '@countersign/runtime';
import { status } from '@grpc/grpc-js';

/** What the spans of a method tell, on both sides. */
export interface RpcAttributes {
  /** Name of the spans: service and method. */
  name: string;
  attributes: SpanAttributes;
}

const known = new Map<string, RpcAttributes>();

/** Name and attributes of a method, by its path `/service/method` (semantic conventions for RPC). */
export function rpcAttributes(path: string): RpcAttributes {
  const found = known.get(path);
  if (found !== undefined) return found;
  const name = path.slice(1);
  const made = { name, attributes: { 'rpc.system.name': 'grpc', 'rpc.method': name } };
  known.set(path, made);
  return made;
}

/** The codes that are a fault of the server, and not of the call (semantic conventions for gRPC). */
const faults: ReadonlySet<status> = new Set([
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.UNIMPLEMENTED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

/** Ends the span of a call or of its handling. To a caller every refusal is a failure, to a server only a fault is. */
export function endCall(span: Span, code: status, failure: unknown, side: 'client' | 'server' = 'client'): void {
  const name = status[code] ?? 'UNKNOWN';
  span.set({ 'rpc.status_code': name });
  if (failure instanceof DomainError) span.set({ 'countersign.reason': failure.reason });
  if (code !== status.OK && (side === 'client' || faults.has(code))) span.fail(name);
  span.end();
}
