import { unavailable } from '@countersign/errors';
import { startSpan } from '@countersign/runtime';
import { Client, type ClientUnaryCall, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { Registry } from 'prom-client';
import { type CallTimer, timeCalls } from './client-metrics.ts';
import { type CallContext, findContext, newContext, nextTraceparent } from './context.ts';
import type { Definition, RequestOf, ResponseOf, UnaryMethod } from './definition.ts';
import { fromServiceError } from './errors.ts';
import { endCall, rpcAttributes } from './spans.ts';
import { type TlsMaterial, toChannelCredentials } from './tls.ts';

/** Time that a hop keeps for itself, so that the callee gives up before its caller does. */
const hopReserveMs = 20;
/** How often a call is sent at most as long as nobody has looked at it. */
const mostSendings = 5;
/** Largest message in either direction: a document of 10 MiB and its envelope. */
export const maxMessageBytes = 16 * 1024 * 1024;

export interface CallOptions {
  /** Own time limit of this call; the inherited deadline still holds. */
  timeoutMs?: number;
  /** Context to call in; the one of the call under way by default. */
  context?: CallContext;
}

/** One async function per method of a service. */
export type Caller<D> = {
  [K in keyof D]: (request: RequestOf<D[K]>, options?: CallOptions) => Promise<ResponseOf<D[K]>>;
} & { close(): void };

export interface CallerOptions {
  /** host:port, or any target that grpc-js resolves. */
  address: string;
  /** Name that the callee's certificate must carry. */
  callee: string;
  tls: TlsMaterial;
  /** Time limit of a call, 5 s by default. */
  timeoutMs?: number;
  /** Where calls are counted and timed; nowhere when absent. */
  metrics?: Registry;
  /** Calls that may wait for their answers at a time, 1000 by default; one more is refused at once. */
  atOnce?: number;
}

/**
 * Makes the caller of a service over mTLS. Each call inherits request id, trace, actor, deadline (less 20 ms for this
 * hop) and cancellation from the call under way. Errors arrive as the `DomainError` that the callee threw; an
 * unreachable or late callee is kind `unavailable`, and so is one for which too many wait already: a callee that stands still
 * must not fill the memory of all that call it.
 */
export function createCaller<D extends object>(
  definition: D,
  { address, callee, tls, timeoutMs = 5_000, metrics, atOnce = 1_000 }: CallerOptions,
): Caller<D> {
  const client = new Client(address, toChannelCredentials(tls, callee), {
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    // Callees are known by their name, whatever address leads to them.
    'grpc.ssl_target_name_override': callee,
    // A host that went away without a word is noticed within 18 s; until then its calls end by their deadlines.
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 8_000,
    // Names are looked up again as soon as an instance went away, not half a minute later.
    'grpc.dns_min_time_between_resolutions_ms': 2_000,
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 2_000,
    // It is said here; asking DNS for another one would keep a short-lived process waiting where no one answers.
    'grpc.service_config_disable_resolution': 1,
    'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  });
  const startTimer = timeCalls(callee, metrics);
  let underWay = 0;
  const caller: Record<string, unknown> = { close: () => client.close() };
  for (const [name, method] of Object.entries(definition as unknown as Definition)) {
    caller[name] = async (request: never, options: CallOptions = {}) => {
      if (underWay >= atOnce) throw busy();
      underWay += 1;
      try {
        return await call(client, method, request, {
          callee,
          timeoutMs: options.timeoutMs ?? timeoutMs,
          context: options.context,
          startTimer,
        });
      } finally {
        underWay -= 1;
      }
    };
  }
  return caller as Caller<D>;
}

function busy() {
  return unavailable('SERVICE_UNAVAILABLE', 'a part of the service is not available; try again', {
    retryAfterSeconds: 1,
  });
}

function call(
  client: Client,
  method: UnaryMethod<never, never>,
  request: never,
  {
    callee,
    timeoutMs,
    context: given,
    startTimer,
  }: { callee: string; timeoutMs: number; context: CallContext | undefined; startTimer: CallTimer },
): Promise<unknown> {
  const context = given ?? findContext() ?? newContext();
  const own = Date.now() + timeoutMs;
  const deadline = context.deadlineMs === undefined ? own : Math.min(own, context.deadlineMs - hopReserveMs);
  const end = startTimer();
  const { attributes, name } = rpcAttributes(method.path);
  const span = startSpan(name, 'client', { attributes, parent: context.traceparent });
  span?.set({ 'server.address': callee });
  return new Promise((resolve, reject) => {
    let sendings = 0;
    let under: ClientUnaryCall;
    const done = (error: ServiceError | null, response?: unknown) => {
      if (isRefused(error) && sendings < mostSendings && !context.signal.aborted) return send();
      context.signal.removeEventListener('abort', cancel);
      end(status[error?.code ?? status.OK] ?? 'UNKNOWN');
      const failure = error === null ? undefined : fromServiceError(error, method.path);
      if (span !== undefined) endCall(span, error?.code ?? status.OK, failure);
      if (failure === undefined) resolve(response);
      else reject(failure);
    };
    const send = () => {
      sendings += 1;
      under = client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        toMetadata(context, span?.traceparent),
        { deadline },
        done,
      );
    };
    const cancel = () => under.cancel();
    send();
    if (context.signal.aborted) cancel();
    else context.signal.addEventListener('abort', cancel, { once: true });
  });
}

/**
 * Whether nobody has looked at a call: the instance that it reached was told to end before (RFC 9113 8.7: REFUSED_STREAM).
 * The channel itself sends such a call once more, where it may meet another instance that ends.
 */
function isRefused(error: ServiceError | null): boolean {
  return error?.code === status.UNAVAILABLE && error.details === 'Stream refused by server';
}

function toMetadata(context: CallContext, traceparent = nextTraceparent(context.traceparent)): Metadata {
  const metadata = new Metadata();
  metadata.set('x-request-id', context.requestId);
  metadata.set('traceparent', traceparent);
  if (context.actorToken !== undefined) metadata.set('authorization', `Bearer ${context.actorToken}`);
  if (context.clientAddress !== undefined) metadata.set('x-client-address', context.clientAddress);
  return metadata;
}
