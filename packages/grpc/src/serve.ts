import {
  closeInOrder,
  createLogger,
  createMetrics,
  type Logger,
  type ReadinessChecks,
  type ShutdownStep,
  startOpsServer,
} from '@countersign/runtime';
import type { JSONWebKeySet } from 'jose';
import type { Registry } from 'prom-client';
import { type Static, Type } from 'typebox';
import { createActorVerifier } from './actor.ts';
import { findContext } from './context.ts';
import { type Implementation, startGrpcServer } from './server.ts';
import type { TlsMaterial } from './tls.ts';

/** Settings of mTLS, shared by every process that calls or serves. Each may be given by file: `TLS_CA_FILE` and so on. */
export const tlsSettings = {
  /** Certificate of the authority that names services, PEM. */
  TLS_CA: Type.String(),
  /** Own certificate, PEM. */
  TLS_CERT: Type.String(),
  /** Own private key, PEM. */
  TLS_KEY: Type.String(),
};

/** Settings of every service process. */
export const serviceSettings = {
  ...tlsSettings,
  GRPC_HOST: Type.String({ default: '127.0.0.1' }),
  GRPC_PORT: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** Port of /metrics and /health, plain HTTP on the same host. */
  OPS_PORT: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** Public keys of the gateway, with which access tokens are verified: a JSON Web Key Set. */
  ACTOR_JWKS: Type.String(),
  LOG_LEVEL: Type.String({ default: 'info' }),
};

const settingsSchema = Type.Object(serviceSettings);
export type ServiceSettings = Readonly<Static<typeof settingsSchema>>;

/** Own certificates, from the settings. */
export function tlsOf(settings: { TLS_CA: string; TLS_CERT: string; TLS_KEY: string }): TlsMaterial {
  return { ca: settings.TLS_CA, cert: settings.TLS_CERT, key: settings.TLS_KEY };
}

/** Makes logger and metrics of a service process. Every line that is logged during a call or job carries its request id. */
export function createObservability(
  name: string,
  settings: { LOG_LEVEL: string },
): { logger: Logger; metrics: Registry } {
  const context = (): { requestId?: string } => {
    const requestId = findContext()?.requestId;
    return requestId === undefined ? {} : { requestId };
  };
  return { logger: createLogger({ service: name, level: settings.LOG_LEVEL, context }), metrics: createMetrics(name) };
}

export interface ServeOptions {
  settings: ServiceSettings;
  /** The services of this process; no two have a method of the same name. */
  implementations: readonly Implementation[];
  logger: Logger;
  metrics: Registry;
  /** What must work for the service to be ready. */
  checks: ReadinessChecks;
  /** What to close after the server drained, in order: workers, relays, callers, pools. */
  steps: readonly ShutdownStep[];
}

/** Serves a service until the process is asked to end: gRPC over mTLS, and health and metrics for operators. */
export async function serve({
  settings,
  implementations,
  logger,
  metrics,
  checks,
  steps,
}: ServeOptions): Promise<void> {
  const server = await startGrpcServer({
    host: settings.GRPC_HOST,
    port: settings.GRPC_PORT,
    tls: tlsOf(settings),
    implementations,
    verifyActor: createActorVerifier(JSON.parse(settings.ACTOR_JWKS) as JSONWebKeySet),
    logger,
    metrics,
    checks,
  });
  const ops = await startOpsServer({ host: settings.GRPC_HOST, port: settings.OPS_PORT, metrics, checks });
  closeInOrder(
    [{ name: 'server', close: () => server.close() }, ...steps, { name: 'operations', close: () => void ops.close() }],
    { logger },
  );
  logger.info({ port: server.port }, 'serving');
}
