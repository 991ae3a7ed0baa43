import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { getAccountId } from '../../account.ts';
import type { EnrollmentClient } from '../../clients.ts';
import { getPart, getTime, getWord, omitUndefined, orAbsent } from '../../json.ts';
import { accountTiers } from '../../lines.ts';
import { closed, count, moment, oneOf, said } from '../../schemas.ts';

const accountStates = ['pending_activation', 'active'] as const;
const licenceStates = ['available', 'reserved', 'in_use'] as const;

const getAccount = {
  operationId: 'getAccount',
  summary: 'Read the account of the token',
  description: 'E11: Starter or Enterprise, and the rule that decided it.',
  tags: ['Account'],
  response: {
    200: closed(
      {
        id: said('Id of the account.', 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
        name: said('Name of the organisation or person.', 'Sample Works Ltd'),
        tier: oneOf(accountTiers, 'Kind of account.'),
        state: oneOf(accountStates, 'Where it stands.'),
        tierRuleId: said('Rule that decided the tier.', 'tier-by-licences'),
        members: count('Number of members.', 1),
        createdAt: moment('When it was created.'),
      },
      { title: 'Account' },
    ),
  },
};

const product = {
  productCode: said('Code of the product.', 'doc-sign-person'),
  purpose: said('What its licences are used for.', 'document_signing'),
};

const getInventory = {
  operationId: 'getInventory',
  summary: 'Read what the account holds',
  description: 'E12: counters by product, and the licences.',
  tags: ['Account'],
  response: {
    200: closed(
      {
        counters: Type.Array(
          closed(
            {
              ...product,
              total: count('All licences.', 2),
              available: count('Free ones.', 1),
              reserved: count('Held for an issuance that is under way.', 0),
              inUse: count('Used by certificates.', 1),
            },
            { title: 'InventoryCounter' },
          ),
          { description: 'One per product.' },
        ),
        licences: Type.Array(
          closed(
            {
              id: said('Id of the licence.', 'lic_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
              ...product,
              state: oneOf(licenceStates, 'Where it stands.'),
              validUntil: moment('End of the subscription term.'),
              extraDomains: Type.Array(Type.String(), {
                description: 'Extra domains bought with it.',
                examples: [['shop.example.com']],
              }),
              usedBy: Type.Optional(said('Certificate that uses it.', 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K')),
            },
            { title: 'Licence' },
          ),
          { description: 'Oldest first.' },
        ),
      },
      { title: 'Inventory' },
    ),
  },
};

const problems = { 404: ['ACCOUNT_NOT_FOUND'] };

/** `/v1/account` and `/v1/inventory`. */
export const accountRoutes: FastifyPluginAsyncTypebox<{ enrollment: EnrollmentClient }> = async (
  app,
  { enrollment },
) => {
  app.get('/account', { schema: getAccount, config: { problems } }, async (request) => {
    const { account: part, members } = await enrollment.getAccount({ accountId: getAccountId(request) });
    const account = getPart(part, 'account');
    return {
      id: account.id,
      name: account.name,
      tier: getWord('ACCOUNT_TIER', account.tier, accountTiers),
      state: getWord('ACCOUNT_STATE', account.state, accountStates),
      tierRuleId: account.tierRuleId,
      members,
      createdAt: getTime(account.createdAt, 'created_at'),
    };
  });

  app.get('/inventory', { schema: getInventory, config: { problems } }, async (request) => {
    const { counters, licences } = await enrollment.getInventory({ accountId: getAccountId(request) });
    return {
      counters: counters.map(({ productCode, purpose, total, available, reserved, inUse }) => ({
        productCode,
        purpose,
        total,
        available,
        reserved,
        inUse,
      })),
      licences: licences.map((licence) =>
        omitUndefined({
          id: licence.id,
          productCode: licence.productCode,
          purpose: licence.purpose,
          state: getWord('LICENCE_STATE', licence.state, licenceStates),
          validUntil: getTime(licence.validUntil, 'valid_until'),
          extraDomains: licence.extraDomains,
          usedBy: orAbsent(licence.usedBy),
        }),
      ),
    };
  });
};
