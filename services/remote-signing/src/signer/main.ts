import { checkDatabase, createDatabase } from '@countersign/db';
import {
  createObservability,
  implement,
  reauthenticationMsOf,
  reauthenticationSettings,
  serve,
  serviceSettings,
} from '@countersign/grpc';
import { custodySettings, openCustody } from '@countersign/key-custody';
import { SignerServiceService } from '@countersign/proto/signer';
import { readConfig, startRounds, systemClock } from '@countersign/runtime';
import { followKeyring } from '@countersign/sealing';
import type { JSONWebKeySet } from 'jose';
import { Type } from 'typebox';
import { access } from './access.ts';
import { createAssertionVerifier } from './assertion.ts';
import { signAuditRoot } from './audit-root.ts';
import type { SignerDatabase } from './database.ts';
import { createSigner } from './signer-service.ts';
import { giveUpLost } from './sweep.ts';

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
    ...custodySettings,
    ...reauthenticationSettings,
    /** RSA keys that wait to be asked for. */
    RSA_POOL: Type.Integer({ minimum: 0, maximum: 1000, default: 2 }),
    /** How often a root over the chains is signed, when anything changed. */
    AUDIT_ROOT_SECONDS: Type.Integer({ minimum: 1, maximum: 86_400, default: 60 }),
  }),
  process.env,
);
const { logger, metrics } = await createObservability('signer', settings);
const keyrings = { environment: process.env, logger, metrics };
const db = createDatabase<SignerDatabase>({ url: settings.DATABASE_URL, logger, metrics });
const clock = systemClock;
const custody = await openCustody({ settings, keyring: followKeyring('KEYRING', settings.KEYRING, keyrings) });
const { handlers, pool, ownKey } = createSigner({
  db,
  clock,
  custody,
  macKeyring: followKeyring('RECORD_MAC_KEY', settings.RECORD_MAC_KEY, keyrings),
  verifyAssertion: createAssertionVerifier(JSON.parse(settings.ASSERTION_JWKS) as JSONWebKeySet, clock),
  reauthenticationMs: reauthenticationMsOf(settings),
  metrics,
  rsaPool: settings.RSA_POOL,
});
const rounds = [
  startRounds({ name: 'the filling of the pool of keys', everyMs: 5_000, round: () => pool.fill(), logger }),
  startRounds({
    name: 'the signing of audit roots',
    everyMs: settings.AUDIT_ROOT_SECONDS * 1_000,
    round: () => signAuditRoot({ db, clock, ownKey }),
    logger,
  }),
  startRounds({ name: 'the search for lost digests', everyMs: 60_000, round: () => giveUpLost({ db, clock }), logger }),
];
const closeRounds = async () => {
  await Promise.all(rounds.map((round) => round.close()));
};

await serve({
  settings,
  logger,
  metrics,
  implementations: [implement(SignerServiceService, handlers, access)],
  checks: { database: () => checkDatabase(db), custody: () => custody.check() },
  steps: [
    { name: 'rounds', close: closeRounds },
    { name: 'custody', close: () => custody.close() },
    { name: 'database', close: () => db.destroy() },
  ],
});
