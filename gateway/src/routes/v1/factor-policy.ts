import type { AccountFactorPolicy } from '@countersign/proto/second-factor';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { getAccountId } from '../../account.ts';
import type { SecondFactorClient } from '../../clients.ts';
import { kinds } from '../../factors.ts';
import { getPart, getWordOf } from '../../json.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, oneOf } from '../../schemas.ts';

const profiles = ['guide', 'strict'] as const;

const wanted = {
  profile: oneOf(
    profiles,
    'Rules by which its members’ factors are held; never weaker than those of the installation.',
  ),
  kinds: Type.Array(oneOf(kinds, 'Kind of factor.'), {
    description: 'Kinds that its members may use.',
    minItems: 1,
    maxItems: kinds.length,
    examples: [['totp', 'soft_token']],
  }),
  required: Type.Integer({
    description: 'Number of active authenticators that each member needs.',
    minimum: 1,
    maximum: 3,
    examples: [1],
  }),
};

const FactorPolicySchema = closed(
  {
    ...wanted,
    permittedKinds: Type.Array(oneOf(kinds, 'Kind of factor.'), {
      description: 'Kinds that the installation permits.',
      examples: [['totp', 'soft_token', 'grid_card', 'egrid']],
    }),
  },
  { title: 'FactorPolicy' },
);

const get = {
  operationId: 'getFactorPolicy',
  summary: 'Tell which factors the account requires of its members',
  description: 'R5, E18: that of the installation while the account has said nothing.',
  tags: ['Account'],
  response: { 200: FactorPolicySchema },
};

const put = {
  operationId: 'setFactorPolicy',
  summary: 'Set which factors the account requires of its members',
  description:
    'R5, E18: by an owner or administrator. A member whose factors are not enough, or who logged in with another kind, gets tokens that open set-up only (`GET /v1/me/set-up` names what is left) from his next one on. Needs a recent login (RFC 9470: step up when asked to).',
  tags: ['Account'],
  body: closed(wanted, {
    examples: [{ profile: 'guide', kinds: ['totp', 'soft_token', 'grid_card', 'egrid'], required: 1 }],
  }),
  response: { 200: FactorPolicySchema },
};

/** `/v1/account/factor-policy`. */
export const factorPolicyRoutes: FastifyPluginAsyncTypebox<{ secondFactor: SecondFactorClient }> = async (
  app,
  { secondFactor },
) => {
  app.get(
    '/account/factor-policy',
    { schema: get, config: { problems: { 404: ['ACCOUNT_NOT_FOUND'] } } },
    async (request) => {
      const { policy } = await secondFactor.getAccountFactorPolicy({ accountId: getAccountId(request) });
      return toPolicyJson(getPart(policy, 'policy'));
    },
  );

  app.put(
    '/account/factor-policy',
    {
      schema: put,
      config: {
        acr: twoFactors,
        problems: {
          400: ['PROFILE_INVALID', 'KINDS_INVALID', 'REQUIRED_INVALID'],
          401: ['INSUFFICIENT_USER_AUTHENTICATION'],
          403: ['ROLE_REQUIRED'],
          404: ['ACCOUNT_NOT_FOUND'],
        },
      },
    },
    async (request) => {
      const accountId = getAccountId(request);
      const { policy } = await secondFactor.setAccountFactorPolicy({ accountId, ...request.body });
      return toPolicyJson(getPart(policy, 'policy'));
    },
  );
};

function toPolicyJson(policy: AccountFactorPolicy): Static<typeof FactorPolicySchema> {
  const words = (given: readonly string[]) => given.map((kind) => getWordOf(kinds, kind, 'kind'));
  return {
    profile: getWordOf(profiles, policy.profile, 'profile'),
    kinds: words(policy.kinds),
    required: policy.required,
    permittedKinds: words(policy.permittedKinds),
  };
}
