import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { SecondFactorClient } from '../../clients.ts';
import { closed, nothing, text } from '../../schemas.ts';

/** A receipt has about ten short fields. */
const bodyLimit = 8 * 1024;
const form = 'application/x-www-form-urlencoded';

const takeReceipt = {
  operationId: 'takeDeliveryReceipt',
  summary: 'Take what the SMS provider tells of a text message',
  description:
    'E18: called by the provider, at the address that the message was sent with. The form is passed on as it came, with its signature; the same receipt acts once.',
  tags: ['Login'],
  consumes: [form],
  params: closed({
    deliveryId: text({
      description: 'Delivery that the message carried.',
      maxLength: 64,
      pattern: '^[A-Za-z0-9_]+$',
      example: 'dlv_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
    }),
  }),
  headers: Type.Object({
    'X-Twilio-Signature': Type.Optional(
      text({
        description: "The provider's signature over the address and all fields.",
        maxLength: 128,
        example: '0/KCTR6DLpKmkAf8muzZqo1nDgQ=',
      }),
    ),
  }),
  response: { 204: nothing('The receipt is written down.') },
};

const receipt = {
  type: 'object',
  description: 'The receipt as the provider sends it.',
  additionalProperties: { type: 'string' },
  examples: [{ MessageSid: 'SM0123456789abcdef0123456789abcdef', MessageStatus: 'delivered' }],
};

/** `/v1/delivery-receipts`: a scope of its own, because its bodies are forms. */
export const deliveryReceiptRoutes: FastifyPluginAsyncTypebox<{ secondFactor: SecondFactorClient }> = async (
  app,
  { secondFactor },
) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(form, { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));

  app.post(
    '/delivery-receipts/:deliveryId',
    {
      schema: takeReceipt,
      bodyLimit,
      config: { public: true, rawBody: receipt, problems: { 403: ['RECEIPT_REFUSED'] } },
    },
    async (request, reply) => {
      const { body } = request as { body: unknown };
      // Without a form, too: whoever cannot sign one learns nothing of it.
      const fields = Object.fromEntries(new URLSearchParams(Buffer.isBuffer(body) ? body.toString() : ''));
      await secondFactor.recordDeliveryReceipt({
        deliveryId: request.params.deliveryId,
        fields,
        signature: request.headers['x-twilio-signature'] ?? '',
      });
      reply.code(204);
      return null;
    },
  );
};
