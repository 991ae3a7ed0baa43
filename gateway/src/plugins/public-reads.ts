import { exhausted } from '@countersign/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { GatewayConfig } from '../config.ts';
import { languageOf } from '../languages.ts';
import type { ReadCache } from '../read-cache.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A public read whose answers are kept: `until` reads from an answer's JSON when it stops being right. */
    cached?: { until?: (answer: never) => string | undefined };
  }

  interface FastifyRequest {
    /** Generation of the catalog before this request was passed on. */
    generation: string | undefined;
  }
}

const windowMs = 60_000;
// Addresses counted at once; more is a flood from everywhere, which this cannot stop.
const mostAddresses = 10_000;

export interface PublicReadsOptions {
  cache: ReadCache;
  config: Pick<GatewayConfig, 'requestsPerMinute'>;
  now: () => number;
}

/**
 * Answers the routes that are marked `cached` from memory, with entity tags; to be registered in their scope. They are
 * counted per address in this process only: asking Redis would cost more than the answer.
 */
export const publicReads = fastifyPlugin<PublicReadsOptions>(async (app, { cache, config, now }) => {
  const counts = new Map<string, { requests: number; endsAtMs: number }>();
  const count = (address: string): void => {
    let counted = counts.get(address);
    if (counted === undefined || now() >= counted.endsAtMs) {
      counts.delete(address);
      if (counts.size >= mostAddresses) counts.delete(counts.keys().next().value ?? '');
      counted = { requests: 0, endsAtMs: now() + windowMs };
      counts.set(address, counted);
    }
    counted.requests += 1;
    if (counted.requests > config.requestsPerMinute) {
      const retryAfterSeconds = Math.max(1, Math.ceil((counted.endsAtMs - now()) / 1000));
      throw exhausted('RATE_LIMITED', 'too many requests from your address', { retryAfterSeconds });
    }
  };

  app.decorateRequest('generation');
  app.addHook('onRoute', (route) => {
    if (route.config?.cached !== undefined) route.config.rateLimit = false;
  });

  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.cached === undefined) return;
    count(request.ip);
    const found = cache.find(keyOf(request));
    if (found === undefined) {
      request.generation = cache.generation();
      return;
    }
    reply.type('application/json; charset=utf-8');
    // What is sent here ends the request: no handler follows.
    await reply.send(head(request, reply, found) ? found.bytes : null);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const { cached } = request.routeOptions.config;
    // An answer from memory comes by here as well, as bytes.
    if (cached === undefined || reply.statusCode !== 200 || typeof payload !== 'string') return payload;
    const until = cached.until?.(JSON.parse(payload) as never);
    const kept = cache.keep(keyOf(request), payload, {
      since: request.generation,
      ...(until === undefined ? {} : { until: Date.parse(until) }),
    });
    return head(request, reply, kept) ? kept.bytes : null;
  });
});

/** Writes the headers; false when the client has exactly this answer already (RFC 9110 13.1.2). */
function head({ headers }: FastifyRequest, reply: FastifyReply, { etag }: { etag: string }): boolean {
  reply.headers({ etag, 'cache-control': 'public, max-age=5', vary: 'accept-language' });
  const known = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  if (!known.includes(etag) && !known.includes('*')) return true;
  reply.code(304);
  return false;
}

function keyOf(request: FastifyRequest): string {
  return `${languageOf(request)} ${request.url}`;
}
