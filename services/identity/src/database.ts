import type { Db } from '@countersign/db';
import type { Generated, Kysely, Selectable, Transaction } from 'kysely';
import type { LoginFlowState, PinChannel } from './login/login-flow.ts';
import type { PersonalValidationState } from './personal-validation/personal-validation.ts';
import type { SessionScope } from './session/session.ts';

interface UsersTable {
  id: string;
  email: string;
  givenName: string;
  surname: string;
  mobileSealed: Buffer | null;
  language: string;
  passwordHash: string;
  pepperVersion: number;
  staffRoles: string[];
  activationId: string | null;
  firstLoginAt: Generated<Date | null>;
  createdAt: Date;
}

interface LoginFlowsTable {
  id: string;
  secretHash: Buffer;
  userId: string | null;
  userIdHash: string;
  state: LoginFlowState;
  language: string;
  languageChosen: boolean;
  passwordAttempts: Generated<number>;
  codeAttempts: Generated<number>;
  channel: Generated<PinChannel | null>;
  maskedDestination: Generated<string | null>;
  resendAt: Generated<Date | null>;
  sessionId: Generated<string | null>;
  createdAt: Date;
  expiresAt: Date;
}

interface SessionsTable {
  id: string;
  userId: string;
  scope: SessionScope;
  acr: string;
  amr: string[];
  authenticatedAt: Date;
  expiresAt: Date;
  endedAt: Generated<Date | null>;
}

interface RefreshTokensTable {
  tokenHash: Buffer;
  sessionId: string;
  createdAt: Date;
  usedAt: Generated<Date | null>;
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
}

interface OperatorInvitationsTable {
  id: string;
  tokenHash: Buffer;
  pepperVersion: number;
  email: string | null;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Generated<Date | null>;
  usedBy: Generated<string | null>;
}

/** Tables of this service; those of the kit (attempts, audit, outbox, inbox) are reached through the kit. */
export interface IdentityDatabase {
  users: UsersTable;
  loginFlows: LoginFlowsTable;
  sessions: SessionsTable;
  refreshTokens: RefreshTokensTable;
  personalValidations: PersonalValidationsTable;
  operatorInvitations: OperatorInvitationsTable;
}

/** A pool or a transaction: the caller decides what is atomic. */
export type IdentityDb = Db<IdentityDatabase>;
/** The pool: what is counted or begun must not be part of somebody's transaction. */
export type IdentityPool = Kysely<IdentityDatabase>;
export type IdentityTransaction = Transaction<IdentityDatabase>;

export type UserRow = Selectable<UsersTable>;
export type LoginFlowRow = Selectable<LoginFlowsTable>;
export type SessionRow = Selectable<SessionsTable>;
export type OperatorInvitationRow = Selectable<OperatorInvitationsTable>;
