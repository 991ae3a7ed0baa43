import { exhausted } from '@countersign/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { GatewayConfig } from '../config.ts';
import { languageOf } from '../languages.ts';
import type { CachedAnswer, ReadCache } from '../read-cache.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A public read whose answers are kept: `until` reads from an answer's JSON when it stops being right. */
    cached?: { until?: (answer: never) => string | undefined };
  }

  interface FastifyRequest {
    /** Generation of the catalog before this request was passed on. */
    generation: string | undefined;
    /** Whether the answer came from memory. */
    fromMemory: boolean;
  }
}

const windowMs = 60_000;
// Addresses counted at once; more is a flood from everywhere, which this cannot stop.
const mostAddresses = 10_000;

export interface PublicReadsOptions {
  cache: ReadCache;
  config: Pick<GatewayConfig, 'requestsPerMinute' | 'corsOrigins'>;
  now: () => number;
}

/**
 * Answers the routes that are marked `cached` from memory, with entity tags, before anything else is done for them; to be
 * registered first. They are counted per address in this process only: asking Redis would cost more than the answer.
 */
export const publicReads = fastifyPlugin<PublicReadsOptions>(
  async (app, { cache, config, now }) => {
    const count = createCounter(config.requestsPerMinute, now);
    // What an answer says may depend on who may read it (CORS), and nobody may fill the memory with names of origins.
    const originOf = ({ headers }: FastifyRequest): string =>
      headers.origin !== undefined && config.corsOrigins.includes(headers.origin) ? headers.origin : '';
    const keyOf = (request: FastifyRequest): string => `${languageOf(request)} ${originOf(request)} ${request.url}`;

    app.decorateRequest('generation');
    app.decorateRequest('fromMemory', false);
    app.addHook('onRoute', (route) => {
      if (route.config?.cached !== undefined) route.config.rateLimit = false;
    });

    app.addHook('onRequest', (request, reply, done) => {
      if (request.routeOptions.config?.cached === undefined) {
        done();
        return;
      }
      try {
        count(request.ip);
      } catch (error) {
        done(error as Error);
        return;
      }
      const found = cache.find(keyOf(request));
      if (found === undefined) {
        request.generation = cache.generation();
        done();
        return;
      }
      answer(request, reply, found);
    });

    app.addHook('onSend', async (request, reply, payload) => {
      const { cached } = request.routeOptions.config ?? {};
      if (cached === undefined || request.method !== 'GET' || reply.statusCode !== 200) return payload;
      if (typeof payload !== 'string') return payload;
      reply.headers({ 'cache-control': 'public, max-age=5', vary: varyOf(reply) });
      const headers = Object.fromEntries(
        Object.entries(reply.getHeaders()).filter(([name]) => name !== 'x-request-id' && name !== 'content-length'),
      );
      const until = cached.until?.(JSON.parse(payload) as never);
      const kept = cache.keep(keyOf(request), payload, {
        since: request.generation,
        headers,
        ...(until === undefined ? {} : { until: Date.parse(until) }),
      });
      reply.header('etag', kept.etag);
      if (!has(request, kept)) return kept.bytes;
      reply.code(304);
      return null;
    });
  },
  { name: 'public-reads' },
);

/** Sends an answer from memory as it is, past all other hooks; only those after the response still run. */
function answer(request: FastifyRequest, reply: FastifyReply, found: CachedAnswer): void {
  request.fromMemory = true;
  reply.hijack();
  const headers = { ...found.headers, 'x-request-id': request.id };
  if (has(request, found)) {
    reply.raw.writeHead(304, headers);
    reply.raw.end();
    return;
  }
  reply.raw.writeHead(200, { ...headers, 'content-length': found.bytes.length });
  // Node leaves the body of an answer to HEAD out by itself.
  reply.raw.end(found.bytes);
}

/** Whether the client has exactly this answer already (RFC 9110 13.1.2). */
function has({ headers }: FastifyRequest, { etag }: CachedAnswer): boolean {
  const known = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return known.includes(etag) || known.includes('*');
}

function varyOf(reply: FastifyReply): string {
  const already = String(reply.getHeader('vary') ?? '');
  return already === '' ? 'accept-language' : `${already}, accept-language`;
}

/** Counts requests per address; throws `RATE_LIMITED` for one too many within a minute. */
function createCounter(most: number, now: () => number): (address: string) => void {
  const counts = new Map<string, { requests: number; endsAtMs: number }>();
  return (address) => {
    let counted = counts.get(address);
    if (counted === undefined || now() >= counted.endsAtMs) {
      counts.delete(address);
      if (counts.size >= mostAddresses) counts.delete(counts.keys().next().value ?? '');
      counted = { requests: 0, endsAtMs: now() + windowMs };
      counts.set(address, counted);
    }
    counted.requests += 1;
    if (counted.requests <= most) return;
    const retryAfterSeconds = Math.max(1, Math.ceil((counted.endsAtMs - now()) / 1000));
    throw exhausted('RATE_LIMITED', 'too many requests from your address', { retryAfterSeconds });
  };
}
