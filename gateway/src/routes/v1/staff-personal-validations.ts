import { enumValue } from '@countersign/grpc';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { evidenceMediaTypes } from '../../evidence-media-types.ts';
import { sendFile } from '../../files.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { OfficersValidationSchema, toOfficersValidationJson, validationStates } from '../../personal-validations.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, id, oneOf, text } from '../../schemas.ts';

const listValidations = {
  operationId: 'listPersonalValidations',
  summary: 'List personal validations, oldest first',
  description: 'R3: for registration officers; shows the evidence.',
  tags: ['Staff'],
  querystring: closed({ state: Type.Optional(oneOf(validationStates, 'Only this state.')), ...pageQuery }),
  response: { 200: page(OfficersValidationSchema, 'One page of personal validations.') },
};

const decide = {
  operationId: 'decidePersonalValidation',
  summary: 'Approve or reject a personal validation',
  description:
    'R3: of the version that the officer looked at; never of himself. Where policy wants four eyes, an approval waits for another officer.',
  tags: ['Staff'],
  params: closed({ personalValidationId: id('pvl', 'the personal validation') }),
  body: closed(
    {
      version: Type.Integer({
        description: 'Version that the officer looked at.',
        minimum: 1,
        maximum: 2_147_483_647,
        examples: [1],
      }),
      approved: Type.Boolean({ description: 'Whether it is approved.', examples: [true] }),
      reason: Type.Optional(
        text({
          description: 'Reason; needed for a rejection.',
          maxLength: 500,
          example: 'the document is not legible',
        }),
      ),
    },
    { examples: [{ version: 1, approved: true }] },
  ),
  response: {
    200: OfficersValidationSchema,
    // Another officer must approve it: `pendingApprovalId` names the approval.
    202: OfficersValidationSchema,
  },
};

const readFile = {
  operationId: 'getEvidenceFile',
  summary: 'Download a file of evidence',
  description: 'R3: for registration officers; each reading is recorded in the audit of the person.',
  tags: ['Staff'],
  params: closed({
    personalValidationId: id('pvl', 'the personal validation'),
    fileId: id('evf', 'the file'),
  }),
  response: {
    200: {
      description: 'The file, to be saved.',
      content: Object.fromEntries(
        evidenceMediaTypes.map(({ type }) => [
          type,
          { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) },
        ]),
      ),
    },
  },
};

/** `/v1/staff/personal-validations`. */
export const staffPersonalValidationRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (
  app,
  { identity },
) => {
  app.get(
    '/staff/personal-validations',
    {
      schema: listValidations,
      config: { acr: twoFactors, problems: { 400: ['PAGE_TOKEN_INVALID'], 403: ['ROLE_REQUIRED'] } },
    },
    async ({ query }) => {
      const { personalValidations, nextPageToken } = await identity.listPersonalValidations({
        state: enumValue('PERSONAL_VALIDATION_STATE', query.state ?? 'unspecified'),
        ...toPageRequest(query),
      });
      return toPageJson(personalValidations.map(toOfficersValidationJson), nextPageToken);
    },
  );

  app.post(
    '/staff/personal-validations/:personalValidationId/decision',
    {
      schema: decide,
      config: {
        acr: twoFactors,
        problems: {
          400: ['REASON_REQUIRED'],
          403: ['ROLE_REQUIRED', 'OWN_DECISION_FORBIDDEN'],
          404: ['PERSONAL_VALIDATION_NOT_FOUND'],
          409: ['PERSONAL_VALIDATION_WRONG_STATE', 'PERSONAL_VALIDATION_CHANGED', 'APPROVAL_PENDING'],
        },
      },
    },
    async ({ params, body }, reply) => {
      const { personalValidation } = await identity.decidePersonalValidation({
        personalValidationId: params.personalValidationId,
        version: body.version,
        approved: body.approved,
        reason: body.reason ?? '',
      });
      const json = toOfficersValidationJson(personalValidation);
      if (json.pendingApprovalId !== undefined) reply.code(202);
      return json;
    },
  );

  app.get(
    '/staff/personal-validations/:personalValidationId/evidence-files/:fileId',
    {
      schema: readFile,
      config: { acr: twoFactors, problems: { 403: ['ROLE_REQUIRED'], 404: ['EVIDENCE_FILE_NOT_FOUND'] } },
    },
    async ({ params }, reply) => {
      const { content, mediaType } = await identity.getEvidenceFile(params);
      return sendFile(reply, { content, mediaType, fileName: `${params.fileId}.${extensionOf(mediaType)}` });
    },
  );
};

/** The end of a file's name; a type that was never taken is a bug of the service. */
function extensionOf(mediaType: string): string {
  const extension = evidenceMediaTypes.find(({ type }) => type === mediaType)?.extension;
  if (extension === undefined) throw new Error('a file of evidence has a type that is not taken');
  return extension;
}
