import { enumValue, type Handlers, requireMember } from '@countersign/grpc';
import type { EnrollmentServiceService } from '@countersign/proto/enrollment';
import { getAccount, listMemberships } from './account/account-store.ts';
import { type ActivationDeps, createActivationHandlers } from './activation/activation-service.ts';
import { createInventoryHandlers } from './inventory-service.ts';

/** Handlers of `EnrollmentService`. */
export function createEnrollmentService(deps: ActivationDeps): Handlers<typeof EnrollmentServiceService> {
  const { db } = deps;
  return {
    ...createActivationHandlers(deps),
    ...createInventoryHandlers(deps),

    async listMemberships({ userId }) {
      return { memberships: await listMemberships(db, userId) };
    },

    async getAccount({ accountId }, context) {
      const { userId } = requireMember(context, accountId);
      const { members, ...account } = await getAccount(db, { accountId, userId });
      return {
        account: {
          ...account,
          tier: enumValue('ACCOUNT_TIER', account.tier),
          state: enumValue('ACCOUNT_STATE', account.state),
        },
        members,
      };
    },
  };
}
