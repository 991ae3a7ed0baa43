import { observeCertificates } from '@countersign/grpc';
import {
  closeInOrder,
  createLogger,
  createMetrics,
  startOpsServer,
  startTelemetry,
  systemClock,
} from '@countersign/runtime';
import { Redis } from 'ioredis';
import { buildApp } from './app.ts';
import { connect } from './clients.ts';
import { readSettings } from './config.ts';
import { createProofStore } from './oauth/proof-store.ts';
import { createRateLimitStore } from './rate-limit-store.ts';
import { observeRedis } from './redis-metrics.ts';
import { createSessionFeed } from './session-feed.ts';
import { readTokenKeys } from './tokens.ts';

const settings = readSettings(process.env);
const logger = createLogger({ service: 'gateway', level: settings.logLevel });
await startTelemetry({ service: 'gateway', logger, isEdge: true });
const tokenKeys = await readTokenKeys(settings.tokenKey);
const metrics = createMetrics('gateway');
const connections = connect(settings.addresses, { tls: settings.tls, metrics });

// A request must not wait for Redis: it is asked at once or not at all.
const redis = new Redis(settings.redisUrl, {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 250,
  retryStrategy: (attempt) => Math.min(attempt * 200, 2_000),
});
let redisIsDown = false;
redis.on('error', (error) => {
  if (!redisIsDown)
    logger.warn(
      { reason: error.message },
      'Redis cannot be reached; requests are not limited, tokens bound to a key are refused',
    );
  redisIsDown = true;
});
redis.on('ready', () => {
  if (redisIsDown) logger.info('Redis is back');
  redisIsDown = false;
});

observeRedis(redis, metrics);
observeCertificates(settings.tls, { metrics, logger });
const { identity, enrollment } = connections.clients;
const sessions = createSessionFeed({ identity, enrollment, clock: systemClock, logger, metrics });
// A gateway that starts must not let in what ended before.
await sessions.start();

const ending = new AbortController();
const app = await buildApp({
  config: settings.gateway,
  clients: connections.clients,
  probes: {
    ...connections.probes,
    redis: async () => {
      await redis.ping();
    },
    sessions: () => sessions.check(),
  },
  tokenKeys,
  sessions,
  rateLimitStore: createRateLimitStore(redis),
  proofStore: createProofStore(redis),
  logger,
  metrics,
  publicMetrics: settings.opsPort === undefined,
  clock: systemClock,
  ending: ending.signal,
});
const operations =
  settings.opsPort === undefined
    ? undefined
    : await startOpsServer({ host: settings.host, port: settings.opsPort, metrics, checks: {} });

closeInOrder(
  [
    { name: 'server', close: () => app.close() },
    { name: 'sessions', close: () => sessions.close() },
    { name: 'services', close: () => connections.close() },
    { name: 'redis', close: () => redis.disconnect() },
    { name: 'operations', close: () => void operations?.close() },
  ],
  { logger, onEnding: () => ending.abort(), drainSeconds: settings.drainSeconds },
);
await app.listen({ host: settings.host, port: settings.port });
logger.info({ port: settings.port, url: settings.gateway.publicUrl }, 'serving');
