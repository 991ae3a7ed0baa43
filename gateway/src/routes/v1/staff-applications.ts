import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import {
  ApplicationSchema,
  applicationExample,
  applicationFields,
  applicationParams,
  fromApplicationBody,
  toApplicationJson,
} from '../../applications.ts';
import type { OAuthClient } from '../../clients.ts';
import { omitUndefined, orAbsent } from '../../json.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, IdempotencyKey, said } from '../../schemas.ts';

const tags = ['Staff'];
const who = 'For operators.';
const stepUp = 'Needs a recent login (RFC 9470: step up when asked to).';
const secret = said('Its secret: in this answer and nowhere else.', 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE');

const register = {
  operationId: 'registerApplication',
  summary: 'Register an application that signs',
  description: `R10: an application that asks users to sign, through OAuth 2.0 and the API of the Cloud Signature Consortium. A repetition with the same key answers without the secret. ${who} ${stepUp}`,
  tags,
  headers: Type.Object({ 'Idempotency-Key': IdempotencyKey }),
  body: closed(applicationFields, { examples: [applicationExample] }),
  response: {
    201: closed(
      { application: ApplicationSchema, clientSecret: Type.Optional(secret) },
      { title: 'RegisteredApplication' },
    ),
  },
};

const listAll = {
  operationId: 'listApplications',
  summary: 'List the applications that sign',
  description: `R10: oldest first. ${who}`,
  tags,
  querystring: closed({ ...pageQuery }),
  response: { 200: page(ApplicationSchema, 'One page of applications.') },
};

const getOne = {
  operationId: 'getApplication',
  summary: 'Read an application that signs',
  description: `R10: as it is registered, without its secret. ${who}`,
  tags,
  params: applicationParams,
  response: { 200: ApplicationSchema },
};

const replace = {
  operationId: 'replaceApplication',
  summary: 'Change an application that signs, or switch it off or on',
  description: `R10: it becomes exactly what is sent. Switched off, nothing of it is accepted from that moment. It can change its way of proof between the two kinds of sending a secret, and to private_key_jwt. ${who} ${stepUp}`,
  tags,
  params: applicationParams,
  body: closed(
    {
      ...applicationFields,
      version: Type.Integer({
        minimum: 1,
        maximum: 2_000_000_000,
        description: 'Version that was read; another one is refused.',
        examples: [1],
      }),
      disabled: Type.Optional(
        Type.Boolean({ description: 'Whether it shall be switched off; false when absent.', examples: [false] }),
      ),
    },
    { examples: [{ ...applicationExample, version: 1, disabled: false }] },
  ),
  response: { 200: ApplicationSchema },
};

const rotate = {
  operationId: 'rotateApplicationSecret',
  summary: 'Give an application another secret',
  description: `R10: the present one holds for the time of grace, so that the application can change without a pause; none before it does. ${who} ${stepUp}`,
  tags,
  params: applicationParams,
  body: closed(
    {
      graceSeconds: Type.Integer({
        minimum: 0,
        maximum: 604_800,
        description: 'Seconds for which the present secret still holds, up to a week; 0 ends it at once.',
        examples: [3600],
      }),
    },
    { examples: [{ graceSeconds: 3600 }] },
  ),
  response: { 201: closed({ clientSecret: secret }, { title: 'ApplicationSecret' }) },
};

const roleOnly = { 403: ['ROLE_REQUIRED'] };
const changing = { ...roleOnly, 400: ['CLIENT_INVALID'], 401: ['INSUFFICIENT_USER_AUTHENTICATION'] };
const missing = { 404: ['CLIENT_NOT_FOUND'] };

/** `/v1/staff/applications`: applications that sign for users. */
export const staffApplicationRoutes: FastifyPluginAsyncTypebox<{ oauth: OAuthClient }> = async (app, { oauth }) => {
  const config = (problems: Record<number, string[]>) => ({ acr: twoFactors, problems });

  app.post('/staff/applications', { schema: register, config: config(changing) }, async ({ body, headers }, reply) => {
    const client = { ...fromApplicationBody(body), id: '', version: 0, disabled: false };
    const answer = await oauth.registerClient({ client, idempotencyKey: headers['idempotency-key'] });
    reply.code(201);
    return omitUndefined({
      application: toApplicationJson(answer.client),
      clientSecret: orAbsent(answer.clientSecret),
    });
  });

  app.get('/staff/applications', { schema: listAll, config: config(roleOnly) }, async ({ query }) => {
    const { clients, nextPageToken } = await oauth.listClients(toPageRequest(query));
    return toPageJson(clients.map(toApplicationJson), nextPageToken);
  });

  app.get(
    '/staff/applications/:clientId',
    { schema: getOne, config: config({ ...roleOnly, ...missing }) },
    async ({ params }) => toApplicationJson((await oauth.getClient(params)).client),
  );

  app.put(
    '/staff/applications/:clientId',
    { schema: replace, config: config({ ...changing, ...missing, 409: ['CLIENT_CHANGED'] }) },
    async ({ params: { clientId }, body }) => {
      const { version, disabled = false } = body;
      const client = { ...fromApplicationBody(body), id: clientId, version, disabled };
      return toApplicationJson((await oauth.updateClient({ client })).client);
    },
  );

  app.post(
    '/staff/applications/:clientId/secret',
    { schema: rotate, config: config({ ...changing, ...missing }) },
    async ({ params: { clientId }, body: { graceSeconds } }, reply) => {
      const { clientSecret } = await oauth.rotateClientSecret({ clientId, graceSeconds });
      reply.code(201);
      return { clientSecret };
    },
  );
};
