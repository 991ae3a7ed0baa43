import { writeMetrics } from '@countersign/runtime';
import fastifyPlugin from 'fastify-plugin';
import { Histogram, type Registry } from 'prom-client';

/**
 * Rate, errors and duration of every route, and a line in the log per request: the route, never address or query. The
 * figures are read at `/metrics` where operators have no port of their own.
 */
export const metrics = fastifyPlugin<{ registry: Registry; isPublic: boolean }>(
  async (app, { registry, isPublic }) => {
    const duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Duration of the requests that the gateway answered',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    });

    app.addHook('onResponse', async (request, reply) => {
      // The route's pattern: paths hold ids, and their number has no end.
      const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
      const { method } = request;
      const status = reply.statusCode;
      duration.observe({ method, route, status }, reply.elapsedTime / 1000);
      // Probes, figures, the files of the reference page and what every page of a shop shows are asked for all day.
      const isUsual = request.fromMemory || (request.routeOptions.schema?.hide === true && status < 400);
      const level = isUsual ? 'debug' : 'info';
      request.log[level]({ method, route, status, ms: Math.round(reply.elapsedTime) }, 'answered');
    });

    if (!isPublic) return;
    const operations = { public: true, rateLimit: false } as const;
    app.get('/metrics', { config: operations, schema: { hide: true } }, async (_request, reply) => {
      reply.type(registry.contentType);
      return await writeMetrics(registry);
    });
  },
  { name: 'metrics' },
);
