import type { Db } from '@countersign/db';
import { type Generated, sql, type Transaction } from 'kysely';
import type { DestinationNoticeTable, PinDeliveryTable, SmsPauseTable } from './code/tables.ts';
import type { GridCardTables } from './grid-card/tables.ts';
import type { Profile } from './policy/policy.ts';
import type { SoftTokenTables } from './soft-token/tables.ts';

/** Channel of a one-time code. */
export type CodeChannel = 'sms' | 'email';

/** What a one-time code is for. */
export type CodePurpose = 'login' | 'recovery' | 'contact' | 'contact_consent' | 'factor_loss' | 'factor';

/** Kinds of factor that an authenticator can be. */
export const authenticatorKinds = [
  'totp',
  'soft_token',
  'grid_card',
  'egrid',
  'sms',
  'email',
  'emergency_code',
] as const;
export type AuthenticatorKind = (typeof authenticatorKinds)[number];

/** Where an authenticator stands, as stored: one that was not activated in time may still say `issued` or `bound`. */
export type AuthenticatorState =
  | 'issued'
  | 'bound'
  | 'active'
  | 'suspended'
  | 'locked'
  | 'expired'
  | 'void'
  | 'revoked';

interface AuthenticatorTable {
  id: string;
  userId: string;
  kind: AuthenticatorKind;
  label: string;
  state: AuthenticatorState;
  /** Why it is suspended, locked or revoked. */
  stateReason: Generated<string>;
  /** By which rules it was issued. */
  profile: Generated<Profile>;
  /** Session that was shown what it takes to activate it; null for one that was assigned. */
  sessionId: string | null;
  /** Authenticator that is revoked once this one is active. */
  replacesId: string | null;
  /** Number on a soft token or card. */
  serial: string | null;
  /** Of an app: sealed; null once it can never be used, and for other kinds. */
  seed: Buffer | null;
  /** Of an app: hash of its codes. */
  algorithm: Generated<'sha1' | 'sha256'>;
  /** Of an app: length of its codes. */
  digits: Generated<number>;
  /** Last time step of which a code was accepted. */
  lastStep: Generated<number>;
  /** Of an app: steps by which its clock is ahead of ours, as a resynchronisation found. */
  clockSteps: Generated<number>;
  /** What its codes said since then: comes on top of `clockSteps`. */
  driftSteps: Generated<number>;
  /** Of a soft token. */
  platform: 'mobile' | 'desktop' | null;
  /** Of a soft token: what its app says of its device. */
  device: Generated<string>;
  /** Of a delivered factor: where codes are sent, sealed; null once it can never be used. */
  destination: Buffer | null;
  maskedDestination: string | null;
  /** Wrong answers in a row, of a kind that is locked by them. */
  misses: Generated<number>;
  createdAt: Date;
  /** Moment after which it cannot be activated. */
  expiresAt: Date;
  activatedAt: Date | null;
  lastUsedAt: Date | null;
  /** End of an active one; null for none. */
  validUntil: Date | null;
  /** The change that its owner was to be told of last. */
  toldChange: string | null;
  toldAt: Date | null;
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

/** A challenge of any kind: digests to sign, or cells of a card to read. */
interface ChallengeTable {
  id: string;
  kind: Generated<'signing' | 'cells'>;
  userId: string;
  createdAt: Date;
  /** Null for cells: they stay until they are answered. */
  expiresAt: Date | null;
  answeredAt: Date | null;
  operationId: string | null;
  credentialId: string | null;
  /** Digests one after the other. */
  digests: Buffer | null;
  /** Bytes of each digest. */
  digestBytes: Generated<number>;
  /** Signatures in all; null for as many as digests, or as the answer says where none are named. */
  signatures: Generated<number | null>;
  /** Application that asks; null for the user himself, and for cells. */
  clientId: Generated<string | null>;
  /** Names of what is signed. */
  labels: Generated<string[]>;
  /** Account of the credential; null for none. */
  accountId: string | null;
  /** Card whose cells are asked for. */
  authenticatorId: string | null;
  cells: string[] | null;
  /** Slow hash of the answer, for a card whose cells are asked for once. */
  answerHash: string | null;
  /** When its cells were first shown; null for one that waits to be drawn. */
  askedAt: Date | null;
}

interface AccountPolicyTable {
  accountId: string;
  profile: Profile;
  kinds: string[];
  required: number;
  changedBy: string;
  changedAt: Date;
}

/** The last time that a user replaced what he had lost without being validated anew. */
interface FactorReplacementTable {
  userId: string;
  replacedAt: Date;
}

interface ReplacementGrantTable {
  /** What allows it: a personal validation, or the emergency code that was used. */
  causeId: string;
  userId: string;
  grantedAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
}

interface EmergencyCodeTable {
  authenticatorId: string;
  /** Approval that allowed it. */
  causeId: string;
  /** Slow hash; null once it was used. */
  codeHash: string | null;
  usedAt: Date | null;
}

/** The tables of the service. */
export interface SecondFactorDatabase extends SoftTokenTables, GridCardTables {
  authenticators: AuthenticatorTable;
  loginPins: LoginPinTable;
  pinDeliveries: PinDeliveryTable;
  smsPauses: SmsPauseTable;
  destinationNotices: DestinationNoticeTable;
  challenges: ChallengeTable;
  accountPolicies: AccountPolicyTable;
  replacementGrants: ReplacementGrantTable;
  factorReplacements: FactorReplacementTable;
  emergencyCodes: EmergencyCodeTable;
}

/** The database or a transaction: the caller decides what is atomic. */
export type SecondFactorDb = Db<SecondFactorDatabase>;

/** A transaction on the tables of the service. */
export type SecondFactorTransaction = Transaction<SecondFactorDatabase>;

/** Makes other transactions that lock the same user wait until this one ends. */
export async function lockUser(trx: SecondFactorTransaction, userId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${userId}, 0))`.execute(trx);
}
