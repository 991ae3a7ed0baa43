import type { ServerUnaryCall } from '@grpc/grpc-js';
import { findServiceName } from './service-name.ts';

/** Names of callers by their connection, for as long as it lives. */
const known = new WeakMap<object, string>();

/**
 * The name of the service that calls, from the certificate that its connection was made with; undefined without one of our
 * authority. It is read once per connection: reading it takes longer than most handlers, and HTTP/2 forbids to present
 * another one later (RFC 9113 9.2.1 and 9.2.3).
 */
export function findCaller(call: ServerUnaryCall<never, unknown>): string | undefined {
  const connection = findConnection(call);
  const remembered = connection === undefined ? undefined : known.get(connection);
  if (remembered !== undefined) return remembered;
  const name = findServiceName(call.getAuthContext()?.sslPeerCertificate);
  if (connection !== undefined && name !== undefined) known.set(connection, name);
  return name;
}

/**
 * The connection itself, never its addresses, which another one may have next. grpc-js does not tell: it is taken from
 * where it keeps it, and where that is no longer so, every call reads the certificate.
 */
function findConnection(call: unknown): object | undefined {
  const { session } = (call as { call?: { stream?: { session?: unknown } } }).call?.stream ?? {};
  return typeof session === 'object' && session !== null ? session : undefined;
}
