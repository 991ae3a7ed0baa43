import { X509Certificate } from 'node:crypto';
import { listAudit } from '@countersign/audit';
import type { IssueServerCertificateRequest } from '@countersign/proto/certificate-authority';
import { createTestTrust, fakeClock, type TestDatabase, type TestTrust } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CertificateAuthorityDatabase } from '../src/database.ts';
import {
  aDatabase,
  aKeyring,
  anOrganisation,
  aRegisteredOrganisation,
  aServerRequest,
  issueServerAt,
  startService,
} from './fixture.ts';
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
const issueAt = (moment: string, request: IssueServerCertificateRequest) =>
  issueServerAt(moment, request, { database, keyring, trust });
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
    { validationLevel: 'ev', organisation: aRegisteredOrganisation() },
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
      expect(text).toContain(`OCSP - URI:http://pki.example.com/ocsp/${authority}\n`);
      expect(text).not.toMatch(/CN ?=.*www/);
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
      const organisation = { dv: undefined, ov: anOrganisation(), ev: aRegisteredOrganisation() }[validationLevel];
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
        detail: { profile: 'tls-public-dv-2', serialNumber },
      }),
    ]);
  });
});
