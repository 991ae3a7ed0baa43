import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { SecondFactorClient } from '../clients.ts';
import { closed, said } from '../schemas.ts';

const describe = {
  operationId: 'describeSoftTokenService',
  summary: 'Read what the apps of soft tokens know this service by',
  description:
    'R5, R6: `document` is a JSON text with `name`, `address`, `api`, `identityKey` (raw Ed25519 key, base64url), `versions`, `profile` and `pinLength`; `signature` is over its bytes, by that key. A mobile app compares the key with what its QR code announced; a desktop app learns in the exchange whether it is the right one.',
  tags: ['Soft tokens'],
  response: {
    200: closed(
      {
        document: said('JSON text; exactly these bytes (UTF-8) are signed.', '{"name":"Countersign"}'),
        signature: said('Ed25519 signature, base64url.', Buffer.alloc(64, 4).toString('base64url')),
      },
      { title: 'SoftTokenService' },
    ),
  },
};

/** `/.well-known/soft-token`. */
export const softTokenDescriptionRoutes: FastifyPluginAsyncTypebox<{ secondFactor: SecondFactorClient }> = async (
  app,
  { secondFactor },
) => {
  app.get('/.well-known/soft-token', { schema: describe, config: { public: true } }, async (_request, reply) => {
    const { document, signature } = await secondFactor.describeSoftTokenService({});
    reply.header('cache-control', 'public, max-age=300');
    return { document, signature: signature.toString('base64url') };
  });
};
