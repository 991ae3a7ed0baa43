import type { Credential } from '@countersign/proto/remote-signing';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { getAccountId } from '../../account.ts';
import type { RemoteSigningClient } from '../../clients.ts';
import { getPart, getTime, getWord, omitUndefined, orAbsent, timeOrAbsent } from '../../json.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, IdempotencyKey, id, list, moment, oneOf, said } from '../../schemas.ts';

const states = ['creating', 'active', 'failed'] as const;

const CredentialSchema = closed(
  {
    id: said('Id of the credential.', 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    state: oneOf(states, 'Where it stands.'),
    keyAlgorithm: said('Key algorithm.', 'P-256'),
    subject: Type.Optional(said('Subject distinguished name (RFC 4514).', 'CN=Robin Sample,C=US')),
    issuer: Type.Optional(said('Issuer distinguished name (RFC 4514).', 'CN=Countersign Signers CA')),
    serialNumber: Type.Optional(said('Serial number of the certificate, hexadecimal.', '6f2b1f6a1c55')),
    notBefore: Type.Optional(moment('Start of validity.')),
    notAfter: Type.Optional(moment('End of validity.')),
    certificatePem: Type.Optional(said('Certificate, PEM.', '-----BEGIN CERTIFICATE-----\n…')),
    chainPem: Type.Optional(said('Issuing and root certificates, PEM.', '-----BEGIN CERTIFICATE-----\n…')),
    createdAt: moment('When it was created.'),
  },
  { title: 'Credential' },
);

const create = {
  operationId: 'createCredential',
  summary: 'Create a signing certificate',
  description:
    'R7: uses a document-signing licence of the account. The key is made and held by the server; the names are those of the approved personal validation.',
  tags: ['Signing'],
  headers: Type.Object({ 'Idempotency-Key': IdempotencyKey }),
  response: { 201: CredentialSchema },
};

const listAll = {
  operationId: 'listCredentials',
  summary: 'List the own signing certificates',
  description: 'R7: oldest first.',
  tags: ['Signing'],
  response: { 200: list(CredentialSchema, 'The credentials, oldest first.') },
};

const get = {
  operationId: 'getCredential',
  summary: 'Read one signing certificate',
  description: 'R7: with certificate and chain.',
  tags: ['Signing'],
  params: closed({ credentialId: id('crd', 'the credential') }),
  response: { 200: CredentialSchema },
};

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
          403: ['PERSONAL_VALIDATION_REQUIRED'],
          404: ['ACCOUNT_NOT_FOUND'],
          409: ['LICENCE_NOT_AVAILABLE'],
        },
      },
    },
    async (request, reply) => {
      const { credential } = await remoteSigning.createCredential({
        accountId: getAccountId(request),
        idempotencyKey: request.headers['idempotency-key'],
        keyAlgorithm: '',
        policy: undefined,
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
    { schema: get, config: { acr: twoFactors, problems: { 404: ['CREDENTIAL_NOT_FOUND'] } } },
    async ({ params }) => {
      const { credential } = await remoteSigning.getCredential({ credentialId: params.credentialId });
      return toCredentialJson(credential);
    },
  );
};

function toCredentialJson(part: Credential | undefined): Static<typeof CredentialSchema> {
  const credential = getPart(part, 'credential');
  return omitUndefined({
    id: credential.id,
    state: getWord('CREDENTIAL_STATE', credential.state, states),
    keyAlgorithm: credential.keyAlgorithm,
    subject: orAbsent(credential.subject),
    issuer: orAbsent(credential.issuer),
    serialNumber: orAbsent(credential.serialNumber),
    notBefore: timeOrAbsent(credential.notBefore),
    notAfter: timeOrAbsent(credential.notAfter),
    certificatePem: orAbsent(credential.certificatePem),
    chainPem: orAbsent(credential.chainPem),
    createdAt: getTime(credential.createdAt, 'created_at'),
  });
}
