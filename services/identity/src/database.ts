import type { Db } from '@countersign/db';
import type { Generated, Kysely, Selectable, Transaction } from 'kysely';
import type { ApprovalTables } from './approval/tables.ts';
import type { ContactTables } from './contact/tables.ts';
import type { DeviceTables } from './device/tables.ts';
import type { FactorLossTables } from './factor-loss/tables.ts';
import type { LoginTables } from './login/tables.ts';
import type { PasswordTables } from './password/tables.ts';
import type { PersonalValidationState } from './personal-validation/personal-validation.ts';
import type { PersonalValidationTables } from './personal-validation/tables.ts';
import type { QuestionTables } from './question/tables.ts';
import type { RecoveryTables } from './recovery/tables.ts';
import type { ReleaseTables } from './release/tables.ts';
import type { SessionTables } from './session/tables.ts';
import type { SignerInvitationTables } from './signer-invitation/tables.ts';
import type { StaffTables } from './staff/tables.ts';

interface UsersTable {
  id: string;
  email: string;
  givenName: string;
  surname: string;
  mobileSealed: Buffer | null;
  /** When a code proved that the number is the user's; null for one that he only gave. */
  mobileProvedAt: Generated<Date | null>;
  /** When user ID or mobile number last changed; null when never. */
  contactChangedAt: Generated<Date | null>;
  language: string;
  passwordHash: string;
  pepperVersion: number;
  /** Grows with each new password: a login that proved another one does not complete. */
  passwordVersion: Generated<number>;
  staffRoles: string[];
  activationId: string | null;
  firstLoginAt: Generated<Date | null>;
  lastLoginAt: Generated<Date | null>;
  /** Until when the user's mailbox is no second factor, because it recovered his password; null when it never did. */
  emailHeldUntil: Generated<Date | null>;
  /** Until when an officer's release holds; null when there was none, or a recovery used it up. */
  releasedUntil: Generated<Date | null>;
  createdAt: Date;
}

interface PersonalValidationsTable {
  id: string;
  version: number;
  userId: string;
  state: PersonalValidationState;
  givenName: string;
  surname: string;
  mobileSealed: Buffer | null;
  country: string;
  evidenceSealed: Buffer;
  submittedAt: Date;
  decidedAt: Generated<Date | null>;
  decidedBy: Generated<string | null>;
  reason: Generated<string>;
  /** When the evidence is erased; null until it is decided. */
  evidenceUntil: Generated<Date | null>;
}

/** Tables of this service; those of the kit (attempts, audit, outbox, inbox) are reached through the kit. */
export interface IdentityDatabase
  extends SessionTables,
    DeviceTables,
    FactorLossTables,
    LoginTables,
    ApprovalTables,
    ReleaseTables,
    StaffTables,
    ContactTables,
    PersonalValidationTables,
    PasswordTables,
    QuestionTables,
    RecoveryTables,
    SignerInvitationTables {
  users: UsersTable;
  personalValidations: PersonalValidationsTable;
}

/** A pool or a transaction: the caller decides what is atomic. */
export type IdentityDb = Db<IdentityDatabase>;
/** The pool: what is counted or begun must not be part of somebody's transaction. */
export type IdentityPool = Kysely<IdentityDatabase>;
export type IdentityTransaction = Transaction<IdentityDatabase>;

export type UserRow = Selectable<UsersTable>;
export type LoginFlowRow = Selectable<LoginTables['loginFlows']>;
export type SessionRow = Selectable<SessionTables['sessions']>;
export type OperatorInvitationRow = Selectable<StaffTables['operatorInvitations']>;
