import { exhausted } from '@countersign/errors';
import type { Logger } from '@countersign/runtime';
import rateLimitPlugin, { type FastifyRateLimitStore } from '@fastify/rate-limit';
import fastifyPlugin from 'fastify-plugin';
import { Counter, type Registry } from 'prom-client';
import type { GatewayConfig } from '../config.ts';

const windowMs = 60_000;

/** Where requests are counted. */
export interface RateLimitStore {
  /** Counts one more request of `key`; a window begins with its first one. */
  count(key: string, lastsMs: number): Promise<{ current: number; ttl: number }>;
}

export interface RateLimitOptions {
  config: Pick<GatewayConfig, 'requestsPerMinute' | 'sensitiveRequestsPerMinute'>;
  store: RateLimitStore;
  logger: Logger;
  metrics: Registry;
}

/**
 * Limits the requests of one address per minute, in Redis, so that all gateways count together. While Redis cannot be
 * asked, requests pass: it protects against floods, the attempt ledgers of the services protect the secrets.
 */
export const rateLimit = fastifyPlugin<RateLimitOptions>(
  async (app, { config, store, logger, metrics }) => {
    const failures = new Counter({
      name: 'rate_limit_failures_total',
      help: 'Requests that passed because they could not be counted',
      registers: [metrics],
    });

    let quietUntilMs = 0;
    const warn = (error: Error) => {
      if (Date.now() < quietUntilMs) return;
      quietUntilMs = Date.now() + windowMs;
      logger.warn({ reason: error.message }, 'requests could not be counted; they pass');
    };

    class Store implements FastifyRateLimitStore {
      incr(key: string, callback: (error: Error | null, result?: { current: number; ttl: number }) => void): void {
        store.count(key, windowMs).then(
          (result) => callback(null, result),
          (error: Error) => {
            failures.inc();
            warn(error);
            callback(error);
          },
        );
      }

      // One count per address and group, whichever route of the group is asked.
      child(): FastifyRateLimitStore {
        return this;
      }
    }

    app.addHook('onRoute', (route) => {
      const { sensitive, counted } = route.config ?? {};
      const group = sensitive ?? counted;
      if (route.config === undefined || group === undefined) return;
      const max = sensitive === undefined ? config.requestsPerMinute : config.sensitiveRequestsPerMinute;
      route.config.rateLimit = { max, timeWindow: windowMs, groupId: `/${group}` };
    });

    await app.register(rateLimitPlugin, {
      max: config.requestsPerMinute,
      timeWindow: windowMs,
      store: Store,
      skipOnError: true,
      enableDraftSpec: true,
      errorResponseBuilder: (_request, { ttl }) =>
        exhausted('RATE_LIMITED', 'too many requests from your address', {
          retryAfterSeconds: Math.max(1, Math.ceil(ttl / 1000)),
        }),
    });
  },
  { name: 'rate-limit', dependencies: ['request-context'] },
);
