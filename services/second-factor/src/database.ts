import type { Db } from '@countersign/db';
import { type Generated, sql, type Transaction } from 'kysely';

/** Channel of a one-time code. */
export type CodeChannel = 'sms' | 'email';

/** What a one-time code is for. */
export type CodePurpose = 'login' | 'recovery' | 'contact' | 'contact_consent';

/** Where an authenticator stands, as stored: one that was not activated in time may still say `issued`. */
export type AuthenticatorState = 'issued' | 'active' | 'expired' | 'void';

interface AuthenticatorTable {
  id: string;
  userId: string;
  kind: 'totp';
  label: string;
  state: AuthenticatorState;
  /** Sealed; null once it can never be used. */
  seed: Buffer | null;
  /** Last time step of which a code was accepted. */
  lastStep: Generated<number>;
  /** Steps by which its clock is ahead of ours, as learned from its codes. */
  driftSteps: Generated<number>;
  createdAt: Date;
  /** Moment after which it cannot be activated. */
  expiresAt: Date;
  activatedAt: Date | null;
  lastUsedAt: Date | null;
}

/** A code of any purpose; the names are those of the first one. */
interface LoginPinTable {
  id: string;
  purpose: Generated<CodePurpose>;
  /** What it is for. */
  loginFlowId: string;
  /** Empty unless it is for a login. */
  userId: string;
  /** Channel of the code that is good. */
  channel: CodeChannel;
  /** Channel of the newest send, which may have failed. */
  askedChannel: CodeChannel | null;
  /** Where the code that is good went. */
  destinationHash: Buffer | null;
  sends: number;
  resendAt: Date;
  codeHash: Buffer | null;
  /** Delivery that carries the code. */
  deliveryId: string | null;
  expiresAt: Date | null;
  usedAt: Date | null;
}

interface PinDeliveryTable {
  id: string;
  loginPinId: string;
  language: string;
  /** Sealed; null once closed. */
  destination: Buffer | null;
  /** Sealed; null once closed. */
  code: Buffer | null;
  /** Sealed; null once closed, and when the message names nothing else. */
  about: Buffer | null;
  closedAt: Date | null;
  outcome: 'delivered' | 'not_wanted' | 'refused' | null;
}

interface SigningChallengeTable {
  id: string;
  userId: string;
  operationId: string;
  credentialId: string;
  /** SHA-256 digests one after the other. */
  digests: Buffer;
  createdAt: Date;
  expiresAt: Date;
  answeredAt: Date | null;
}

/** The tables of the service. */
export interface SecondFactorDatabase {
  authenticators: AuthenticatorTable;
  loginPins: LoginPinTable;
  pinDeliveries: PinDeliveryTable;
  signingChallenges: SigningChallengeTable;
}

/** The database or a transaction: the caller decides what is atomic. */
export type SecondFactorDb = Db<SecondFactorDatabase>;

/** A transaction on the tables of the service. */
export type SecondFactorTransaction = Transaction<SecondFactorDatabase>;

/** Makes other transactions that lock the same user wait until this one ends. */
export async function lockUser(trx: SecondFactorTransaction, userId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${userId}, 0))`.execute(trx);
}
