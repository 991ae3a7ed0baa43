import { runMigrations } from '@countersign/db';
import { type CallContext, implement, newContext, runInContext } from '@countersign/grpc';
import { createSealedCustody } from '@countersign/key-custody';
import type { Mail } from '@countersign/messaging';
import { OAuthServiceService } from '@countersign/proto/oauth';
import { RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import { SignerServiceService } from '@countersign/proto/signer';
import { SigningApplicationServiceService } from '@countersign/proto/signing-application';
import { createLogger, createMetrics } from '@countersign/runtime';
import { createTestTrust, fakeClock, startTestService, type TestActor, testDatabase } from '@countersign/testing';
import { sql } from 'kysely';
import { createClients } from '../src/clients.ts';
import { createCredentialJobs } from '../src/credential/outside-events.ts';
import { runCredentialRound } from '../src/credential/rounds.ts';
import type { RemoteSigningDatabase } from '../src/database.ts';
import { startPdfPreparation } from '../src/format/preparation.ts';
import { migrations } from '../src/migrations/index.ts';
import { createApprovalJobs } from '../src/oauth/approval-mail.ts';
import { createRemoteSigning } from '../src/remote-signing-service.ts';
import { access as signerAccess } from '../src/signer/access.ts';
import { createAssertionVerifier } from '../src/signer/assertion.ts';
import type { SignerDatabase } from '../src/signer/database.ts';
import { migrations as signerMigrations } from '../src/signer/migrations/index.ts';
import { createSigner } from '../src/signer/signer-service.ts';
import { startDocumentValidation } from '../src/validation/validation-process.ts';
import { createFaults } from './faults.ts';
import { createOutsideParties } from './outside-parties.ts';
import { randomKeyring } from './second-factor-keys.ts';

/** The person of the tests, with names approved and one account. */
export const alice = { userId: 'usr_alice', accountId: 'acc_alice', sessionId: 'ses_alice' };
export const mallory = { userId: 'usr_mallory', accountId: 'acc_mallory', sessionId: 'ses_mallory' };

/** Remote signing and the signer as they run, each with its database, over mTLS; the others by their contracts. */
export async function createHarness() {
  const clock = fakeClock();
  const faults = createFaults();
  const [trust, database, signerDatabase] = await Promise.all([
    createTestTrust(),
    testDatabase<RemoteSigningDatabase>({ migrate: (db) => runMigrations(db, migrations) }),
    testDatabase<SignerDatabase>({ migrate: (db) => runMigrations(db, signerMigrations) }),
  ]);
  const outside = await createOutsideParties({ trust, clock, faults });
  // The accent apart from its letter, as some keyboards send it; a certificate has both in one character.
  const givenName = 'Zoe\u0308';
  outside.people.set(alice.userId, { givenName, surname: 'Example', email: 'zoe@example.com', country: 'DE' });
  const { handlers: signerHandlers } = createSigner({
    db: signerDatabase.db,
    clock,
    custody: createSealedCustody({ keyring: randomKeyring() }),
    macKeyring: randomKeyring(),
    verifyAssertion: createAssertionVerifier(outside.assertionJwks, clock),
    reauthenticationMs: 15 * 60_000,
    metrics: createMetrics('signer'),
  });
  const signer = await startTestService(
    'signer',
    implement(SignerServiceService, faults.around(signerHandlers), signerAccess),
    trust,
  );
  const clients = createClients({ ...outside.addresses, signer: signer.address }, { tls: trust.tls('remote-signing') });
  const pdfs = startPdfPreparation();
  const validations = startDocumentValidation();
  const metrics = createMetrics('remote-signing');
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ service: 'remote-signing', destination });
  const mails: Mail[] = [];
  const mailer = { send: async (mail: Mail) => void mails.push(mail), close: async () => undefined };
  const ofCredentials = { db: database.db, clock, clients, logger };
  const issuer = 'https://sign.example.com';
  const jobs = { ...createCredentialJobs(ofCredentials), ...createApprovalJobs({ ...ofCredentials, mailer, issuer }) };
  const keyring = randomKeyring();
  const implementations = createRemoteSigning({
    db: database.db,
    clock,
    keyring,
    clients,
    pdfs,
    validations,
    trustAnchors: [],
    logger,
    metrics,
    documentRetentionDays: 30,
    reauthenticationMs: 10 * 60_000,
    retryAfterMs: [1, 1],
    issuer,
    grantLifeMs: 12 * 3_600_000,
  });
  const service = await startTestService('remote-signing', implementations, trust);
  return {
    clock,
    faults,
    outside,
    metrics,
    /** Everything that was logged. */
    lines,
    service,
    /** Seals what remote signing stores. */
    keyring,
    db: database.db,
    signerDb: signerDatabase.db,
    /** What owners were mailed. */
    mails,
    /** What comes round by itself. */
    round: () => runCredentialRound({ ...ofCredentials, mailer }),
    /** A job of another service. */
    job: async (topic: string, payload: Record<string, string>) => {
      await runInContext(newContext(), async () => await jobs[topic]?.handle(payload, 'out_1'));
    },
    /** Remote signing as the gateway calls it. */
    api: service.caller(RemoteSigningServiceService, 'gateway'),
    /** The authorisation server's core, and that of the CSC API, as the gateway calls them. */
    oauth: service.caller(OAuthServiceService, 'gateway'),
    applications: service.caller(SigningApplicationServiceService, 'gateway'),
    /** What identity is told of a credential for the audit of its account, oldest first. */
    toldOf: async (credentialId: string) => {
      const { rows } = await sql<{ event: string }>`
        select payload ->> 'event' as event from outbox where queue = 'identity' order by id`.execute(database.db);
      return rows
        .map(({ event }) => JSON.parse(event) as Record<'account' | 'source' | 'action' | 'subject', string>)
        .filter(({ source }) => source.startsWith(`${credentialId}/`))
        .map(({ account, source, action, subject }) => [account, source, action, subject]);
    },
    as: async (actor: TestActor): Promise<{ context: CallContext }> => ({
      context: newContext({ actorToken: await trust.tokenFor(actor) }),
    }),
    close: async () => {
      await service.close();
      await pdfs.close();
      await validations.close();
      clients.close();
      await signer.close();
      await outside.close();
      await Promise.all([database.destroy(), signerDatabase.destroy()]);
    },
  };
}

export type Harness = Awaited<ReturnType<typeof createHarness>>;
