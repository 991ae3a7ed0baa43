import type { Clock, Logger } from '@countersign/runtime';
import type { Keyring } from '@countersign/sealing';
import type { SecondFactorCaller } from './clients.ts';
import type { IdentityPool } from './database.ts';
import type { IdentityMetrics } from './metrics.ts';
import type { PasswordHasher } from './password/password-hasher.ts';
import type { Policy } from './policy/policy.ts';

/** What the service works with. */
export interface IdentityDeps {
  db: IdentityPool;
  policy: Policy;
  clock: Clock;
  hasher: PasswordHasher;
  /** Seals mobile numbers and evidence. */
  keyring: Keyring;
  /** Keys of hashes: budgets of attempts and tokens of invitations. */
  pepper: Keyring;
  /** Keys of the MAC that events for the accounts' audit carry. */
  auditKey: Keyring;
  secondFactor: SecondFactorCaller;
  /** Base of links, without a slash at the end. */
  frontendUrl: string;
  logger: Logger;
  metrics: IdentityMetrics;
}
