import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { evidenceMediaTypes } from '../../evidence-media-types.ts';
import { closed, said, text } from '../../schemas.ts';

/** A file of 5 MiB. */
const bodyLimit = 5 * 1024 * 1024;
const mediaTypes = evidenceMediaTypes.map(({ type }) => type);

const EvidenceFileSchema = closed(
  {
    id: said('Id of the file, for a submission to refer to.', 'evf_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    sha256: said('SHA-256 of what was stored, base64.', 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg='),
  },
  { title: 'EvidenceFile' },
);

const rawBody = { type: 'string', format: 'binary', description: 'The file itself: PDF, JPEG or PNG, 5 MiB at most.' };

const add = {
  operationId: 'addEvidenceFile',
  summary: 'Store a file of evidence for the next submission',
  description:
    'R3: the body is the file, its Content-Type says what it is. It is kept sealed; ten may wait, each for a day.',
  tags: ['Me'],
  consumes: mediaTypes,
  response: { 201: EvidenceFileSchema },
};

const addInvited = {
  operationId: 'addInvitedEvidenceFile',
  summary: 'Store a file of evidence, by an invited signer',
  description: 'R3: as for a signed-in user; the header carries the token of the invitation.',
  tags: ['Activation'],
  consumes: mediaTypes,
  headers: Type.Object({
    'Invitation-Token': text({
      description: 'Token of the invitation.',
      maxLength: 256,
      example: 'v9Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
    }),
  }),
  response: { 201: EvidenceFileSchema },
};

const faults = { 400: ['EVIDENCE_FILE_INVALID'], 409: ['EVIDENCE_LIMIT_REACHED'] };

/** The routes that take files of evidence: a scope of its own, because its bodies are files. */
export const evidenceFileRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (
  app,
  { identity },
) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...mediaTypes], { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
    done(null, body),
  );
  const store = async (request: FastifyRequest, invitationToken: string) => {
    const { body, headers } = request;
    // Without a file, too: whoever may not store one must not learn what a file is.
    const content = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    const { fileId, digest } = await identity.addEvidenceFile({ mediaType, content, invitationToken });
    return { id: fileId, sha256: digest.toString('base64') };
  };

  app.post(
    '/me/evidence-files',
    // Of set-up sessions, the service admits those that began with a report of loss.
    { schema: add, bodyLimit, config: { scope: 'set-up', rawBody, problems: { ...faults, 403: ['SET_UP_REQUIRED'] } } },
    async (request, reply) => {
      const stored = await store(request, '');
      reply.code(201);
      return stored;
    },
  );

  app.post(
    '/signer-invitations/evidence-files',
    {
      schema: addInvited,
      bodyLimit,
      config: {
        public: true,
        sensitive: 'activation',
        rawBody,
        problems: {
          ...faults,
          404: ['INVITATION_NOT_FOUND'],
          409: [...faults[409], 'INVITATION_EXPIRED', 'INVITATION_USED'],
        },
      },
    },
    async (request, reply) => {
      const stored = await store(request, request.headers['invitation-token']);
      reply.code(201);
      return stored;
    },
  );
};
