import { createPrivateKey, createPublicKey } from 'node:crypto';
import { listAudit } from '@countersign/audit';
import type { IssueServerCertificateRequest } from '@countersign/proto/certificate-authority';
import { open } from '@countersign/sealing';
import { createTestTrust, fakeClock, type TestDatabase, type TestTrust } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { authorityKeyPlace } from '../src/authority.ts';
import { listAuthorities } from '../src/authority-store.ts';
import type { CertificateAuthorityDatabase } from '../src/database.ts';
import {
  aDatabase,
  aKey,
  aKeyring,
  anOrganisation,
  aRegisteredOrganisation,
  aRequest,
  aServerRequest,
  issueServerAt,
  startService,
} from './fixture.ts';
import { aServerKey, aSigningRequest } from './signing-request.ts';

const keyring = aKeyring();
const now = '2026-11-21T12:00:00.789Z';
const clock = fakeClock(now);
let database: TestDatabase<CertificateAuthorityDatabase>;
let trust: TestTrust;
let service: Awaited<ReturnType<typeof startService>>;

beforeAll(async () => {
  database = await aDatabase(keyring);
  trust = await createTestTrust();
  service = await startService({ database, keyring, clock, trust });
});
afterAll(async () => {
  await service.close();
  await database.destroy();
});

const issue = (request: IssueServerCertificateRequest) => service.as('enrollment').issueServerCertificate(request);
const issueAt = (moment: string, request: IssueServerCertificateRequest) =>
  issueServerAt(moment, request, { database, keyring, trust });
const findIssuance = (requestId: string) =>
  database.db.selectFrom('issuances').selectAll().where('requestId', '=', requestId).executeTakeFirst();

describe('a repetition', () => {
  it('gets the same certificate, also when the rule has changed and the certificate has ended', async () => {
    const request = aServerRequest({ days: 199 });
    const first = await issue(request);
    expect(await issueAt('2029-06-01T00:00:00Z', request)).toEqual(first);
  });

  it('gets the same certificate when 20 come at once', async () => {
    const request = aServerRequest();
    const answers = await Promise.all(Array.from({ length: 20 }, () => issue(request)));
    expect(new Set(answers.map(({ certificate }) => certificate.toString('hex'))).size).toBe(1);
    const records = await listAudit(database.db, 'authority:tls', { after: 0, limit: 1000 });
    expect(records.filter(({ subject }) => subject === request.requestId)).toHaveLength(1);
  });

  it('is refused with anything else', async () => {
    const request = aServerRequest({ validationLevel: 'ov', organisation: anOrganisation() });
    await issue(request);
    const others: Partial<IssueServerCertificateRequest>[] = [
      { signingRequest: aSigningRequest() },
      { dnsNames: ['www.example.com'] },
      { dnsNames: request.dnsNames.toReversed() },
      { organisation: anOrganisation({ name: 'Other' }) },
      { days: 91 },
      { notAfterLimit: new Date('2028-01-01T00:00:00Z') },
      { profile: 'tls-private' },
    ];
    for (const other of others) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(issue({ ...request, ...other })).rejects.toMatchObject({
        kind: 'conflict',
        reason: 'ISSUANCE_CONFLICT',
      });
    }
    const asPerson = service.as('remote-signing').issueSigningCertificate(aRequest({ requestId: request.requestId }));
    await expect(asPerson).rejects.toMatchObject({ reason: 'ISSUANCE_CONFLICT' });
  });
});

describe('an interrupted issuance', () => {
  const interrupt = async (request: IssueServerCertificateRequest, moment = now) => {
    const locked = await startService({ database, keyring: aKeyring(), clock: fakeClock(moment), trust });
    await expect(locked.as('enrollment').issueServerCertificate(request)).rejects.toThrow('INTERNAL');
    await locked.close();
    return await findIssuance(request.requestId);
  };

  it('goes on with the serial number and content that it had recorded before the key was touched', async () => {
    const request = aServerRequest();
    const intent = await interrupt(request);
    expect(intent).toMatchObject({ certificate: null, authority: 'tls' });
    const { certificate, serialNumber } = await issueAt('2026-11-23T11:59:59Z', request);
    expect(serialNumber).toBe(intent?.serialNumber);
    expect(certificate.includes(intent?.tbs ?? Buffer.alloc(0))).toBe(true);
  });

  it.each([
    ['two days later', now, '2026-11-23T12:00:01Z'],
    ['when a shorter life is the rule', '2027-03-14T23:59:59Z', '2027-03-15T00:00:00Z'],
  ])('is not signed %s', async (_, moment, later) => {
    const request = aServerRequest({ days: 199 });
    await interrupt(request, moment);
    await expect(issueAt(later, request)).rejects.toMatchObject({ kind: 'conflict', reason: 'ISSUANCE_CONFLICT' });
    expect((await findIssuance(request.requestId))?.certificate).toBeNull();
  });
});

describe('a key', () => {
  it('may have many server certificates', async () => {
    const signingRequest = aSigningRequest();
    const serials = await Promise.all(
      Array.from({ length: 5 }, async () => (await issue(aServerRequest({ signingRequest }))).serialNumber),
    );
    expect(new Set(serials).size).toBe(5);
  });

  it('of a person is not certified for a server', async () => {
    const key = aServerKey();
    await service.as('remote-signing').issueSigningCertificate(aRequest(aKey(key).proved()));
    const refused = issue(aServerRequest({ signingRequest: aSigningRequest({ key }) }));
    await expect(refused).rejects.toMatchObject({
      kind: 'invalid',
      reason: 'PUBLIC_KEY_BLOCKED',
      fields: [expect.objectContaining({ pointer: '/signingRequest' })],
    });
  });

  it('of a server is not certified for a person', async () => {
    const key = aServerKey();
    await issue(aServerRequest({ signingRequest: aSigningRequest({ key }) }));
    const refused = service.as('remote-signing').issueSigningCertificate(aRequest(aKey(key).proved()));
    await expect(refused).rejects.toMatchObject({
      reason: 'PUBLIC_KEY_BLOCKED',
      fields: [expect.objectContaining({ pointer: '/publicKey' })],
    });
  });

  it('asked for a person and for a server at once is certified for one of them', async () => {
    for (let run = 0; run < 5; run += 1) {
      const key = aServerKey();
      // oxlint-disable-next-line no-await-in-loop
      const outcomes = await Promise.allSettled([
        issue(aServerRequest({ signingRequest: aSigningRequest({ key }) })),
        service.as('remote-signing').issueSigningCertificate(aRequest(aKey(key).proved())),
      ]);
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    }
  });

  it('of an authority is not certified', async () => {
    for (const authority of await listAuthorities(database.db)) {
      // A root's is not here.
      if (authority.sealedKey === null) continue;
      const pkcs8 = open(keyring, authority.sealedKey, authorityKeyPlace(authority.name));
      const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
      const signingRequest = aSigningRequest({ key: { privateKey, publicKey: createPublicKey(privateKey) } });
      // oxlint-disable-next-line no-await-in-loop
      await expect(issue(aServerRequest({ signingRequest }))).rejects.toMatchObject({ reason: 'PUBLIC_KEY_BLOCKED' });
    }
  });
});

describe('a request', () => {
  type Case = [string, string, () => Partial<IssueServerCertificateRequest>];
  it.each<Case>([
    ['REQUEST_ID_INVALID', '/requestId', () => ({ requestId: 'a b' })],
    ['PROFILE_INVALID', '/profile', () => ({ profile: 'tls' })],
    ['PROFILE_INVALID', '/validationLevel', () => ({ validationLevel: 'DV' })],
    ['SIGNING_REQUEST_INVALID', '/signingRequest', () => ({ signingRequest: Buffer.alloc(0) })],
    ['SIGNING_REQUEST_INVALID', '/signingRequest', () => ({ signingRequest: aSigningRequest({ hash: 'sha1' }) })],
    [
      'PUBLIC_KEY_UNSUPPORTED',
      '/signingRequest',
      () => ({ signingRequest: aSigningRequest({ key: aServerKey(1024) }) }),
    ],
    [
      'PUBLIC_KEY_UNSUPPORTED',
      '/signingRequest',
      () => ({ signingRequest: aSigningRequest({ key: aServerKey('P-521') }) }),
    ],
    ['SERVER_NAME_INVALID', '/dnsNames', () => ({ dnsNames: [] })],
    ['SERVER_NAME_INVALID', '/dnsNames/1', () => ({ dnsNames: ['example.com', 'printer'] })],
    ['SERVER_NAME_INVALID', '/ipAddresses/0', () => ({ ipAddresses: ['10.0.0.1'] })],
    [
      'SERVER_NAME_INVALID',
      '/dnsNames/0',
      () => ({ validationLevel: 'ev', organisation: aRegisteredOrganisation(), dnsNames: ['*.example.com'] }),
    ],
    ['SUBJECT_INVALID', '/organisation', () => ({ organisation: anOrganisation() })],
    ['SUBJECT_INVALID', '/organisation', () => ({ validationLevel: 'ov' })],
    [
      'SUBJECT_INVALID',
      '/organisation/locality',
      () => ({ validationLevel: 'ov', organisation: anOrganisation({ locality: '' }) }),
    ],
    ['VALIDITY_NOT_ALLOWED', '/days', () => ({ days: 0 })],
    ['VALIDITY_NOT_ALLOWED', '/days', () => ({ days: 4_294_967_295 })],
    ['NOT_AFTER_LIMIT_INVALID', '/notAfterLimit', () => ({ notAfterLimit: undefined })],
    ['NOT_AFTER_LIMIT_INVALID', '/notAfterLimit', () => ({ notAfterLimit: new Date('2026-11-20T00:00:00Z') })],
    ['NOT_AFTER_LIMIT_INVALID', '/notAfterLimit', () => ({ notAfterLimit: new Date('2026-11-21T12:59:59.999Z') })],
  ])('is refused with %s at %s, and leaves nothing', async (reason, pointer, over) => {
    const request = aServerRequest(over());
    await expect(issue(request)).rejects.toMatchObject({
      kind: 'invalid',
      reason,
      fields: [expect.objectContaining({ pointer })],
    });
    expect(await findIssuance(request.requestId)).toBeUndefined();
  });
});
