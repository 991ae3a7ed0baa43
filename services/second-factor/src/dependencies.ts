import type { Clock, Logger } from '@countersign/runtime';
import type { Keyring } from '@countersign/sealing';
import type { Kysely } from 'kysely';
import type { SecondFactorDatabase } from './database.ts';
import type { IdentityKey } from './identity-key.ts';
import type { Outcomes } from './outcomes.ts';
import type { Policy } from './policy/policy.ts';
import type { AssertionSigner } from './signing-challenge/assertion.ts';
import type { ActivationWorkers } from './soft-token/activation-workers.ts';

/** What the handlers work with. */
export interface SecondFactorDeps {
  db: Kysely<SecondFactorDatabase>;
  policy: Policy;
  clock: Clock;
  /** Seals seeds, destinations and codes to deliver. */
  keyring: Keyring;
  /** Keys the hashes of PINs and destinations. */
  pepper: Keyring;
  signAssertion: AssertionSigner;
  /** Proves to apps which service they talk to. */
  identityKey: IdentityKey;
  /** Address of the gateway, by which apps and the SMS provider reach this service. */
  publicUrl: string;
  /** Token of our account with the SMS provider: it signs receipts with it. */
  smsToken: string;
  /** Name of the provider, as apps and cards show it. */
  providerName: string;
  /** Threads for the arithmetic of soft tokens. */
  activationWorkers: ActivationWorkers;
  logger: Logger;
  outcomes: Outcomes;
}
