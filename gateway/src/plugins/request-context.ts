import { newContext, runInContext } from '@countersign/grpc';
import fastifyPlugin from 'fastify-plugin';

/** Time in which a request must be answered. */
const limitMs = 10_000;

/** Gives every request the context that its calls inherit: ids, trace, deadline, and cancellation when the client goes. */
export const requestContext = fastifyPlugin(
  async (app) => {
    app.decorateRequest('call');

    app.addHook('onRequest', async (request, reply) => {
      const abort = new AbortController();
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) abort.abort();
      });
      const { traceparent } = request.headers;
      request.call = newContext({
        requestId: request.id,
        ...(typeof traceparent === 'string' ? { traceparent } : {}),
        clientAddress: request.ip,
        signal: abort.signal,
        deadlineMs: Date.now() + limitMs,
      });
      reply.header('x-request-id', request.id);
    });

    // The last hook before the handler, and with a callback: what runs inside `runInContext` is the handler.
    app.addHook('preHandler', (request, _reply, done) => runInContext(request.call, done));
  },
  { name: 'request-context' },
);
