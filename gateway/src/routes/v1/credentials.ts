import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { getAccountId } from '../../account.ts';
import type { RemoteSigningClient } from '../../clients.ts';
import {
  CredentialSchema,
  credentialParams,
  fromPolicyJson,
  KeyAlgorithm,
  PolicyBody,
  RevocationReason,
  toCredentialJson,
} from '../../credentials.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, IdempotencyKey, list } from '../../schemas.ts';

const tags = ['Signing'];
const stepUp = 'Needs a recent login (RFC 9470: step up when asked to).';

const create = {
  operationId: 'createCredential',
  summary: 'Create a signing certificate',
  description: `R7: uses a document-signing licence of the account. The key is made and held by the server; the names are those of the approved personal validation. ${stepUp}`,
  tags,
  headers: Type.Object({ 'Idempotency-Key': IdempotencyKey }),
  body: closed(
    { keyAlgorithm: Type.Optional(KeyAlgorithm), policy: Type.Optional(PolicyBody) },
    {
      examples: [
        {
          keyAlgorithm: 'P-256',
          policy: { factorKinds: [], contentBound: false, maxDigests: 100, openSignatures: 0, openDays: 0 },
        },
      ],
    },
  ),
  response: { 201: CredentialSchema },
};

const listAll = {
  operationId: 'listCredentials',
  summary: 'List the own signing certificates',
  description: 'R7: oldest first, those that ended included.',
  tags,
  response: { 200: list(CredentialSchema, 'The credentials, oldest first.') },
};

const get = {
  operationId: 'getCredential',
  summary: 'Read one signing certificate',
  description: 'R7: with certificate and chain, what it asks for, the level of control, and why it rests or ended.',
  tags,
  params: credentialParams,
  response: { 200: CredentialSchema },
};

const rekey = {
  operationId: 'rekeyCredential',
  summary: 'Make a signing certificate anew, with another key',
  description: `R7: on the same licence, for an active, suspended or expired one. The old certificate is revoked (superseded) once the new one is active; interrupted, the same Idempotency-Key goes on. ${stepUp}`,
  tags,
  params: credentialParams,
  headers: Type.Object({ 'Idempotency-Key': IdempotencyKey }),
  body: closed({ keyAlgorithm: Type.Optional(KeyAlgorithm) }, { examples: [{ keyAlgorithm: 'P-384' }] }),
  response: { 201: CredentialSchema },
};

const setPolicy = {
  operationId: 'setCredentialPolicy',
  summary: 'Set what a signing certificate asks for before it signs',
  description: `R9: takes effect with the next authorisation. ${stepUp}`,
  tags,
  params: credentialParams,
  body: PolicyBody,
  response: { 200: CredentialSchema },
};

const suspend = {
  operationId: 'suspendCredential',
  summary: 'Suspend a signing certificate',
  description: 'R7: it signs nothing from this moment on, and its certificate is on hold. Repeating changes nothing.',
  tags,
  params: credentialParams,
  response: { 200: CredentialSchema },
};

const resume = {
  operationId: 'resumeCredential',
  summary: 'Resume a suspended signing certificate',
  description: `R7: what staff suspended they must release first; after the replacement of lost factors personal validation must be repeated first. Repeating changes nothing. ${stepUp}`,
  tags,
  params: credentialParams,
  response: { 200: CredentialSchema },
};

const revoke = {
  operationId: 'revokeCredential',
  summary: 'Revoke a signing certificate',
  description:
    'R7: for good. Its key is destroyed and its licence is free again; what was signed stays valid. Repeating changes nothing.',
  tags,
  params: credentialParams,
  body: closed({ reason: RevocationReason }, { examples: [{ reason: 'cessationOfOperation' }] }),
  response: { 200: CredentialSchema },
};

const unknown = { 404: ['CREDENTIAL_NOT_FOUND'] };
const stale = { 401: ['INSUFFICIENT_USER_AUTHENTICATION'] };

/** `/v1/credentials`. */
export const credentialRoutes: FastifyPluginAsyncTypebox<{ remoteSigning: RemoteSigningClient }> = async (
  app,
  { remoteSigning },
) => {
  app.post(
    '/credentials',
    {
      schema: create,
      config: {
        acr: twoFactors,
        problems: {
          ...stale,
          400: ['KEY_ALGORITHM_UNSUPPORTED', 'KEY_POLICY_INVALID'],
          403: ['PERSONAL_VALIDATION_REQUIRED', 'VALIDATION_OUTDATED'],
          404: ['ACCOUNT_NOT_FOUND'],
          409: ['LICENCE_NOT_AVAILABLE', 'CREDENTIAL_IN_PROGRESS', 'CREDENTIAL_ABANDONED', 'CERTIFICATE_UNEXPECTED'],
          503: ['KEY_POOL_EMPTY'],
        },
      },
    },
    async (request, reply) => {
      const { keyAlgorithm = '', policy } = request.body;
      const { credential } = await remoteSigning.createCredential({
        accountId: getAccountId(request),
        idempotencyKey: request.headers['idempotency-key'],
        keyAlgorithm,
        policy: fromPolicyJson(policy),
      });
      const json = toCredentialJson(credential);
      reply.code(201).header('location', `/v1/credentials/${json.id}`);
      return json;
    },
  );

  app.get('/credentials', { schema: listAll, config: { acr: twoFactors } }, async () => {
    const { credentials } = await remoteSigning.listCredentials({});
    return { items: credentials.map(toCredentialJson) };
  });

  app.get(
    '/credentials/:credentialId',
    { schema: get, config: { acr: twoFactors, problems: unknown } },
    async ({ params }) => toCredentialJson((await remoteSigning.getCredential(params)).credential),
  );

  app.post(
    '/credentials/:credentialId/rekey',
    {
      schema: rekey,
      config: {
        acr: twoFactors,
        problems: {
          ...stale,
          400: ['KEY_ALGORITHM_UNSUPPORTED'],
          403: ['PERSONAL_VALIDATION_REQUIRED', 'VALIDATION_OUTDATED'],
          404: [...unknown[404], 'ACCOUNT_NOT_FOUND'],
          409: [
            'CREDENTIAL_WRONG_STATE',
            'SUSPENDED_BY_STAFF',
            'LICENCE_NOT_AVAILABLE',
            'CREDENTIAL_IN_PROGRESS',
            'CREDENTIAL_ABANDONED',
            'CERTIFICATE_UNEXPECTED',
          ],
          503: ['KEY_POOL_EMPTY'],
        },
      },
    },
    async ({ params, body: { keyAlgorithm = '' }, headers }, reply) => {
      const idempotencyKey = headers['idempotency-key'];
      const { credential } = await remoteSigning.rekeyCredential({ ...params, idempotencyKey, keyAlgorithm });
      const json = toCredentialJson(credential);
      reply.code(201).header('location', `/v1/credentials/${json.id}`);
      return json;
    },
  );

  app.put(
    '/credentials/:credentialId/policy',
    {
      schema: setPolicy,
      config: {
        acr: twoFactors,
        bodyIs: 'policy',
        problems: {
          ...stale,
          ...unknown,
          400: ['KEY_POLICY_INVALID'],
          409: ['CREDENTIAL_WRONG_STATE', 'KEY_RECORD_BROKEN'],
        },
      },
    },
    async ({ params, body }) => {
      const { credential } = await remoteSigning.setCredentialPolicy({ ...params, policy: fromPolicyJson(body) });
      return toCredentialJson(credential);
    },
  );

  app.post(
    '/credentials/:credentialId/suspension',
    { schema: suspend, config: { acr: twoFactors, problems: { ...unknown, 409: ['CREDENTIAL_WRONG_STATE'] } } },
    async ({ params }) =>
      toCredentialJson((await remoteSigning.suspendCredential({ ...params, asStaff: false })).credential),
  );

  app.post(
    '/credentials/:credentialId/resumption',
    {
      schema: resume,
      config: {
        acr: twoFactors,
        problems: {
          ...stale,
          ...unknown,
          403: ['VALIDATION_OUTDATED'],
          409: ['CREDENTIAL_WRONG_STATE', 'SUSPENDED_BY_STAFF', 'CREDENTIAL_IN_PROGRESS', 'KEY_RECORD_BROKEN'],
        },
      },
    },
    async ({ params }) =>
      toCredentialJson((await remoteSigning.resumeCredential({ ...params, asStaff: false })).credential),
  );

  app.post(
    '/credentials/:credentialId/revocation',
    {
      schema: revoke,
      config: {
        acr: twoFactors,
        problems: { ...unknown, 400: ['REVOCATION_REASON_INVALID'], 409: ['CREDENTIAL_WRONG_STATE'] },
      },
    },
    async ({ params, body: { reason } }) =>
      toCredentialJson((await remoteSigning.revokeCredential({ ...params, reason, asStaff: false })).credential),
  );
};
