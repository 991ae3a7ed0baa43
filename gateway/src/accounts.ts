import type { Tier } from '@countersign/proto/catalog';
import type { Account } from '@countersign/proto/enrollment';
import { type Static, Type } from 'typebox';
import { getPart, getTime, getWord, omitUndefined } from './json.ts';
import { accountTiers } from './lines.ts';
import { closed, count, moment, oneOf, said } from './schemas.ts';

const accountStates = ['pending_activation', 'active'] as const;

/** What a kind of account entitles to. */
export const EntitlementsSchema = closed(
  {
    tier: oneOf(accountTiers, 'Kind of account.'),
    maxMembers: Type.Optional(count('Members at most; absent without a limit.', 5)),
    approvalWorkflow: Type.Boolean({
      description: "Whether certificate requests can be made to wait for an administrator's approval.",
      examples: [false],
    }),
    organisations: Type.Boolean({
      description: 'Whether inventory is shared across organisations.',
      examples: [false],
    }),
    apiKeys: Type.Boolean({
      description: 'Whether programs may use the account by keys of their own.',
      examples: [false],
    }),
  },
  { title: 'Entitlements' },
);

export const AccountSchema = closed(
  {
    id: said('Id of the account.', 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    name: said('Name of the organisation or person.', 'Sample Works Ltd'),
    tier: oneOf(accountTiers, 'Kind of account.'),
    state: oneOf(accountStates, 'Where it stands.'),
    tierRuleId: said('Rule that decided the tier.', 'tier-by-licences'),
    entitlements: EntitlementsSchema,
    approvalRequired: Type.Boolean({
      description: "Whether certificate requests wait for an administrator's approval.",
      examples: [false],
    }),
    members: Type.Optional(count('Number of members; only where the account is read.', 1)),
    createdAt: moment('When it was created.'),
  },
  { title: 'Account' },
);

/** An account as JSON. */
export function toAccountJson(part: Account | undefined, members?: number): Static<typeof AccountSchema> {
  const account = getPart(part, 'account');
  return omitUndefined({
    id: account.id,
    name: account.name,
    tier: getWord('ACCOUNT_TIER', account.tier, accountTiers),
    state: getWord('ACCOUNT_STATE', account.state, accountStates),
    tierRuleId: account.tierRuleId,
    entitlements: toEntitlementsJson(account.entitlements, 'entitlements'),
    approvalRequired: account.approvalRequired,
    members,
    createdAt: getTime(account.createdAt, 'created_at'),
  });
}

/** What a kind of account entitles to, as JSON. */
export function toEntitlementsJson(part: Tier | undefined, name: string): Static<typeof EntitlementsSchema> {
  const { tier, maxMembers, approvalWorkflow, organisations, apiKeys } = getPart(part, name);
  return omitUndefined({
    tier: getWord('ACCOUNT_TIER', tier, accountTiers),
    maxMembers: maxMembers || undefined,
    approvalWorkflow,
    organisations,
    apiKeys,
  });
}
