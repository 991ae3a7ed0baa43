import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { EnrollmentClient } from '../../clients.ts';
import { getTime } from '../../json.ts';
import { closed, count, id, list, moment, said } from '../../schemas.ts';

const listClaims = {
  operationId: 'listClaims',
  summary: 'List the orders that wait for the user to say where they belong',
  description:
    'E11: paid orders whose activation went to his verified address; oldest first, 100 at most. Nothing is joined by address alone.',
  tags: ['Me'],
  response: {
    200: list(
      closed(
        {
          id: said('Id of the claim.', 'act_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
          orderNumber: said('Number of the order.', 'CS-2026-000123'),
          accountName: said('Name that an own account would have.', 'Sample Works Ltd'),
          productCodes: Type.Array(Type.String(), {
            description: 'Codes of the products.',
            examples: [['tls-ov-multi']],
          }),
          licences: count('Licences in all.', 2),
          createdAt: moment('When the order was paid.'),
        },
        { title: 'Claim' },
      ),
      'The claims.',
    ),
  },
};

const acceptClaim = {
  operationId: 'acceptClaim',
  summary: 'Take a waiting order into an account',
  description:
    'E11: into the one named, where he is owner or administrator, or else into an account of its own. Repeating changes nothing. A new account is in the tokens after the next refresh.',
  tags: ['Me'],
  params: closed({ claimId: id('act', 'the claim') }),
  body: closed(
    { accountId: Type.Optional(id('acc', 'the account that takes it in; absent opens one of its own')) },
    { examples: [{ accountId: 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K' }] },
  ),
  response: {
    200: closed(
      { accountId: said('Account that has it.', 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K') },
      { title: 'AcceptedClaim' },
    ),
  },
};

/** `/v1/me/claims`. */
export const claimRoutes: FastifyPluginAsyncTypebox<{ enrollment: EnrollmentClient }> = async (app, { enrollment }) => {
  app.get('/me/claims', { schema: listClaims }, async () => {
    const { claims } = await enrollment.listClaims({});
    return {
      items: claims.map(({ createdAt, ...claim }) => ({
        id: claim.id,
        orderNumber: claim.orderNumber,
        accountName: claim.accountName,
        productCodes: claim.productCodes,
        licences: claim.licences,
        createdAt: getTime(createdAt, 'created_at'),
      })),
    };
  });

  app.post(
    '/me/claims/:claimId/accept',
    {
      schema: acceptClaim,
      config: { problems: { 403: ['ROLE_REQUIRED'], 404: ['CLAIM_NOT_FOUND', 'ACCOUNT_NOT_FOUND'] } },
    },
    async ({ params: { claimId }, body }) => {
      const { accountId } = await enrollment.acceptClaim({ claimId, accountId: body.accountId ?? '' });
      return { accountId };
    },
  );
};
