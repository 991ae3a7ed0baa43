import { checkDatabase, createDatabase } from '@countersign/db';
import { createObservability, implement, serve, serviceSettings } from '@countersign/grpc';
import { SignerServiceService } from '@countersign/proto/signer';
import { readConfig, systemClock } from '@countersign/runtime';
import { readKeyring } from '@countersign/sealing';
import type { JSONWebKeySet } from 'jose';
import { Type } from 'typebox';
import { access } from './access.ts';
import { createAssertionVerifier } from './assertion.ts';
import type { SignerDatabase } from './database.ts';
import { createSignerService } from './signer-service.ts';

const settings = readConfig(
  Type.Object({
    ...serviceSettings,
    DATABASE_URL: Type.String(),
    /** Seals private keys. */
    KEYRING: Type.String(),
    /** Authenticates the records of keys and authorisations. */
    RECORD_MAC_KEY: Type.String(),
    /** Public keys of the second factor: a JSON Web Key Set. */
    ASSERTION_JWKS: Type.String(),
  }),
  process.env,
);
const { logger, metrics } = createObservability('signer', settings);
const db = createDatabase<SignerDatabase>({ url: settings.DATABASE_URL, logger });
const service = createSignerService({
  db,
  clock: systemClock,
  keyring: readKeyring(settings.KEYRING),
  macKeyring: readKeyring(settings.RECORD_MAC_KEY),
  verifyAssertion: createAssertionVerifier(JSON.parse(settings.ASSERTION_JWKS) as JSONWebKeySet, systemClock),
  metrics,
});

await serve({
  settings,
  logger,
  metrics,
  implementation: implement(SignerServiceService, service, access),
  checks: { database: () => checkDatabase(db) },
  steps: [{ name: 'database', close: () => db.destroy() }],
});
