import { conflict, invalidField } from '@countersign/errors';
import { type CallContext, enumValue, type Handlers, requireMember } from '@countersign/grpc';
import { normalText, unsafeMarks } from '@countersign/person';
import type { Account as AccountMessage, EnrollmentServiceService } from '@countersign/proto/enrollment';
import type { Clock, Logger } from '@countersign/runtime';
import type { EnrollmentDb } from '../database.ts';
import type { AccountTier } from '../enrolment/enrolment.ts';
import {
  type Account,
  type AccountChange,
  countHoldings,
  getAccount,
  getRoles,
  listMemberships,
  lockAccount,
  raiseTier,
  updateAccount,
} from './account-store.ts';
import { leadingRoles, requireOneOf } from './role.ts';
import type { Entitlements, Tiers } from './tiers.ts';

export interface AccountDeps {
  db: EnrollmentDb;
  clock: Clock;
  tiers: Tiers;
  logger: Logger;
}

type AccountMethod = 'listMemberships' | 'getAccount' | 'updateAccount' | 'previewUpgrade' | 'upgradeAccount';

/** Longest name of an account, in characters (X.520 upper bound of an organisation's name). */
const longestName = 64;
/** Rule by which an upgraded account has its tier. */
const upgradeRule = 'upgraded-by-member';

/** Handlers of the account itself. */
export function createAccountHandlers({
  db,
  clock,
  tiers,
  logger,
}: AccountDeps): Pick<Handlers<typeof EnrollmentServiceService>, AccountMethod> {
  /** The actor of a call about his account, with the roles that he has at this moment. */
  const readMember = async (context: CallContext, accountId: string) => {
    const { userId } = requireMember(context, accountId);
    return { userId, held: await getRoles(db, { accountId, userId }) };
  };

  const answer = async (account: Account) => ({
    account: toAccountMessage(account, await tiers.find(account.tier)),
  });

  return {
    async listMemberships({ userId }) {
      return { memberships: await listMemberships(db, userId) };
    },

    async getAccount({ accountId }, context) {
      await readMember(context, accountId);
      const [account, { members }] = await Promise.all([getAccount(db, accountId), countHoldings(db, accountId)]);
      return { ...(await answer(account)), members };
    },

    async updateAccount({ accountId, name, approvalRequired }, context) {
      const { userId, held } = await readMember(context, accountId);
      requireOneOf(held, leadingRoles);
      const wanted = { ...(name !== '' && { name: checkName(name) }), ...definedOnly({ approvalRequired }) };
      const before = await getAccount(db, accountId);
      if (wanted.approvalRequired === true && !(await tiers.get(before.tier)).approvalWorkflow) {
        throw conflict('ENTITLEMENT_MISSING', 'approvals need an Enterprise account; upgrade first');
      }
      const account = await db.transaction().execute(async (trx) => {
        const current = await lockAccount(trx, accountId);
        const change = changesOf(current, wanted);
        if (Object.keys(change).length === 0) return current;
        await updateAccount(trx, { accountId, change, by: userId, at: clock.now() });
        return { ...current, ...change };
      });
      return await answer(account);
    },

    async previewUpgrade({ accountId }, context) {
      await readMember(context, accountId);
      const [{ tier }, holdings, enterprise] = await Promise.all([
        getAccount(db, accountId),
        countHoldings(db, accountId),
        tiers.get('enterprise'),
      ]);
      return {
        current: toTierMessage(tier, await tiers.get(tier)),
        upgraded: toTierMessage('enterprise', enterprise),
        ...holdings,
        possible: tier === 'starter',
      };
    },

    async upgradeAccount({ accountId }, context) {
      const { userId, held } = await readMember(context, accountId);
      requireOneOf(held, leadingRoles);
      const { account, raised } = await db.transaction().execute(async (trx) => {
        const by = { by: userId, at: clock.now() };
        const done = await raiseTier(trx, { accountId, tier: 'enterprise', ruleId: upgradeRule, ...by });
        return { raised: done, account: await getAccount(trx, accountId) };
      });
      if (raised) logger.info({ accountId, userId }, 'account upgraded');
      return await answer(account);
    },
  };
}

function checkName(given: string): string {
  const name = normalText(given);
  if (name === '' || Array.from(name).length > longestName || unsafeMarks.test(name)) {
    throw invalidField('ACCOUNT_NAME_INVALID', '/name', `must be a name of 1 to ${longestName} characters`);
  }
  return name;
}

function definedOnly({ approvalRequired }: { approvalRequired?: boolean | undefined }): AccountChange {
  return approvalRequired === undefined ? {} : { approvalRequired };
}

/** What of a wish differs from the account as it is. */
function changesOf(account: Account, wanted: AccountChange): AccountChange {
  const { name = account.name, approvalRequired = account.approvalRequired } = wanted;
  return {
    ...(name !== account.name && { name }),
    ...(approvalRequired !== account.approvalRequired && { approvalRequired }),
  };
}

function toAccountMessage(account: Account, entitlements: Entitlements | undefined): AccountMessage {
  return {
    ...account,
    tier: enumValue('ACCOUNT_TIER', account.tier),
    state: enumValue('ACCOUNT_STATE', account.state),
    ...(entitlements !== undefined && { entitlements: toTierMessage(account.tier, entitlements) }),
  };
}

function toTierMessage(tier: AccountTier, entitlements: Entitlements) {
  return { tier: enumValue('ACCOUNT_TIER', tier), ...entitlements };
}
