import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { SecondFactorClient } from '../../clients.ts';
import { closed, nothing, said, text } from '../../schemas.ts';

/** Bytes of a fixed length as base64url without padding. */
const bytes = (length: number, description: string) => {
  const characters = Math.ceil((length * 4) / 3);
  return text({
    description: `${description} ${length} bytes, base64url without padding.`,
    maxLength: characters,
    pattern: `^[A-Za-z0-9_-]{${characters}}$`,
    example: Buffer.alloc(length, 4).toString('base64url'),
  });
};
/** A sealed message: nonce of 12 bytes, text, tag of 16 bytes. */
const box = (description: string) =>
  text({
    description: `${description} AES-256-GCM under a key of this run: nonce, text and tag, base64url without padding.`,
    maxLength: 2048,
    pattern: '^[A-Za-z0-9_-]{38,}$',
    example: Buffer.alloc(96, 7).toString('base64url'),
  });
const exampleOf = (schema: object) => (schema as { examples?: string[] }).examples?.[0] ?? '';

const serial = text({
  description: 'Serial number, ten digits; hyphens and spaces are ignored.',
  maxLength: 16,
  pattern: '^[0-9 -]+$',
  example: '6935019387',
});
const params = closed({ serial });
const runId = text({
  description: 'Id of the run.',
  maxLength: 64,
  pattern: '^[A-Za-z0-9_-]+$',
  example: 'str_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
});
const share = bytes(65, 'Share, an uncompressed point of P-256.');
const confirmation = bytes(32, 'Key confirmation.');
const appBox = box('What the app says of itself.');

const start = {
  operationId: 'startSoftTokenActivation',
  summary: 'Begin the activation of a soft token in its app',
  description:
    'R5, R6: first message of SPAKE2+ (RFC 9383, P256-SHA256-HKDF-SHA256-HMAC-SHA256); the app is the prover. It proves later that it knows the activation password or code, which is never sent. Each of these messages spends one of five tries of the codes; a serial number whose check digit does not fit spends none.',
  tags: ['Soft tokens'],
  params,
  body: closed(
    {
      version: Type.Integer({ description: 'Version of the protocol: 1.', minimum: 1, maximum: 1000, examples: [1] }),
      activationToken: Type.Optional(bytes(16, 'What the QR code gave a mobile app; absent for desktop.')),
      shareP: share,
    },
    {
      examples: [{ version: 1, activationToken: Buffer.alloc(16, 4).toString('base64url'), shareP: exampleOf(share) }],
    },
  ),
  response: {
    200: closed(
      {
        runId: said('Id of this run, to be given back.', 'str_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
        shareV: said('Share of the service, 65 bytes, base64url.', exampleOf(share)),
        confirmV: said('Key confirmation of the service, 32 bytes, base64url.', exampleOf(confirmation)),
      },
      { title: 'StartedSoftTokenActivation' },
    ),
  },
};

const finish = {
  operationId: 'finishSoftTokenActivation',
  summary: 'Prove that the app knows the codes',
  description:
    'R5, R6: second message. It binds the soft token to the app; seed and keys come of the exchange on both sides and are never sent. The token is of no use before the browser session that showed the codes confirms it (`POST /v1/me/authenticators/{authenticatorId}/activation`).',
  tags: ['Soft tokens'],
  params,
  body: closed(
    { runId, confirmP: confirmation, box: appBox },
    {
      examples: [{ runId: exampleOf(runId), confirmP: exampleOf(confirmation), box: exampleOf(appBox) }],
    },
  ),
  response: {
    200: closed(
      { box: said('What the service says of the token, sealed in the same way.', exampleOf(appBox)) },
      { title: 'FinishedSoftTokenActivation' },
    ),
  },
};

const signature = bytes(64, 'Ed25519 signature of the device over serial number, code and moment.');

const check = {
  operationId: 'checkSoftTokenCode',
  summary: 'Use up a code to learn whether the PIN was right',
  description:
    'R5: for the app, after its PIN was set or changed: a wrong PIN gives a wrong code, and only the service can tell. Signed with the key of the device; what is not signed counts as no attempt.',
  tags: ['Soft tokens'],
  params,
  body: closed(
    {
      code: text({ description: 'Security code.', maxLength: 8, pattern: '^[0-9]{6,8}$', example: '123456' }),
      issuedAt: Type.Integer({
        description: 'Moment of the request, seconds since the epoch; two minutes off at most.',
        minimum: 0,
        maximum: 99_999_999_999,
        examples: [1_795_348_800],
      }),
      signature,
    },
    { examples: [{ code: '123456', issuedAt: 1_795_348_800, signature: exampleOf(signature) }] },
  ),
  response: { 204: nothing('The code was right, and is used up.') },
};

const refusals = { 400: ['SERIAL_INVALID'], 403: ['ACTIVATION_REFUSED'] };

/** What the apps of soft tokens ask. They have no session: what they send proves them. */
export const softTokenRoutes: FastifyPluginAsyncTypebox<{ secondFactor: SecondFactorClient }> = async (
  app,
  { secondFactor },
) => {
  const toBytes = (encoded: string) => Buffer.from(encoded, 'base64url');

  app.post(
    '/soft-token-activations/:serial/start',
    {
      schema: start,
      config: {
        public: true,
        sensitive: 'soft-tokens',
        problems: { ...refusals, 400: ['SERIAL_INVALID', 'VERSION_UNSUPPORTED'], 503: ['ACTIVATIONS_BUSY'] },
      },
    },
    async ({ params: { serial: number }, body }, reply) => {
      const { runId: id, ...answer } = await secondFactor.startSoftTokenActivation({
        serial: number,
        version: body.version,
        activationToken: toBytes(body.activationToken ?? ''),
        shareP: toBytes(body.shareP),
      });
      reply.header('cache-control', 'no-store');
      return {
        runId: id,
        shareV: answer.shareV.toString('base64url'),
        confirmV: answer.confirmV.toString('base64url'),
      };
    },
  );

  app.post(
    '/soft-token-activations/:serial/finish',
    { schema: finish, config: { public: true, sensitive: 'soft-tokens', problems: refusals } },
    async ({ params: { serial: number }, body }, reply) => {
      const answer = await secondFactor.finishSoftTokenActivation({
        serial: number,
        runId: body.runId,
        confirmP: toBytes(body.confirmP),
        box: toBytes(body.box),
      });
      reply.header('cache-control', 'no-store');
      return { box: answer.box.toString('base64url') };
    },
  );

  app.post(
    '/soft-tokens/:serial/code-checks',
    {
      schema: check,
      config: {
        public: true,
        sensitive: 'soft-tokens',
        problems: { ...refusals, 401: ['CODE_REFUSED'], 429: ['ATTEMPTS_EXHAUSTED'] },
      },
    },
    async ({ params: { serial: number }, body }, reply) => {
      await secondFactor.checkSoftTokenCode({
        serial: number,
        code: body.code,
        issuedAt: BigInt(body.issuedAt),
        signature: toBytes(body.signature),
      });
      reply.code(204);
      return null;
    },
  );
};
