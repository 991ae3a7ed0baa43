import { newContext, runInContext } from '@countersign/grpc';
import { type Logger, type Span, startEntrySpan, traceIdOf } from '@countersign/runtime';
import type { FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyRequest {
    /** The span of the request, where requests are traced. */
    span: Span | undefined;
  }
}

/** Time in which a request must be answered. */
const limitMs = 10_000;

/**
 * Gives every request the context that its calls inherit: ids, trace, deadline, and cancellation when the client goes. The
 * trace that a client names in `traceparent` is continued, so that it finds its requests again with us; whether it is kept is
 * our decision.
 */
export const requestContext = fastifyPlugin(
  async (app) => {
    app.decorateRequest('call');
    app.decorateRequest('span');

    app.addHook('onRequest', (request, reply, done) => {
      const abort = new AbortController();
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) abort.abort();
      });
      const { traceparent: given } = request.headers;
      request.span = startRequestSpan(request, typeof given === 'string' ? given : undefined);
      const traceparent = request.span?.traceparent ?? given;
      request.call = newContext({
        requestId: request.id,
        ...(typeof traceparent === 'string' ? { traceparent } : {}),
        clientAddress: request.ip,
        signal: abort.signal,
        deadlineMs: Date.now() + limitMs,
      });
      // The logger is the request's own, and holds its id already.
      (request.log as Logger).setBindings({ traceId: traceIdOf(request.call.traceparent) });
      reply.header('x-request-id', request.id);
      // For the hooks that ask Redis or a service.
      runInContext(request.call, done);
    });

    // Again in the last hook before the handler: a body was read since, whose events know of no request.
    app.addHook('preHandler', (request, _reply, done) => runInContext(request.call, done));

    app.addHook('onResponse', async ({ span }, { statusCode }) => {
      if (span === undefined) return;
      span.set({ 'http.response.status_code': statusCode });
      // A refusal is no failure of ours (semantic conventions for HTTP).
      if (statusCode >= 500) span.fail(String(statusCode));
      span.end();
    });
  },
  { name: 'request-context' },
);

/** Starts the span of a request; none for those of operators. Of its address it tells the route only: paths hold ids, queries codes. */
function startRequestSpan({ method, id, is404, routeOptions }: FastifyRequest, parent: string | undefined) {
  const { url, config, schema } = routeOptions;
  if (config?.rateLimit === false && schema?.hide === true) return undefined;
  const route = is404 ? undefined : url;
  return startEntrySpan(route === undefined ? method : `${method} ${route}`, 'server', {
    attributes: {
      'http.request.method': method,
      ...(route === undefined ? {} : { 'http.route': route }),
      'countersign.request_id': id,
    },
    parent,
  });
}
