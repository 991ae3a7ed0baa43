import type { Generated } from 'kysely';
import type { FactorColumns } from '../factor/factor-columns.ts';
import type { LoginFlowKind, LoginFlowState, PinChannel } from './login-flow.ts';

interface LoginFlowsTable extends FactorColumns {
  id: string;
  secretHash: Buffer;
  kind: Generated<LoginFlowKind>;
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
  /** Of the password that was right. */
  passwordVersion: Generated<number | null>;
  /** Sends that were begun. */
  sends: Generated<number>;
  /** Since when a PIN is being sent; null when none is. */
  sendingSince: Generated<Date | null>;
  /** Known device on which it was begun. */
  deviceId: Generated<string | null>;
  /** `Firefox on Linux`; empty when the client did not name itself. */
  device: Generated<string>;
  /** Session that a login opened, or that a step-up renews. */
  sessionId: Generated<string | null>;
  createdAt: Date;
  expiresAt: Date;
}

/** What a user is told of attempts at his login. */
export type LoginNoticeKind = 'password-known' | 'login-stopped';

interface LoginNoticesTable {
  userId: string;
  kind: LoginNoticeKind;
  /** Network address of the attempt; empty when it is not known. */
  address: string;
  at: Date;
}

/** Tables of logins. */
export interface LoginTables {
  loginFlows: LoginFlowsTable;
  loginNotices: LoginNoticesTable;
}
