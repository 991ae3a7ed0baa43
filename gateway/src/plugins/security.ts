import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import fastifyPlugin from 'fastify-plugin';
import type { GatewayConfig } from '../config.ts';

/** Security headers on every answer, and CORS for the origins that the configuration names. */
export const security = fastifyPlugin<{ config: Pick<GatewayConfig, 'corsOrigins'> }>(
  async (app, { config }) => {
    await app.register(helmet, {
      // Answers are data: nothing in them may run, load or be framed. The reference page sets its own.
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
      },
      frameguard: { action: 'deny' },
      referrerPolicy: { policy: 'no-referrer' },
    });
    app.addHook('onRequest', async (_request, reply) => {
      // Answers hold secrets and personal data unless a route says otherwise.
      reply.header('cache-control', 'no-store');
    });

    if (config.corsOrigins.length === 0) return;
    await app.register(cors, {
      origin: [...config.corsOrigins],
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: [
        'Authorization',
        'Content-Type',
        'DPoP',
        'Idempotency-Key',
        'If-Match',
        'If-None-Match',
        'Cart-Secret',
        'Order-Secret',
        'Invitation-Token',
        'Login-Flow-Secret',
        'Recovery-Flow-Secret',
        'Device-Token',
        'Countersign-Csrf',
        'Accept-Language',
        'X-Request-Id',
        'Traceparent',
      ],
      exposedHeaders: [
        'ETag',
        'Content-Disposition',
        'Location',
        'X-Request-Id',
        'Retry-After',
        'RateLimit-Limit',
        'RateLimit-Remaining',
        'RateLimit-Reset',
        'WWW-Authenticate',
        'Content-Language',
        'Deprecation',
        'Sunset',
        'Link',
      ],
      // Cookies of pages on the same site; they are not sent to any other.
      credentials: true,
      maxAge: 600,
      // Else an OPTIONS request that is no preflight would get a plain-text answer of the plugin's own.
      strictPreflight: false,
    });
  },
  { name: 'security' },
);
