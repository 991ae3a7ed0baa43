import type { GridCardBatch } from '@countersign/proto/second-factor';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { AuthenticatorLabel, AuthenticatorSchema, CardSerial, toAuthenticatorJson } from '../../authenticators.ts';
import type { SecondFactorClient } from '../../clients.ts';
import { sendFile } from '../../files.ts';
import { getPart, getTime, getWord, omitUndefined, orAbsent } from '../../json.ts';
import { page, pageQuery, toPageJson } from '../../page.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, count, IdempotencyKey, id, moment, oneOf, said, text } from '../../schemas.ts';

const states = ['printing', 'ready', 'void'] as const;

const batchFields = {
  id: said('Id of the batch.', 'gcb_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
  label: said('Its name.', 'Spring 2027'),
  state: oneOf(states, 'Where it stands; the print file is there when it is ready.'),
  count: count('Cards ordered.', 200),
  made: count('Cards made so far.', 200),
  assigned: count('Cards that users have.', 12),
  printer: said('Subject of the certificate of the print shop.', 'C=DE, O=Example Prints, CN=Card printing'),
  printFileSha256: Type.Optional(
    said('SHA-256 of the print file, hexadecimal.', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'),
  ),
  createdAt: moment('When it was ordered.'),
};
const BatchSchema = closed(batchFields, { title: 'GridCardBatch' });

const BatchWithCardsSchema = closed(
  {
    ...batchFields,
    cards: Type.Array(
      closed(
        {
          serial: said('Serial number.', '6935019387'),
          state: said('unassigned, assigned or void.', 'unassigned'),
          expiresAt: moment('When it expires.'),
        },
        { title: 'GridCard' },
      ),
      { description: 'The cards, by serial number.' },
    ),
  },
  { title: 'GridCardBatchWithCards' },
);

const who = 'For operators.';
const params = closed({ batchId: id('gcb', 'the batch') });

const order = {
  operationId: 'createGridCardBatch',
  summary: 'Order a batch of grid cards',
  description: `E17: the cards are made in the background and drawn on sheets of eight, of the size of bank cards and with crop marks, which only the print shop can open. ${who}`,
  tags: ['Staff'],
  headers: Type.Object({ 'Idempotency-Key': IdempotencyKey }),
  body: closed(
    {
      label: text({ description: 'Name of the batch.', minLength: 1, maxLength: 64, example: 'Spring 2027' }),
      count: Type.Integer({ minimum: 1, maximum: 1000, description: 'Number of cards.', examples: [200] }),
      printerCertificate: text({
        description: 'X.509 certificate of the print shop, PEM: an RSA key of 2048 bits or more, good now.',
        maxLength: 16_384,
        example: '-----BEGIN CERTIFICATE-----\nMIID…\n-----END CERTIFICATE-----\n',
      }),
    },
    {
      examples: [
        {
          label: 'Spring 2027',
          count: 200,
          printerCertificate: '-----BEGIN CERTIFICATE-----\nMIID…\n-----END CERTIFICATE-----\n',
        },
      ],
    },
  ),
  response: { 202: BatchSchema },
};

const listBatches = {
  operationId: 'listGridCardBatches',
  summary: 'List the batches of grid cards',
  description: `E17: newest first. ${who}`,
  tags: ['Staff'],
  querystring: closed({ ...pageQuery }),
  response: { 200: page(BatchSchema, 'One page of batches.') },
};

const getBatch = {
  operationId: 'getGridCardBatch',
  summary: 'Read a batch of grid cards',
  description: `E17: with the serial numbers of its cards, and who of them is free. ${who}`,
  tags: ['Staff'],
  params,
  response: { 200: BatchWithCardsSchema },
};

const getPrintFile = {
  operationId: 'getGridCardPrintFile',
  summary: 'Download the print file of a batch',
  description: `E17: the sheets as a PDF, sealed to the certificate of the print shop: CMS EnvelopedData (RFC 5652) in DER, which \`openssl cms -decrypt -inform DER\` opens with the key of the shop. ${who}`,
  tags: ['Staff'],
  params,
  response: {
    200: {
      description: 'The print file.',
      content: { 'application/pkcs7-mime': { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) } },
    },
  },
};

const voidBatch = {
  operationId: 'voidGridCardBatch',
  summary: 'Make a batch of grid cards void',
  description: `E17: the print file is gone and cards that nobody has are of no use, for good. Cards that users have stay theirs. Repeating changes nothing. ${who}`,
  tags: ['Staff'],
  params,
  response: { 200: BatchSchema },
};

const assign = {
  operationId: 'assignGridCard',
  summary: 'Give a grid card of the stock to a user',
  description:
    'E17, E18: it is his as soon as he answers its first challenge. For registration officers; nobody gives himself one. Needs a recent login (RFC 9470: step up when asked to).',
  tags: ['Staff'],
  params: closed({ userId: id('usr', 'the user') }),
  body: closed(
    { serial: CardSerial, label: Type.Optional(AuthenticatorLabel) },
    { examples: [{ serial: '69350-19387', label: 'Card in my desk' }] },
  ),
  response: { 201: AuthenticatorSchema },
};

const operators = { acr: twoFactors } as const;
const roleOnly = { 403: ['ROLE_REQUIRED'] };
const missing = { ...roleOnly, 404: ['GRID_CARD_BATCH_NOT_FOUND'] };

/** `/v1/staff/grid-card-batches` and `/v1/staff/users/{userId}/grid-cards`. */
export const staffGridCardRoutes: FastifyPluginAsyncTypebox<{ secondFactor: SecondFactorClient }> = async (
  app,
  { secondFactor },
) => {
  app.post(
    '/staff/grid-card-batches',
    {
      schema: order,
      config: {
        ...operators,
        problems: {
          400: ['LABEL_INVALID', 'CARD_COUNT_INVALID', 'PRINTER_CERTIFICATE_INVALID'],
          403: ['ROLE_REQUIRED', 'KIND_NOT_PERMITTED'],
        },
      },
    },
    async ({ body, headers }, reply) => {
      const { batch } = await secondFactor.createGridCardBatch({
        ...body,
        idempotencyKey: headers['idempotency-key'],
      });
      reply.code(202);
      return readBatch(batch);
    },
  );

  app.get(
    '/staff/grid-card-batches',
    { schema: listBatches, config: { ...operators, problems: roleOnly } },
    async ({ query: { limit = 0, cursor = '' } }) => {
      const { batches, nextCursor } = await secondFactor.listGridCardBatches({ limit, cursor });
      return toPageJson(batches.map(readBatch), nextCursor);
    },
  );

  app.get(
    '/staff/grid-card-batches/:batchId',
    { schema: getBatch, config: { ...operators, problems: missing } },
    async (request) => {
      const { batch, cards } = await secondFactor.getGridCardBatch(request.params);
      return {
        ...readBatch(batch),
        cards: cards.map(({ serial, state, expiresAt }) => ({
          serial,
          state,
          expiresAt: getTime(expiresAt, 'expires_at'),
        })),
      };
    },
  );

  app.get(
    '/staff/grid-card-batches/:batchId/print-file',
    { schema: getPrintFile, config: { ...operators, problems: { ...missing, 409: ['GRID_CARD_BATCH_NOT_READY'] } } },
    async (request, reply) => {
      const { file, fileName } = await secondFactor.getGridCardPrintFile(request.params);
      return sendFile(reply, { content: file, mediaType: 'application/pkcs7-mime', fileName });
    },
  );

  app.post(
    '/staff/grid-card-batches/:batchId/voiding',
    { schema: voidBatch, config: { ...operators, problems: missing } },
    async (request) => {
      const { batch } = await secondFactor.voidGridCardBatch(request.params);
      return readBatch(batch);
    },
  );

  app.post(
    '/staff/users/:userId/grid-cards',
    {
      schema: assign,
      config: {
        acr: twoFactors,
        problems: {
          400: ['CARD_SERIAL_INVALID', 'LABEL_INVALID'],
          401: ['INSUFFICIENT_USER_AUTHENTICATION'],
          403: ['ROLE_REQUIRED', 'OWN_DECISION_FORBIDDEN', 'KIND_NOT_PERMITTED'],
          404: ['CARD_NOT_FOUND'],
          409: ['AUTHENTICATOR_LIMIT_REACHED'],
        },
      },
    },
    async ({ params: { userId }, body: { serial, label = '' } }, reply) => {
      const { authenticator } = await secondFactor.assignGridCard({ userId, serial, label });
      reply.code(201);
      return toAuthenticatorJson(getPart(authenticator, 'authenticator'));
    },
  );
};

function readBatch(part: GridCardBatch | undefined): Static<typeof BatchSchema> {
  const batch = getPart(part, 'batch');
  return omitUndefined({
    id: batch.id,
    label: batch.label,
    state: getWord('GRID_CARD_BATCH_STATE', batch.state, states),
    count: batch.count,
    made: batch.made,
    assigned: batch.assigned,
    printer: batch.printer,
    printFileSha256: orAbsent(batch.printFileSha256),
    createdAt: getTime(batch.createdAt, 'created_at'),
  });
}
