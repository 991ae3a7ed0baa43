import type { Db } from '@countersign/db';
import { type Generated, sql, type Transaction } from 'kysely';

/** Channel of a one-time PIN. */
export type PinChannel = 'sms' | 'email';

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

interface LoginPinTable {
  id: string;
  loginFlowId: string;
  userId: string;
  channel: PinChannel;
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
