import type { ColumnType, Generated, Kysely } from 'kysely';
import type { AccountTier } from './enrolment.ts';
import type { LicenceState, MoveKind } from './inventory.ts';

/** Tables of enrollment. */
export interface EnrollmentDatabase {
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
  licences: {
    id: string;
    accountId: string;
    orderLineId: string;
    seq: number;
    productCode: string;
    purpose: string;
    extraDomains: string[];
    validUntil: Date;
    state: LicenceState;
    reservationId: string | null;
    usedBy: string | null;
    createdAt: Date;
  };
  inventoryEntries: {
    seq: Generated<bigint>;
    accountId: string;
    licenceId: string;
    kind: MoveKind;
    reservationId: string | null;
    at: Date;
  };
}

/** The pool of enrollment. */
export type EnrollmentDb = Kysely<EnrollmentDatabase>;
