import { createPublicKey, X509Certificate } from 'node:crypto';
import { listAudit } from '@countersign/audit';
import type { IssueServerCertificateRequest } from '@countersign/proto/certificate-authority';
import { createTestTrust, fakeClock, type TestDatabase, type TestTrust } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAuthorityKey } from '../src/authority.ts';
import { listAuthorities } from '../src/authority-store.ts';
import type { CertificateAuthorityDatabase } from '../src/database.ts';
import { aDatabase, aKey, aKeyring, anOrganisation, aRequest, aServerRequest, startService } from './fixture.ts';
import { openssl, toPem, witnessed } from './openssl.ts';
import { aServerKey, aSigningRequest, spkiOf } from './signing-request.ts';

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
/** Does something at another moment, in a service of its own. */
const issueAt = async (moment: string, request: IssueServerCertificateRequest) => {
  const other = await startService({ database, keyring, clock: fakeClock(moment), trust });
  try {
    return await other.as('enrollment').issueServerCertificate(request);
  } finally {
    await other.close();
  }
};
const findIssuance = (requestId: string) =>
  database.db.selectFrom('issuances').selectAll().where('requestId', '=', requestId).executeTakeFirst();

const registered = anOrganisation({
  registrationNumber: '123 456 789',
  jurisdictionCountry: 'FR',
  businessCategory: 'Private Organization',
});
const kinds: readonly [
  string,
  Partial<IssueServerCertificateRequest>,
  { subject: string; policy: string; names: string },
][] = [
  [
    'dv',
    { dnsNames: ['www.example.com', '*.example.org'] },
    { subject: '', policy: '2.23.140.1.2.1', names: 'DNS:www.example.com, DNS:*.example.org' },
  ],
  [
    'ov',
    { validationLevel: 'ov', organisation: anOrganisation() },
    {
      subject: 'C = FR, L = Lyon, O = Example Widgets',
      policy: '2.23.140.1.2.2',
      names: 'DNS:www.example.com, DNS:example.com',
    },
  ],
  [
    'ev',
    { validationLevel: 'ev', organisation: registered },
    {
      subject:
        'jurisdictionC = FR, businessCategory = Private Organization, serialNumber = 123 456 789, C = FR, L = Lyon, ' +
        'O = Example Widgets',
      policy: '2.23.140.1.1',
      names: 'DNS:www.example.com, DNS:example.com',
    },
  ],
  [
    'private',
    { profile: 'tls-private', validationLevel: '', dnsNames: ['printer'], ipAddresses: ['10.0.0.1', 'fd00::1'] },
    {
      subject: '',
      policy: '2.25.336360247634993809843986747030117149932.2',
      names: 'DNS:printer, IP Address:10.0.0.1, IP Address:FD00:0:0:0:0:0:0:1',
    },
  ],
];

describe('a server certificate', () => {
  it.each(kinds)('for %s has the given key, exactly the given names and its chain', async (kind, over, { names }) => {
    const key = aServerKey();
    const issued = await issue(aServerRequest({ ...over, signingRequest: aSigningRequest({ key }) }));
    const leaf = new X509Certificate(issued.certificate);
    const [issuer, root, ...more] = issued.chain.map((der) => new X509Certificate(der));
    expect(more).toEqual([]);
    expect(spkiOf(leaf.publicKey)).toEqual(spkiOf(key.publicKey));
    expect(leaf.subjectAltName).toBe(names);
    expect(leaf.ca).toBe(false);
    expect(issued.authority).toBe(kind === 'private' ? 'private' : 'tls');
    expect(issued.serialNumber).toBe(leaf.serialNumber.toLowerCase());
    expect(issued.serialNumber).toMatch(/^01[0-9a-f]{32}$/);
    expect(issuer?.subject).toContain(kind === 'private' ? 'Private CA' : 'TLS CA');
    expect(leaf.verify(issuer?.publicKey ?? leaf.publicKey)).toBe(true);
    expect(issuer?.verify(root?.publicKey ?? leaf.publicKey)).toBe(true);
  });

  for (const [kind, over, { subject, policy, names }] of kinds) {
    witnessed(`for ${kind} is accepted by openssl as that of a server, strictly`, async () => {
      const { certificate, chain } = await issue(aServerRequest(over));
      const [issuer = certificate, root = certificate] = chain;
      const files = { leaf: toPem(certificate), issuer: toPem(issuer), root: toPem(root) };
      const at = String(Math.ceil(clock.now().getTime() / 1000));
      const verify = (purpose: string, ...more: string[]) =>
        openssl(
          [
            'verify',
            '-x509_strict',
            '-purpose',
            purpose,
            '-attime',
            at,
            ...more,
            '-CAfile',
            '{root}',
            '-untrusted',
            '{issuer}',
            '{leaf}',
          ],
          files,
        );
      const host = names.match(/DNS:([^,]+)/)?.[1] ?? '';
      expect(verify('sslserver', '-verify_hostname', host)).toMatch(/leaf: OK/);
      expect(verify('sslserver', '-policy_check', '-explicit_policy', '-policy', policy)).toMatch(/leaf: OK/);
      expect(verify('sslserver', '-verify_hostname', 'other.example.net')).toMatch(/hostname mismatch/i);
      expect(verify('smimesign')).toMatch(/unsuitable certificate purpose/);

      const text = openssl(['x509', '-in', '{leaf}', '-noout', '-text'], files);
      expect(text.match(/Subject:(.*)\n/)?.[1]?.trim()).toBe(subject);
      const critical = subject === '' ? ' critical' : ' ';
      expect(text).toContain(`X509v3 Subject Alternative Name:${critical}\n                ${names}\n`);
      expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE\n/);
      expect(text).toMatch(/Key Usage: critical\s+Digital Signature\n/);
      expect(text).toMatch(/Extended Key Usage: \s+TLS Web Server Authentication\n/);
      expect(text.match(/Policy: .*/g)).toEqual([`Policy: ${policy}`]);
      const authority = kind === 'private' ? 'private' : 'tls';
      expect(text).toContain(`URI:http://pki.example.com/${authority}.crl\n`);
      expect(text).toContain(`CA Issuers - URI:http://pki.example.com/${authority}.cer\n`);
      expect(text).not.toMatch(/OCSP|CN ?=.*www/);
    });
  }

  witnessed('is made from a signing request of openssl, for each kind of key', async () => {
    const algorithms = {
      'tls-public': [['rsa:2048'], ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
      'tls-private': [['ec', '-pkeyopt', 'ec_paramgen_curve:P-521'], ['ed25519']],
    };
    for (const [profile, kindsOfKey] of Object.entries(algorithms)) {
      for (const kind of kindsOfKey) {
        const pem = openssl(
          [
            'req',
            '-new',
            '-newkey',
            ...kind,
            '-nodes',
            '-keyout',
            '/dev/null',
            '-subj',
            '/CN=x',
            '-addext',
            'subjectAltName=DNS:evil.example.com',
          ],
          {},
        );
        const der = Buffer.from(/REQUEST-----([^-]+)-----END/.exec(pem)?.[1] ?? '', 'base64');
        // oxlint-disable-next-line no-await-in-loop
        const { certificate } = await issue(aServerRequest({ profile, signingRequest: der }));
        expect(new X509Certificate(certificate).subjectAltName).toBe('DNS:www.example.com, DNS:example.com');
      }
    }
  });

  it('lives the given days, the last second counted', async () => {
    const { certificate } = await issue(aServerRequest({ days: 199 }));
    const { validFromDate, validToDate } = new X509Certificate(certificate);
    expect([validFromDate, validToDate]).toEqual([new Date('2026-11-21T12:00:00Z'), new Date('2027-06-08T11:59:59Z')]);
    // BR 1.6.1: from notBefore through notAfter, inclusive.
    expect(validToDate.getTime() - validFromDate.getTime() + 1000).toBe(199 * 86_400_000);
  });

  it.each([
    ['2026-11-21T12:00:00Z', 200],
    ['2027-03-14T23:59:59.999Z', 200],
    ['2027-03-15T00:00:00Z', 100],
    ['2029-03-14T23:59:59Z', 100],
    ['2029-03-15T00:00:00Z', 47],
  ])('that begins at %s lives %i days at most', async (moment, most) => {
    const notAfterLimit = new Date('2031-01-01T00:00:00Z');
    for (const validationLevel of ['dv', 'ov', 'ev']) {
      const organisation = { dv: undefined, ov: anOrganisation(), ev: registered }[validationLevel];
      const request = { validationLevel, organisation, notAfterLimit };
      // oxlint-disable-next-line no-await-in-loop
      const { certificate } = await issueAt(moment, aServerRequest({ ...request, days: most }));
      const { validFromDate, validToDate } = new X509Certificate(certificate);
      expect(validToDate.getTime() - validFromDate.getTime() + 1000).toBe(most * 86_400_000);
      // oxlint-disable-next-line no-await-in-loop
      await expect(issueAt(moment, aServerRequest({ ...request, days: most + 1 }))).rejects.toMatchObject({
        kind: 'invalid',
        reason: 'VALIDITY_NOT_ALLOWED',
        fields: [{ pointer: '/days', detail: `must be ${most} at most for a certificate that begins now` }],
      });
    }
  });

  it('lives 199 days today, and 99 from 2027-03-15 on, when 199 are refused', async () => {
    const days = async (moment: string, wished: number) => {
      const { certificate } = await issueAt(moment, aServerRequest({ days: wished }));
      const { validFromDate, validToDate } = new X509Certificate(certificate);
      return (validToDate.getTime() - validFromDate.getTime() + 1000) / 86_400_000;
    };
    expect(await days(now, 199)).toBe(199);
    expect(await days('2027-03-15T00:00:00Z', 99)).toBe(99);
    await expect(days('2027-03-15T00:00:00Z', 199)).rejects.toMatchObject({ reason: 'VALIDITY_NOT_ALLOWED' });
  });

  it('in private lives 825 days at most', async () => {
    const own = { profile: 'tls-private', notAfterLimit: new Date('2031-01-01T00:00:00Z') };
    const { certificate } = await issue(aServerRequest({ ...own, days: 825 }));
    expect(new X509Certificate(certificate).validToDate).toEqual(new Date('2029-02-23T11:59:59Z'));
    const longer = issue(aServerRequest({ ...own, days: 826 }));
    await expect(longer).rejects.toMatchObject({ reason: 'VALIDITY_NOT_ALLOWED' });
  });

  it('ends with the licence, and with its issuer, where these end earlier', async () => {
    const end = async (moment: string, notAfterLimit: string) => {
      const { certificate } = await issueAt(
        moment,
        aServerRequest({ days: 47, notAfterLimit: new Date(notAfterLimit) }),
      );
      return new X509Certificate(certificate).validToDate.toISOString();
    };
    expect(await end(now, '2026-12-01T10:00:00.999Z')).toBe('2026-12-01T10:00:00.000Z');
    expect(await end(now, '2026-11-21T13:00:00Z')).toBe('2026-11-21T13:00:00.000Z');
    expect(await end('2031-11-01T00:00:00Z', '2040-01-01T00:00:00Z')).toBe('2031-11-21T12:00:00.000Z');
  });

  it('is recorded in the audit of its authority', async () => {
    const request = aServerRequest();
    const { serialNumber } = await issue(request);
    const records = await listAudit(database.db, 'authority:tls', { after: 0, limit: 1000 });
    expect(records.filter(({ subject }) => subject === request.requestId)).toEqual([
      expect.objectContaining({
        action: 'certificate.issued',
        actor: 'enrollment',
        detail: { profile: 'tls-public-dv-1', serialNumber },
      }),
    ]);
  });
});

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
      const privateKey = openAuthorityKey(keyring, authority);
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
      () => ({ validationLevel: 'ev', organisation: registered, dnsNames: ['*.example.com'] }),
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
