import { enumValue } from '@countersign/grpc';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
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
  description: 'R3: of the version that the officer looked at; never of himself.',
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
  response: { 200: OfficersValidationSchema },
};

/** `/v1/staff/personal-validations`. */
export const staffRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (app, { identity }) => {
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
          409: ['PERSONAL_VALIDATION_WRONG_STATE', 'PERSONAL_VALIDATION_CHANGED'],
        },
      },
    },
    async ({ params, body }) => {
      const { personalValidation } = await identity.decidePersonalValidation({
        personalValidationId: params.personalValidationId,
        version: body.version,
        approved: body.approved,
        reason: body.reason ?? '',
      });
      return toOfficersValidationJson(personalValidation);
    },
  );
};
