import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { RemoteSigningClient } from '../../clients.ts';
import { CredentialSchema, credentialParams, StaffRevocationReason, toCredentialJson } from '../../credentials.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, id, list } from '../../schemas.ts';

const tags = ['Staff'];
const who = 'For registration officers and operators';
const stepUp = 'The owner is told by mail. Needs a recent login (RFC 9470: step up when asked to).';

const listAll = {
  operationId: 'listUserCredentials',
  summary: 'List the signing certificates of a user',
  description: `R7: oldest first; empty for an unknown user. ${who}.`,
  tags,
  params: closed({ userId: id('usr', 'the user') }),
  response: { 200: list(CredentialSchema, 'The credentials, oldest first.') },
};

const suspend = {
  operationId: 'suspendUserCredential',
  summary: 'Suspend a signing certificate of a user',
  description: `R7: its owner cannot resume it until it is released. Repeating changes nothing. ${who}, not for their own. ${stepUp}`,
  tags,
  params: credentialParams,
  response: { 200: CredentialSchema },
};

const release = {
  operationId: 'releaseUserCredential',
  summary: 'Let go of a suspended signing certificate of a user',
  description: `R7: it rests on; its owner may resume it, for only he can wake its key. ${who}, not for their own. Needs a recent login (RFC 9470: step up when asked to).`,
  tags,
  params: credentialParams,
  response: { 200: CredentialSchema },
};

const revoke = {
  operationId: 'revokeUserCredential',
  summary: 'Revoke a signing certificate of a user',
  description: `R7: for good. ${who}, not for their own. ${stepUp}`,
  tags,
  params: credentialParams,
  body: closed({ reason: StaffRevocationReason }, { examples: [{ reason: 'privilegeWithdrawn' }] }),
  response: { 200: CredentialSchema },
};

const problems = {
  401: ['INSUFFICIENT_USER_AUTHENTICATION'],
  403: ['ROLE_REQUIRED', 'OWN_DECISION_FORBIDDEN'],
  404: ['CREDENTIAL_NOT_FOUND'],
  409: ['CREDENTIAL_WRONG_STATE'],
};

/** What staff do with the credentials of others. */
export const staffCredentialRoutes: FastifyPluginAsyncTypebox<{ remoteSigning: RemoteSigningClient }> = async (
  app,
  { remoteSigning },
) => {
  const config = { acr: twoFactors, problems };

  app.get(
    '/staff/users/:userId/credentials',
    { schema: listAll, config: { acr: twoFactors, problems: { 403: ['ROLE_REQUIRED'] } } },
    async ({ params }) => {
      const { credentials } = await remoteSigning.listCredentialsOfUser(params);
      return { items: credentials.map(toCredentialJson) };
    },
  );

  app.post('/staff/credentials/:credentialId/suspension', { schema: suspend, config }, async ({ params }) =>
    toCredentialJson((await remoteSigning.suspendCredential({ ...params, asStaff: true })).credential),
  );

  app.post('/staff/credentials/:credentialId/release', { schema: release, config }, async ({ params }) =>
    toCredentialJson((await remoteSigning.resumeCredential({ ...params, asStaff: true })).credential),
  );

  app.post(
    '/staff/credentials/:credentialId/revocation',
    { schema: revoke, config: { acr: twoFactors, problems: { ...problems, 400: ['REVOCATION_REASON_INVALID'] } } },
    async ({ params, body: { reason } }) =>
      toCredentialJson((await remoteSigning.revokeCredential({ ...params, reason, asStaff: true })).credential),
  );
};
