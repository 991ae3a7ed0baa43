import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { DomainError, forbidden, unavailable } from '@countersign/errors';
import { readImage } from '@countersign/proto/image';
import type { Logger, ReadinessChecks } from '@countersign/runtime';
import { checkReadiness, isTraceparent, startEntrySpan, traceIdOf } from '@countersign/runtime';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation } from 'grpc-health-check';
import type { Registry } from 'prom-client';
import type { ActorVerifier } from './actor.ts';
import { maxMessageBytes } from './client.ts';
import { watchConnections } from './connections.ts';
import { type CallContext, newContext, runInContext } from './context.ts';
import type { Definition, RequestOf, ResponseOf, UnaryMethod } from './definition.ts';
import { toStatus } from './errors.ts';
import { findCaller } from './peer.ts';
import { createServerMetrics, type ServerMetrics } from './server-metrics.ts';
import { endCall, rpcAttributes } from './spans.ts';
import { type TlsMaterial, toServerCredentials } from './tls.ts';

/** One async function per method; a missing one does not compile. */
export type Handlers<D> = {
  [K in keyof D]: (request: RequestOf<D[K]>, context: CallContext) => Promise<ResponseOf<D[K]>>;
};

/** Which services may call each method: names as in their certificates. A method that nobody may call is refused. */
export type AccessTable<D> = { readonly [K in keyof D]: readonly string[] };

/** A service as it is put on a server. */
export interface Implementation {
  definition: Definition;
  handlers: Readonly<Record<string, (request: never, context: CallContext) => Promise<unknown>>>;
  access: Readonly<Record<string, readonly string[]>>;
}

/** Binds handlers and the access table to the generated definition of a service. */
export function implement<D extends object>(
  definition: D,
  handlers: Handlers<D>,
  access: AccessTable<D>,
): Implementation {
  return { definition, handlers, access } as unknown as Implementation;
}

export interface GrpcServerOptions {
  host: string;
  /** 0 takes a free port. */
  port: number;
  tls: TlsMaterial;
  /** The services of this process; no two have a method of the same name. */
  implementations: readonly Implementation[];
  verifyActor: ActorVerifier;
  logger: Logger;
  metrics: Registry;
  /** What must work for the service to be SERVING. */
  checks: ReadinessChecks;
  /** Aborted when the process was told to end; it is NOT_SERVING from then on, and serves all the same until it is closed. */
  ending?: AbortSignal;
  /** Port of a plain server with the health service and nothing else, for probes that know no mTLS. */
  healthPort?: number | undefined;
  /** After about this time a connection ends, so that callers find new instances. 5 minutes by default. */
  maxConnectionAgeMs?: number;
}

export interface GrpcServer {
  port: number;
  /** Stops accepting and waits for calls under way; cuts them off after `limitMs`. */
  close(limitMs?: number): Promise<void>;
}

/** Less than this is too little time to do anything useful. */
const leastTimeMs = 20;
const healthIntervalMs = 2_000;

/**
 * Serves the services of a process over mTLS with the standard health and reflection services beside it. A caller without a
 * certificate of our authority cannot connect; one that is not in the access table gets `CALLER_NOT_ALLOWED`; an actor
 * whose token does not verify gets `TOKEN_INVALID`.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { host, port, tls, implementations, logger, checks, ending, maxConnectionAgeMs = 300_000 } = options;
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
  });
  const figures = createServerMetrics(options.metrics);
  for (const implementation of implementations) {
    const methods = Object.entries(implementation.definition);
    const bound = methods.map(([name, method]) => [name, unary(name, method, { ...options, implementation }, figures)]);
    server.addService(implementation.definition as never, Object.fromEntries(bound) as never);
  }

  const health = new HealthImplementation({ '': 'UNKNOWN' });
  health.addToServer(server);
  reflection().addToServer(server);

  const actual = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, toServerCredentials(tls), (error, bind) =>
      error ? reject(error) : resolve(bind),
    );
  });

  const probed =
    options.healthPort === undefined ? undefined : await startHealthServer(health, host, options.healthPort);

  const connections = watchConnections(server, maxConnectionAgeMs);
  const watch = async () => {
    const { ready, failed } = await checkReadiness(checks);
    figures.checked(Object.keys(checks), failed);
    if (!ready) logger.warn({ failed }, 'not ready');
    // It may have been told to end while it looked.
    health.setStatus('', ready && ending?.aborted !== true ? 'SERVING' : 'NOT_SERVING');
  };
  ending?.addEventListener('abort', () => health.setStatus('', 'NOT_SERVING'));
  await watch();
  const timer = setInterval(() => void watch(), healthIntervalMs).unref();

  return {
    port: actual,
    close: async (limitMs = 12_000) => {
      clearInterval(timer);
      health.setStatus('', 'NOT_SERVING');
      await connections.dismiss(limitMs);
      // Whoever has not gone by then is cut off.
      server.forceShutdown();
      probed?.forceShutdown();
    },
  };
}

async function startHealthServer(health: HealthImplementation, host: string, port: number): Promise<Server> {
  const server = new Server();
  health.addToServer(server);
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    );
  });
  return server;
}

function unary(
  name: string,
  method: UnaryMethod<never, never>,
  { implementation, verifyActor, logger }: GrpcServerOptions & { implementation: Implementation },
  figures: ServerMetrics,
) {
  const handler = implementation.handlers[name];
  const allowed = implementation.access[name] ?? [];
  if (handler === undefined) throw new Error(`${method.path} has no handler`);
  const rpc = rpcAttributes(method.path);
  return (call: ServerUnaryCall<never, unknown>, callback: sendUnaryData<unknown>) => {
    const end = figures.startCall(name);
    const given = first(call, 'traceparent');
    const span = startEntrySpan(rpc.name, 'server', { attributes: rpc.attributes, parent: given });
    const traceparent = span?.traceparent ?? given;
    const abort = new AbortController();
    let isDone = false;
    const deadlineMs = toMs(call.getDeadline());
    const expiry = deadlineMs === undefined ? undefined : setTimeout(() => abort.abort(), deadlineMs - Date.now());
    // Told after an answered call too, when there is nothing left to stop.
    call.once('cancelled', () => {
      if (!isDone) abort.abort();
    });

    const work = async () => {
      const caller = findCaller(call);
      if (caller === undefined || !allowed.includes(caller)) {
        throw forbidden('CALLER_NOT_ALLOWED', 'this caller may not use this method');
      }
      if (deadlineMs !== undefined && deadlineMs - Date.now() < leastTimeMs) {
        throw unavailable('DEADLINE_EXCEEDED', 'too little time is left to answer');
      }
      const context = await readContext(call, { caller, traceparent, deadlineMs, signal: abort.signal }, verifyActor);
      return await runInContext(context, () => handler(call.request, context));
    };
    work().then(
      (response) => {
        isDone = true;
        clearTimeout(expiry);
        end('OK');
        if (span !== undefined) endCall(span, status.OK, undefined, 'server');
        callback(null, response);
      },
      (error: unknown) => {
        isDone = true;
        clearTimeout(expiry);
        const failure = toStatus(error);
        end(
          status[failure.code ?? status.UNKNOWN] ?? 'UNKNOWN',
          error instanceof DomainError ? error.reason : undefined,
        );
        if (span !== undefined) endCall(span, failure.code ?? status.UNKNOWN, error, 'server');
        const ids = {
          requestId: first(call, 'x-request-id'),
          ...(isTraceparent(traceparent) ? { traceId: traceIdOf(traceparent) } : {}),
        };
        if (error instanceof DomainError) logger.debug({ method: name, reason: error.reason, ...ids }, 'refused');
        else logger.error({ method: name, err: error, ...ids }, 'failed');
        callback(failure);
      },
    );
  };
}

async function readContext(
  call: ServerUnaryCall<never, unknown>,
  {
    caller,
    traceparent,
    deadlineMs,
    signal,
  }: { caller: string; traceparent: string | undefined; deadlineMs: number | undefined; signal: AbortSignal },
  verifyActor: ActorVerifier,
): Promise<CallContext> {
  const token = first(call, 'authorization')?.replace(/^Bearer /, '');
  const requestId = first(call, 'x-request-id');
  const clientAddress = first(call, 'x-client-address');
  return newContext({
    ...(requestId === undefined ? {} : { requestId }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(clientAddress === undefined ? {} : { clientAddress }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(token === undefined ? {} : { actorToken: token, actor: await verifyActor(token) }),
    caller,
    signal,
  });
}

function first(call: ServerUnaryCall<never, unknown>, key: string): string | undefined {
  const [value] = call.metadata.get(key);
  return typeof value === 'string' ? value : undefined;
}

function toMs(deadline: Date | number): number | undefined {
  const ms = typeof deadline === 'number' ? deadline : deadline.getTime();
  return Number.isFinite(ms) ? ms : undefined;
}

function reflection(): ReflectionService {
  // The compiler's own descriptors: those of proto-loader lack their imports, and strict clients refuse them.
  const set = fromBinary(FileDescriptorSetSchema, readImage());
  const fileDescriptorProtos = set.file.map((file) => Buffer.from(toBinary(FileDescriptorProtoSchema, file)));
  return new ReflectionService({ image: { fileDescriptorProtos } } as never);
}
