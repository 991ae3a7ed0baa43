import type { ColumnType, Generated } from 'kysely';
import type { AccountTier, EnrolmentKind, ReportedStep } from '../enrolment/enrolment.ts';
import type { Role } from './role.ts';

/** Columns of a link that is used once. */
interface LinkColumns {
  /** Rises when the link is replaced. */
  generation: number;
  pepperVersion: ColumnType<bigint, number, number>;
  tokenHash: Buffer;
  /** Address as it was typed; the message goes there. */
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
}

/** Tables of accounts, their members, and the way to them. */
export interface AccountTables {
  accounts: {
    id: string;
    name: string;
    tier: AccountTier;
    tierRuleId: string;
    state: 'pending_activation' | 'active';
    approvalRequired: Generated<boolean>;
    createdAt: Date;
    activatedAt: Date | null;
    /** Account that took everything over before anybody became a member of this one. */
    mergedInto: Generated<string | null>;
  };
  enrolments: {
    orderId: string;
    orderNumber: string;
    /** Account that has what was bought. */
    accountId: string;
    kind: Generated<EnrolmentKind>;
    /** Whether the order is still to be told that it moved to another account. */
    moveUntold: Generated<boolean>;
    createdAt: Date;
  };
  enrolmentReports: {
    seq: Generated<bigint>;
    orderId: string;
    step: ReportedStep;
    reachedAt: Date;
    reportedAt: Date | null;
  };
  enrolmentTroubles: {
    orderId: string;
    step: ReportedStep;
    tries: number;
    trouble: string;
    changedAt: Date;
  };
  activations: LinkColumns & {
    id: string;
    orderId: string;
    accountId: string;
    /** Rises when the activation goes to another person. */
    contactVersion: Generated<number>;
    issuedAt: Date | null;
    /** When the mail server refused the message of this generation for good. */
    bouncedAt: Generated<Date | null>;
  };
  memberships: {
    accountId: string;
    userId: string;
    roles: Role[];
    version: number;
    name: Generated<string>;
    email: Generated<string>;
    language: Generated<string>;
    createdAt: Date;
    /** When it began or its roles changed last; null for long ago. */
    changedAt: Generated<Date | null>;
  };
  endedMemberships: {
    accountId: string;
    userId: string;
    /** Version that the membership had at its end. */
    version: number;
    endedAt: Date;
  };
  invitations: LinkColumns & {
    id: string;
    accountId: string;
    roles: Role[];
    invitedBy: string;
    inviterName: string;
    createdAt: Date;
    withdrawnAt: Generated<Date | null>;
  };
  messages: {
    id: string;
    message: string;
    email: string;
    language: string;
    params: unknown;
    createdAt: Date;
  };
}
