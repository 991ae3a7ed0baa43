import type { Clock } from '@countersign/runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { RemoteSigningClient } from '../clients.ts';
import { closed } from '../schemas.ts';

const freshSeconds = 60;

const getKeys = {
  operationId: 'getSigningKeys',
  summary: 'Read the public keys of receipts and audit roots',
  description:
    'R9: a JSON Web Key Set (RFC 7517). Receipts of signatures and the signed roots of histories verify under these keys, offline.',
  tags: ['Public keys'],
  response: {
    200: closed(
      {
        keys: Type.Array(Type.Unsafe<Record<string, unknown>>({ description: 'A key.' }), {
          description: 'The keys, those that were replaced included.',
          examples: [[{ kty: 'EC', crv: 'P-256', x: '…', y: '…', kid: '…', alg: 'ES256', use: 'sig' }]],
        }),
      },
      { title: 'SigningKeys' },
    ),
  },
};

type Keys = Record<string, unknown>[];

/** `/.well-known/signing-keys.json`; asked of the signer once a minute at most. */
export const signingKeyRoutes: FastifyPluginAsyncTypebox<{ remoteSigning: RemoteSigningClient; clock: Clock }> = async (
  app,
  { remoteSigning, clock },
) => {
  let kept: { keys: Keys; askedAtMs: number } | undefined;
  /** Keys that were published stay good: they are read on while the signer cannot be asked. */
  const readKeys = async (known: Keys | undefined): Promise<Keys> => {
    try {
      const { jwks } = await remoteSigning.getVerificationKeys({});
      return (JSON.parse(jwks) as { keys: Keys }).keys;
    } catch (error) {
      if (known === undefined) throw error;
      return known;
    }
  };

  app.get(
    '/.well-known/signing-keys.json',
    { schema: getKeys, config: { public: true, counted: 'pki' } },
    async (_request, reply) => {
      const now = clock.now().getTime();
      if (kept === undefined || now - kept.askedAtMs >= freshSeconds * 1000) {
        kept = { keys: await readKeys(kept?.keys), askedAtMs: now };
      }
      reply.header('cache-control', `public, max-age=${freshSeconds}`);
      return { keys: kept.keys };
    },
  );
};
