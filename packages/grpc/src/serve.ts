import {
  closeInOrder,
  createLogger,
  createMetrics,
  endSettings,
  findLogFields,
  type Logger,
  type ReadinessChecks,
  type ShutdownStep,
  startOpsServer,
  startTelemetry,
} from '@countersign/runtime';
import type { JSONWebKeySet } from 'jose';
import type { Registry } from 'prom-client';
import { type Static, Type } from 'typebox';
import { createActorVerifier } from './actor.ts';
import { observeCertificates } from './certificate-files.ts';
import { type Implementation, startGrpcServer } from './server.ts';
import { tlsOf, tlsSettings } from './tls.ts';

/** Settings of every service process. */
export const serviceSettings = {
  ...tlsSettings,
  GRPC_HOST: Type.String({ default: '127.0.0.1' }),
  GRPC_PORT: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** Port of /metrics and /health, plain HTTP on the same host. */
  OPS_PORT: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** Public keys of the gateway, with which access tokens are verified: a JSON Web Key Set. */
  ACTOR_JWKS: Type.String(),
  /** Port of a plain gRPC server with the health service and nothing else, for probes that know no mTLS; none by default. */
  HEALTH_PORT: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  ...endSettings,
  LOG_LEVEL: Type.String({ default: 'info' }),
};

const settingsSchema = Type.Object(serviceSettings);
export type ServiceSettings = Readonly<Static<typeof settingsSchema>>;

/**
 * Makes logger and metrics of a process, and has it traced where the operator wants that. Every line that is logged during a
 * call or job carries its request id and trace id.
 */
export async function createObservability(
  name: string,
  settings: { LOG_LEVEL: string },
): Promise<{ logger: Logger; metrics: Registry }> {
  const logger = createLogger({ service: name, level: settings.LOG_LEVEL, context: findLogFields });
  await startTelemetry({ service: name, logger });
  return { logger, metrics: createMetrics(name) };
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
  const tls = tlsOf(settings);
  observeCertificates(tls, { metrics, logger });
  const ending = new AbortController();
  const server = await startGrpcServer({
    host: settings.GRPC_HOST,
    port: settings.GRPC_PORT,
    tls,
    implementations,
    verifyActor: createActorVerifier(JSON.parse(settings.ACTOR_JWKS) as JSONWebKeySet),
    logger,
    metrics,
    checks,
    ending: ending.signal,
    healthPort: settings.HEALTH_PORT,
  });
  const ops = await startOpsServer({
    host: settings.GRPC_HOST,
    port: settings.OPS_PORT,
    metrics,
    checks,
    ending: ending.signal,
  });
  closeInOrder(
    [{ name: 'server', close: () => server.close() }, ...steps, { name: 'operations', close: () => void ops.close() }],
    { logger, onEnding: () => ending.abort(), drainSeconds: settings.DRAIN_SECONDS },
  );
  logger.info({ port: server.port }, 'serving');
}
