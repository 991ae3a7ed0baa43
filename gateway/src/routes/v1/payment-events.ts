import { invalid } from '@countersign/errors';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { OrderClient } from '../../clients.ts';
import { closed, nothing, text } from '../../schemas.ts';

const Signature = text({
  description: "The provider's signature over the raw body, in the header of its own name.",
  maxLength: 2048,
  example: 't=1795262400,v1=5f3c1d0a',
});

const takeEvent = {
  operationId: 'takePaymentEvent',
  summary: 'Take an event of a payment provider',
  description: 'E9: called by the provider. The body is checked and kept exactly as it came; the same event acts once.',
  tags: ['Shop'],
  params: closed({
    provider: text({
      description: 'Name of the provider.',
      maxLength: 32,
      pattern: '^[a-z0-9-]+$',
      example: 'sandbox',
    }),
  }),
  headers: Type.Object({
    'Sandbox-Signature': Type.Optional(Signature),
    'Stripe-Signature': Type.Optional(Signature),
  }),
  response: { 204: nothing('The event is stored, and will be acted on.') },
};

const event = {
  type: 'object',
  description: 'The event as the provider sends it.',
  additionalProperties: true,
  examples: [{ id: 'evt_1', type: 'charge.captured' }],
};

/** `/v1/payment-events`: a scope of its own, because its bodies must stay as they came. */
export const paymentEventRoutes: FastifyPluginAsyncTypebox<{ order: OrderClient }> = async (app, { order }) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.post(
    '/payment-events/:provider',
    { schema: takeEvent, config: { public: true, rawBody: event, problems: { 400: ['PAYMENT_EVENT_INVALID'] } } },
    async (request, reply) => {
      const { body } = request as { body: unknown };
      if (!Buffer.isBuffer(body)) throw invalid('PAYMENT_EVENT_INVALID', 'an event has a body');
      await order.ingestPaymentEvent({
        provider: request.params.provider,
        body,
        signature: signatureOf(request.params.provider, request.headers),
      });
      reply.code(204);
      return null;
    },
  );
};

/** A provider signs in the header of its own name; empty without it, which no provider takes for a signature. */
function signatureOf(provider: string, headers: { 'sandbox-signature'?: string; 'stripe-signature'?: string }): string {
  return (provider === 'stripe' ? headers['stripe-signature'] : headers['sandbox-signature']) ?? '';
}
