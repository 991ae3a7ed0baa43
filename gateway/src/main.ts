import { observeCertificates } from '@countersign/grpc';
import { closeInOrder, createLogger, createMetrics, systemClock } from '@countersign/runtime';
import { Redis } from 'ioredis';
import { buildApp } from './app.ts';
import { connect } from './clients.ts';
import { readSettings } from './config.ts';
import { createProofStore } from './oauth/proof-store.ts';
import { createRateLimitStore } from './rate-limit-store.ts';
import { createSessionFeed } from './session-feed.ts';
import { readTokenKeys } from './tokens.ts';

const settings = readSettings(process.env);
const logger = createLogger({ service: 'gateway', level: settings.logLevel });
const tokenKeys = await readTokenKeys(settings.tokenKey);
const connections = connect(settings.addresses, settings.tls);

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

const metrics = createMetrics('gateway');
observeCertificates(settings.tls, { metrics, logger });
const { identity, enrollment } = connections.clients;
const sessions = createSessionFeed({ identity, enrollment, clock: systemClock, logger, metrics });
// A gateway that starts must not let in what ended before.
await sessions.start();

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
  clock: systemClock,
});

closeInOrder(
  [
    { name: 'server', close: () => app.close() },
    { name: 'sessions', close: () => sessions.close() },
    { name: 'services', close: () => connections.close() },
    { name: 'redis', close: () => redis.disconnect() },
  ],
  { logger, limitMs: 15_000 },
);
await app.listen({ host: settings.host, port: settings.port });
logger.info({ port: settings.port, url: settings.gateway.publicUrl }, 'serving');
