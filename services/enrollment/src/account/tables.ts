import type { ColumnType, Generated } from 'kysely';
import type { AccountTier } from '../enrolment/enrolment.ts';

/** Tables of accounts, their members, and the way to them. */
export interface AccountTables {
  accounts: {
    id: string;
    name: string;
    tier: AccountTier;
    tierRuleId: string;
    state: 'pending_activation' | 'active';
    createdAt: Date;
    activatedAt: Date | null;
  };
  enrolments: {
    orderId: string;
    orderNumber: string;
    accountId: string;
    /** How many steps the order knows of. */
    reportedSteps: Generated<number>;
    createdAt: Date;
  };
  activations: {
    id: string;
    orderId: string;
    accountId: string;
    generation: number;
    pepperVersion: ColumnType<bigint, number, never>;
    tokenHash: Buffer;
    email: string;
    loginId: string;
    givenName: string;
    surname: string;
    language: string;
    expiresAt: Date;
    sentAt: Date | null;
    claimId: string | null;
    claimedUntil: Date | null;
    usedAt: Date | null;
    usedBy: string | null;
  };
  memberships: {
    accountId: string;
    userId: string;
    roles: string[];
    version: number;
    createdAt: Date;
  };
}
