import type { Handlers } from '@countersign/grpc';
import type { KeyCustody } from '@countersign/key-custody';
import type { SignerServiceService } from '@countersign/proto/signer';
import { type Clock, createOutcomes } from '@countersign/runtime';
import type { Keyring } from '@countersign/sealing';
import type { Kysely } from 'kysely';
import type { Registry } from 'prom-client';
import type { AssertionVerifier } from './assertion.ts';
import { createAuthoriseHandler } from './authorise-handler.ts';
import type { SignerDatabase } from './database.ts';
import type { SignerOperation } from './dependencies.ts';
import { createExtensionHandlers } from './extension-handlers.ts';
import { createHistoryHandlers } from './history-handlers.ts';
import { createKeyHandlers } from './key-handlers.ts';
import { createKeyPool, type KeyPool } from './key-pool.ts';
import { createOperationHandlers } from './operation-handlers.ts';
import { createOwnKey, type OwnKey } from './own-key.ts';
import { createSignHandler } from './sign-handler.ts';
import { createSignatureMetrics } from './signature-metrics.ts';
import { recordBroken } from './signing-key.ts';

/** What the signer is made of. */
export interface SignerDependencies {
  db: Kysely<SignerDatabase>;
  clock: Clock;
  /** Keeps private keys. */
  custody: KeyCustody;
  /** Authenticates records; used for nothing else. */
  macKeyring: Keyring;
  verifyAssertion: AssertionVerifier;
  /** As long a login is recent enough to let a key do more than it does. */
  reauthenticationMs: number;
  metrics: Registry;
  /** RSA keys that should wait in the pool; none when absent. */
  rsaPool?: number;
}

/** The signer: its handlers, and what its rounds work with. */
export interface Signer {
  handlers: Handlers<typeof SignerServiceService>;
  pool: KeyPool;
  ownKey: OwnKey;
}

/** Makes the only part of the product that uses private keys of users. */
export function createSigner(options: SignerDependencies): Signer {
  const counted = createOutcomes<SignerOperation | 'take_pooled'>(options.metrics, {
    name: 'signer_calls_total',
    help: 'Calls that made, used, changed or destroyed a key, by outcome',
  });
  const { rsaPool: lowWater = 0 } = options;
  const onBroken = () => {
    counted('take_pooled', () => Promise.reject(recordBroken())).catch(() => undefined);
  };
  const pool = createKeyPool({ ...options, lowWater, onBroken });
  const ownKey = createOwnKey(options);
  const signatures = createSignatureMetrics(options.metrics);
  const deps = { ...options, counted, signatures, pool, ownKey };
  return {
    pool,
    ownKey,
    handlers: {
      ...createKeyHandlers(deps),
      ...createAuthoriseHandler(deps),
      ...createSignHandler(deps),
      ...createExtensionHandlers(deps),
      ...createHistoryHandlers(deps),
      ...createOperationHandlers(deps),
    },
  };
}
