import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { ApprovalSchema, approvalStates, toApprovalJson } from '../../approvals.ts';
import type { IdentityClient } from '../../clients.ts';
import { getTime } from '../../json.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, id, moment, oneOf, said, text } from '../../schemas.ts';

const listApprovals = {
  operationId: 'listApprovals',
  summary: 'List approvals, newest first',
  description: 'E19, R3: what waits for a second officer, and what became of it; only what one’s own roles may decide.',
  tags: ['Staff'],
  querystring: closed({ state: Type.Optional(oneOf(approvalStates, 'Only this state.')), ...pageQuery }),
  response: { 200: page(ApprovalSchema, 'One page of approvals.') },
};

const decide = {
  operationId: 'decideApproval',
  summary: 'Approve or reject what another officer asked for',
  description:
    'E19, R3: an approved action happens at once. If it cannot happen any more the answer tells why, and the approval stays pending. Never by him who asked, nor by him whom it is about.',
  tags: ['Staff'],
  params: closed({ approvalId: id('apr', 'the approval') }),
  body: closed(
    {
      approved: Type.Boolean({ description: 'Whether it is approved.', examples: [true] }),
      reason: Type.Optional(
        text({ description: 'Reason; needed for a rejection.', maxLength: 500, example: 'nobody knows this person' }),
      ),
    },
    { examples: [{ approved: true }] },
  ),
  response: { 200: ApprovalSchema },
};

const collect = {
  operationId: 'collectEmergencyCode',
  summary: 'Collect the emergency code of an approved request',
  description:
    'R6b, E17b: by the officer who asked for it, once, within a day of the decision. He passes it on to the user whom he called back: it is good for one login within 24 hours, in which the user replaces his factors; those before are suspended by it. The user is told by mail.',
  tags: ['Staff'],
  params: closed({ approvalId: id('apr', 'the approval') }),
  response: {
    200: closed(
      {
        code: said('The code, shown once.', 'ABCDE-12345'),
        expiresAt: moment('Moment after which it is refused.'),
      },
      { title: 'EmergencyCode' },
    ),
  },
};

/** `/v1/staff/approvals`. */
export const approvalRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (app, { identity }) => {
  app.get(
    '/staff/approvals',
    {
      schema: listApprovals,
      config: { acr: twoFactors, problems: { 400: ['PAGE_TOKEN_INVALID'], 403: ['ROLE_REQUIRED'] } },
    },
    async ({ query }) => {
      const { approvals, nextPageToken } = await identity.listApprovals({
        state: query.state ?? '',
        ...toPageRequest(query),
      });
      return toPageJson(approvals.map(toApprovalJson), nextPageToken);
    },
  );

  app.post(
    '/staff/approvals/:approvalId/decision',
    {
      schema: decide,
      config: {
        acr: twoFactors,
        problems: {
          400: ['REASON_REQUIRED'],
          403: ['ROLE_REQUIRED', 'OWN_DECISION_FORBIDDEN'],
          404: ['APPROVAL_NOT_FOUND', 'USER_NOT_FOUND', 'STAFF_NOT_FOUND', 'PERSONAL_VALIDATION_NOT_FOUND'],
          409: [
            'APPROVAL_WRONG_STATE',
            'LAST_OPERATOR',
            'USER_EXISTS',
            'PERSONAL_VALIDATION_WRONG_STATE',
            'PERSONAL_VALIDATION_CHANGED',
          ],
        },
      },
    },
    async ({ params, body }) => {
      const { approval } = await identity.decideApproval({
        approvalId: params.approvalId,
        approved: body.approved,
        reason: body.reason ?? '',
      });
      return toApprovalJson(approval);
    },
  );

  app.post(
    '/staff/approvals/:approvalId/emergency-code',
    {
      schema: collect,
      config: {
        acr: twoFactors,
        sensitive: 'codes',
        problems: {
          403: ['ROLE_REQUIRED', 'EMERGENCY_CODE_FORBIDDEN'],
          404: ['APPROVAL_NOT_FOUND'],
          409: ['APPROVAL_WRONG_STATE', 'EMERGENCY_CODE_ISSUED'],
        },
      },
    },
    async ({ params }, reply) => {
      const { code, expiresAt } = await identity.collectEmergencyCode({ approvalId: params.approvalId });
      reply.header('cache-control', 'no-store');
      return { code, expiresAt: getTime(expiresAt, 'expires_at') };
    },
  );
};
