import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { getAccountId } from '../../account.ts';
import { AccountSchema, EntitlementsSchema, toAccountJson, toEntitlementsJson } from '../../accounts.ts';
import type { EnrollmentClient } from '../../clients.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, count, text } from '../../schemas.ts';

const getAccount = {
  operationId: 'getAccount',
  summary: 'Read the account of the token',
  description: 'E11: Starter or Enterprise, the rule that decided it, and what it entitles to.',
  tags: ['Account'],
  response: { 200: AccountSchema },
};

const changeAccount = {
  operationId: 'changeAccount',
  summary: 'Change name and settings of the account',
  description: 'E11: by an owner or administrator; what is left out stays. Approval needs an account that has it.',
  tags: ['Account'],
  body: closed(
    {
      name: Type.Optional(text({ description: 'Name.', maxLength: 128, example: 'Sample Works Ltd' })),
      approvalRequired: Type.Optional(
        Type.Boolean({
          description: "Whether certificate requests wait for an administrator's approval.",
          examples: [true],
        }),
      ),
    },
    { examples: [{ name: 'Sample Works Ltd', approvalRequired: true }] },
  ),
  response: { 200: AccountSchema },
};

const previewUpgrade = {
  operationId: 'previewAccountUpgrade',
  summary: 'Tell what an upgrade to Enterprise changes and keeps',
  description: 'E11: a Starter account keeps its members, licences and certificates.',
  tags: ['Account'],
  response: {
    200: closed(
      {
        possible: Type.Boolean({ description: 'Whether the account can be upgraded.', examples: [true] }),
        current: EntitlementsSchema,
        upgraded: EntitlementsSchema,
        keeps: closed(
          {
            members: count('Members.', 1),
            licences: count('Licences.', 2),
            certificates: count('Certificates.', 1),
          },
          { description: 'What stays as it is.' },
        ),
      },
      { title: 'UpgradePreview' },
    ),
  },
};

const upgrade = {
  operationId: 'upgradeAccount',
  summary: 'Upgrade the account to Enterprise',
  description: 'E11: by an owner; nothing is lost. Repeating changes nothing.',
  tags: ['Account'],
  response: { 200: AccountSchema },
};

const missing = { 404: ['ACCOUNT_NOT_FOUND'] };

/** `/v1/account`. */
export const accountRoutes: FastifyPluginAsyncTypebox<{ enrollment: EnrollmentClient }> = async (
  app,
  { enrollment },
) => {
  app.get('/account', { schema: getAccount, config: { problems: missing } }, async (request) => {
    const { account, members } = await enrollment.getAccount({ accountId: getAccountId(request) });
    return toAccountJson(account, members);
  });

  app.patch(
    '/account',
    {
      schema: changeAccount,
      config: {
        acr: twoFactors,
        problems: { ...missing, 400: ['ACCOUNT_NAME_INVALID'], 403: ['ROLE_REQUIRED'], 409: ['ENTITLEMENT_MISSING'] },
      },
    },
    async (request) => {
      const { account } = await enrollment.updateAccount({
        accountId: getAccountId(request),
        name: request.body.name ?? '',
        approvalRequired: request.body.approvalRequired,
      });
      return toAccountJson(account);
    },
  );

  app.get('/account/upgrade', { schema: previewUpgrade, config: { problems: missing } }, async (request) => {
    const preview = await enrollment.previewUpgrade({ accountId: getAccountId(request) });
    return {
      possible: preview.possible,
      current: toEntitlementsJson(preview.current, 'current'),
      upgraded: toEntitlementsJson(preview.upgraded, 'upgraded'),
      keeps: { members: preview.members, licences: preview.licences, certificates: preview.certificates },
    };
  });

  app.post(
    '/account/upgrade',
    { schema: upgrade, config: { acr: twoFactors, problems: { ...missing, 403: ['ROLE_REQUIRED'] } } },
    async (request) => {
      const { account } = await enrollment.upgradeAccount({ accountId: getAccountId(request) });
      return toAccountJson(account);
    },
  );
};
