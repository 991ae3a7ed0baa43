import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { type Ledger, type LedgerEntry, makeRoot, type Root } from '@countersign/certificates';
import { runMigrations } from '@countersign/db';
import { type Caller, implement } from '@countersign/grpc';
import { createSealedCustody } from '@countersign/key-custody';
import {
  CertificateAuthorityServiceService,
  type IssueServerCertificateRequest,
  type IssueSigningCertificateRequest,
} from '@countersign/proto/certificate-authority';
import { createLogger } from '@countersign/runtime';
import { type Keyring, readKeyring } from '@countersign/sealing';
import {
  createTestTrust,
  type FakeClock,
  fakeClock,
  type ServiceName,
  startTestService,
  type TestDatabase,
  type TestTrust,
  testDatabase,
} from '@countersign/testing';
import { Registry } from 'prom-client';
import { access } from '../src/access.ts';
import { findRevocationList, listAuthorities } from '../src/authority-store.ts';
import type { CeremonyDeps } from '../src/ceremony/requests.ts';
import { createCertificateAuthorityService } from '../src/certificate-authority-service.ts';
import type { CertificateAuthorityDatabase } from '../src/database.ts';
import { createHierarchy } from '../src/hierarchy.ts';
import { createCertificateMetrics } from '../src/metrics.ts';
import { migrations } from '../src/migrations/index.ts';
import { readTimeReference } from '../src/timestamp/time-reference.ts';
import { aSigningRequest } from './signing-request.ts';

export const pkiUrl = 'http://pki.example.com';

export type Authority = Caller<typeof CertificateAuthorityServiceService>;

/** A keyring of one random key. */
export function aKeyring(): Keyring {
  return readKeyring(JSON.stringify({ current: 1, keys: { 1: randomBytes(32).toString('base64') } }));
}

/** A database with the schema, and with the hierarchy of `keyring` if one is given. */
export async function aDatabase(keyring?: Keyring, at = new Date('2026-11-21T12:00:00Z')) {
  const database = await testDatabase<CertificateAuthorityDatabase>({ migrate: (db) => runMigrations(db, migrations) });
  if (keyring !== undefined) {
    const root = await aRoot({ name: 'Example' }, at);
    await createHierarchy(ceremonyDeps({ database, keyring, clock: fakeClock(at.toISOString()) }), async () => root);
  }
  return database;
}

/** A new root, whose ledger is in memory. */
export async function aRoot(organisation = { name: 'Example' }, at = new Date('2026-11-21T12:00:00Z')): Promise<Root> {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  return await makeRoot(keys, { organisation, ledger: aLedger(), at });
}

/** A ledger in memory. */
export function aLedger(entries: LedgerEntry[] = []): Ledger {
  return { read: async () => [...entries], append: async (entry) => void entries.push(entry) };
}

/** What ceremonies are held with in a database. */
export function ceremonyDeps({
  database,
  keyring,
  clock = fakeClock(),
}: {
  database: TestDatabase<CertificateAuthorityDatabase>;
  keyring: Keyring;
  clock?: FakeClock;
}): CeremonyDeps {
  const logger = createLogger({ service: 'certificate-authority', level: 'silent' });
  return { db: database.db, custody: createSealedCustody({ keyring }), clock, pkiUrl, logger };
}

/** The service over real mTLS on a database, as it is after a start. */
export async function startService({
  database,
  keyring,
  clock = fakeClock(),
  trust,
}: {
  database: TestDatabase<CertificateAuthorityDatabase>;
  keyring: Keyring;
  clock?: FakeClock;
  trust?: TestTrust;
}) {
  const registry = new Registry();
  const handlers = createCertificateAuthorityService({
    ...ceremonyDeps({ database, keyring, clock }),
    metrics: createCertificateMetrics(registry, {
      authorities: () => listAuthorities(database.db),
      rootList: () => findRevocationList(database.db, 'root'),
    }),
    // The clock of the database is not the one of the test.
    readReference: async () => ({ ...(await readTimeReference(database.db)), at: clock.now() }),
  });
  const implementation = implement(CertificateAuthorityServiceService, handlers, access);
  const service = await startTestService('certificate-authority', implementation, trust ?? (await createTestTrust()));
  return {
    registry,
    service,
    as: (name: ServiceName): Authority => service.caller(CertificateAuthorityServiceService, name),
    close: () => service.close(),
  };
}

/** Issues a server certificate at another moment, in a service of its own. */
export async function issueServerAt(
  moment: string,
  request: IssueServerCertificateRequest,
  place: Omit<Parameters<typeof startService>[0], 'clock'>,
) {
  const service = await startService({ ...place, clock: fakeClock(moment) });
  try {
    return await service.as('enrollment').issueServerCertificate(request);
  } finally {
    await service.close();
  }
}

/** A request with a new key, whose possession it proves. */
export function aRequest(over: Partial<IssueSigningCertificateRequest> = {}): IssueSigningCertificateRequest {
  return {
    requestId: `cre_${randomUUID()}`,
    ...aKey().proved(),
    subject: aSubject(),
    notAfterLimit: new Date('2029-01-01T00:00:00Z'),
    ...over,
  };
}

/** A request for a public server certificate without an organisation, with a new key. */
export function aServerRequest(over: Partial<IssueServerCertificateRequest> = {}): IssueServerCertificateRequest {
  return {
    requestId: `crt_${randomUUID()}`,
    profile: 'tls-public',
    signingRequest: aSigningRequest(),
    dnsNames: ['www.example.com', 'example.com'],
    ipAddresses: [],
    validationLevel: 'dv',
    organisation: undefined,
    days: 90,
    notAfterLimit: new Date('2029-01-01T00:00:00Z'),
    ...over,
  };
}

/** An invented organisation, registered. */
export function anOrganisation(over: Partial<NonNullable<IssueServerCertificateRequest['organisation']>> = {}) {
  return {
    name: 'Example Widgets',
    locality: 'Lyon',
    state: '',
    country: 'FR',
    registrationNumber: '',
    jurisdictionCountry: '',
    jurisdictionState: '',
    businessCategory: '',
    ...over,
  };
}

/** The same organisation with its entry in a register, as an extended validation tells it. */
export function aRegisteredOrganisation() {
  return anOrganisation({
    registrationNumber: '123 456 789',
    jurisdictionCountry: 'FR',
    businessCategory: 'Private Organization',
  });
}

/** A new key; each proof of its possession is over another nonce. */
export function aKey({ publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' }), hash = 'sha256') {
  return {
    proved: () => {
      const nonce = randomBytes(32);
      const message = Buffer.concat([Buffer.from('countersign-key-possession'), nonce]);
      return {
        publicKey: publicKey.export({ format: 'der', type: 'spki' }),
        nonce,
        proofOfPossession: sign(hash, message, { key: privateKey, dsaEncoding: 'der' }),
      };
    },
  };
}

/** Names of an invented person. */
export function aSubject(over: Partial<NonNullable<IssueSigningCertificateRequest['subject']>> = {}) {
  return {
    givenName: 'Zoë',
    surname: 'Example',
    email: 'zoe@example.com',
    country: 'FR',
    serialNumber: 'usr_01ARZ3NDEKTSV4RRFFQ69G5FAV',
    ...over,
  };
}
