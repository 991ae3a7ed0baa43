import { X509Certificate } from 'node:crypto';
import { listAudit } from '@countersign/audit';
import { x509 } from '@countersign/certificates';
import type { IssueServerCertificateRequest } from '@countersign/proto/certificate-authority';
import { createTestTrust, fakeClock, type TestDatabase, type TestTrust } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CertificateAuthorityDatabase } from '../src/database.ts';
import { aDatabase, aKey, aKeyring, aRequest, aServerRequest, startService } from './fixture.ts';
import { openssl, toCrlPem, toPem, witnessed } from './openssl.ts';
import { aServerKey, aSigningRequest } from './signing-request.ts';

const keyring = aKeyring();
const clock = fakeClock('2026-11-22T12:00:00.500Z');
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

const issue = (over: Partial<IssueServerCertificateRequest> = {}) =>
  service.as('enrollment').issueServerCertificate(aServerRequest(over));
const revoke = (certificate: { authority: string; serialNumber: string }, reason = 'superseded') =>
  service.as('enrollment').revokeCertificate({
    authority: certificate.authority,
    serialNumber: certificate.serialNumber,
    reason,
  });
const readList = async (authority: string) => {
  const { crl } = await service.as('gateway').getCrl({ authority });
  const list = new x509.X509Crl(crl);
  const number = Buffer.from(list.getExtension('2.5.29.20')?.value ?? new ArrayBuffer(0)).subarray(2);
  return { crl, list, number: Number.parseInt(number.toString('hex'), 16) };
};
const isListed = async (certificate: { authority: string; serialNumber: string }) => {
  const { list } = await readList(certificate.authority);
  return list.entries.some(({ serialNumber }) => serialNumber === certificate.serialNumber);
};

describe('a revocation', () => {
  it('is on the list of the authority at once, and only there', async () => {
    const revoked = await issue();
    const other = await issue();
    const before = await readList('tls');
    const { revokedAt } = await revoke(revoked);
    expect(revokedAt).toEqual(clock.now());
    const after = await readList('tls');
    expect(after.number).toBe(before.number + 1);
    expect(after.list.findRevoked(revoked.serialNumber)?.revocationDate).toEqual(new Date('2026-11-22T12:00:00Z'));
    expect(await isListed(other)).toBe(false);
    expect(await isListed({ ...revoked, authority: 'private' })).toBe(false);
  });

  witnessed('is believed by openssl, with each reason, and only for the certificate revoked', async () => {
    const own = { profile: 'tls-private', dnsNames: ['printer'] };
    const reasons = {
      unspecified: '',
      keyCompromise: 'Key Compromise',
      affiliationChanged: 'Affiliation Changed',
      superseded: 'Superseded',
      cessationOfOperation: 'Cessation Of Operation',
      privilegeWithdrawn: 'Privilege Withdrawn',
    };
    const fine = await issue(own);
    const revoked = new Map<string, Awaited<ReturnType<typeof issue>>>();
    for (const reason of Object.keys(reasons)) {
      // oxlint-disable-next-line no-await-in-loop
      const certificate = await issue(own);
      // oxlint-disable-next-line no-await-in-loop
      await revoke(certificate, reason);
      revoked.set(reason, certificate);
    }
    const { crl, number } = await readList('private');
    const [issuer = crl, root = crl] = fine.chain;
    const files = { root: toPem(root), issuer: toPem(issuer), crl: toCrlPem(crl) };
    expect(openssl(['crl', '-in', '{crl}', '-noout', '-CAfile', '{issuer}'], files)).toMatch(/verify OK/);
    const text = openssl(['crl', '-in', '{crl}', '-noout', '-text'], files);
    expect(text).toMatch(new RegExp(`X509v3 CRL Number: \\s+${number}\\n`));
    const entries = text.split(/Serial Number: /).slice(1);
    expect(entries).toHaveLength(revoked.size);

    const at = String(Math.ceil(clock.now().getTime() / 1000));
    const trusted = ['-CAfile', '{root}', '-untrusted', '{issuer}', '-CRLfile', '{crl}', '{leaf}'];
    const check = (certificate: Buffer) =>
      openssl(['verify', '-x509_strict', '-crl_check', '-attime', at, ...trusted], {
        ...files,
        leaf: toPem(certificate),
      });
    expect(check(fine.certificate)).toMatch(/leaf: OK/);
    for (const [reason, words] of Object.entries(reasons)) {
      const { certificate, serialNumber } = revoked.get(reason) ?? fine;
      expect(check(certificate)).toMatch(/certificate revoked/);
      const entry = entries.find((each) => each.startsWith(serialNumber.toUpperCase())) ?? '';
      expect(entry).toMatch(/Revocation Date: Nov 22 12:00:00 2026 GMT/);
      expect(/Reason Code: \s+(.*)\n/.exec(entry)?.[1] ?? '').toBe(words);
      // RFC 5280 5.3.1: not even an empty place for it.
      expect(entry.includes('extensions')).toBe(words !== '');
    }
  });

  it('of a certificate of a person works as well', async () => {
    const { certificate } = await service.as('remote-signing').issueSigningCertificate(aRequest());
    const { serialNumber } = new X509Certificate(certificate);
    const request = { authority: 'signers', serialNumber, reason: 'cessationOfOperation' };
    // Not by the service that deals with servers.
    await expect(service.as('enrollment').revokeCertificate(request)).rejects.toMatchObject({
      reason: 'CERTIFICATE_NOT_FOUND',
    });
    await service.as('remote-signing').revokeCertificate(request);
    expect(await isListed({ authority: 'signers', serialNumber: serialNumber.toLowerCase() })).toBe(true);
  });

  it('of a certificate of a server is not for the service that deals with persons', async () => {
    const { authority, serialNumber } = await issue();
    const request = { authority, serialNumber, reason: 'keyCompromise' };
    await expect(service.as('remote-signing').revokeCertificate(request)).rejects.toMatchObject({
      reason: 'CERTIFICATE_NOT_FOUND',
    });
    expect(await isListed({ authority, serialNumber })).toBe(false);
  });

  it('repeated, also 20 times at once, changes nothing', async () => {
    const certificate = await issue();
    const { number } = await readList('tls');
    const answers = await Promise.all(Array.from({ length: 20 }, () => revoke(certificate)));
    clock.advance(5000);
    answers.push(await revoke(certificate));
    expect(new Set(answers.map(({ revokedAt }) => revokedAt?.getTime())).size).toBe(1);
    expect((await readList('tls')).number).toBe(number + 1);
    const records = await listAudit(database.db, 'authority:tls', { after: 0, limit: 1000 });
    expect(records.filter(({ detail }) => detail['serialNumber'] === certificate.serialNumber)).toMatchObject([
      { action: 'certificate.issued' },
      {
        action: 'certificate.revoked',
        actor: 'enrollment',
        detail: { reason: 'superseded', serialNumber: certificate.serialNumber },
      },
    ]);
  });

  it('of many certificates at once loses none, and the number of the list rises with each', async () => {
    const certificates = await Promise.all(Array.from({ length: 10 }, () => issue()));
    const { number } = await readList('tls');
    await Promise.all(certificates.map((certificate) => revoke(certificate)));
    expect(await Promise.all(certificates.map(isListed))).toEqual(certificates.map(() => true));
    expect((await readList('tls')).number).toBe(number + 10);
  });

  it('for another reason is refused, and the first stays', async () => {
    const certificate = await issue();
    await revoke(certificate, 'superseded');
    await expect(revoke(certificate, 'cessationOfOperation')).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'CERTIFICATE_REVOKED',
    });
    const { list } = await readList('tls');
    expect(list.findRevoked(certificate.serialNumber)?.reason).toBe(x509.X509CrlReason.superseded);
  });

  it.each(['', 'certificateHold', 'cACompromise', 'removeFromCRL', 'toString', 'superseded '])(
    'for the reason %j is refused',
    async (reason) => {
      const certificate = await issue();
      await expect(revoke(certificate, reason)).rejects.toMatchObject({
        kind: 'invalid',
        reason: 'REVOCATION_REASON_INVALID',
        fields: [expect.objectContaining({ pointer: '/reason' })],
      });
      expect(await isListed(certificate)).toBe(false);
    },
  );

  it('of what was never issued is refused, and signs no list', async () => {
    const { serialNumber } = await issue();
    const { number } = await readList('tls');
    const request = aServerRequest();
    const locked = await startService({ database, keyring: aKeyring(), clock, trust });
    await expect(locked.as('enrollment').issueServerCertificate(request)).rejects.toThrow('INTERNAL');
    await locked.close();
    const intended = await database.db
      .selectFrom('issuances')
      .select('serialNumber')
      .where('requestId', '=', request.requestId)
      .executeTakeFirstOrThrow();
    const unknown = [
      { authority: 'tls', serialNumber: '' },
      { authority: 'tls', serialNumber: '01' },
      { authority: 'tls', serialNumber: `${serialNumber} ` },
      { authority: 'private', serialNumber },
      { authority: 'TLS', serialNumber },
      { authority: 'tls', serialNumber: intended.serialNumber },
    ];
    for (const each of unknown) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(revoke(each)).rejects.toMatchObject({ kind: 'not_found', reason: 'CERTIFICATE_NOT_FOUND' });
    }
    expect((await readList('tls')).number).toBe(number);
  });

  it('that cannot be put on the list is none', async () => {
    const certificate = await issue();
    const locked = await startService({ database, keyring: aKeyring(), clock, trust });
    const { authority, serialNumber } = certificate;
    const attempt = locked.as('enrollment').revokeCertificate({ authority, serialNumber, reason: 'superseded' });
    await expect(attempt).rejects.toThrow('INTERNAL');
    await locked.close();
    await revoke(certificate, 'cessationOfOperation');
    expect(await isListed(certificate)).toBe(true);
  });
});

describe('a compromised key', () => {
  it('is never certified again, neither for a server nor for a person', async () => {
    const key = aServerKey();
    const signingRequest = aSigningRequest({ key });
    const certificate = await issue({ signingRequest });
    await revoke(certificate, 'keyCompromise');
    const blocked = { kind: 'invalid', reason: 'PUBLIC_KEY_BLOCKED' };
    await expect(issue({ signingRequest })).rejects.toMatchObject(blocked);
    await expect(issue({ signingRequest, profile: 'tls-private' })).rejects.toMatchObject(blocked);
    const asPerson = service.as('remote-signing').issueSigningCertificate(aRequest(aKey(key).proved()));
    await expect(asPerson).rejects.toMatchObject(blocked);
  });

  it('told while it is being certified either gets a certificate before that or none', async () => {
    const signingRequest = aSigningRequest();
    const certificate = await issue({ signingRequest });
    const [revoked, ...outcomes] = await Promise.allSettled([
      revoke(certificate, 'keyCompromise'),
      ...Array.from({ length: 20 }, () => issue({ signingRequest })),
    ]);
    expect(revoked?.status).toBe('fulfilled');
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(refusals).toEqual(refusals.map(() => expect.objectContaining({ reason: 'PUBLIC_KEY_BLOCKED' })));
    await expect(issue({ signingRequest })).rejects.toMatchObject({ reason: 'PUBLIC_KEY_BLOCKED' });
  });

  it('of a person is blocked as well', async () => {
    const key = aServerKey();
    const { certificate } = await service.as('remote-signing').issueSigningCertificate(aRequest(aKey(key).proved()));
    const { serialNumber } = new X509Certificate(certificate);
    const revocation = { authority: 'signers', serialNumber, reason: 'keyCompromise' };
    await service.as('remote-signing').revokeCertificate(revocation);
    const again = service.as('remote-signing').issueSigningCertificate(aRequest(aKey(key).proved()));
    await expect(again).rejects.toMatchObject({ reason: 'PUBLIC_KEY_BLOCKED' });
  });

  it('is told by that reason only: after another the key may be used again', async () => {
    const signingRequest = aSigningRequest();
    await revoke(await issue({ signingRequest }), 'superseded');
    const { certificate } = await issue({ signingRequest });
    expect(new X509Certificate(certificate).ca).toBe(false);
  });

  it('keeps what was asked for before: the same request gets the same certificate', async () => {
    const request = aServerRequest();
    const issued = await service.as('enrollment').issueServerCertificate(request);
    await revoke(issued, 'keyCompromise');
    expect(await service.as('enrollment').issueServerCertificate(request)).toEqual(issued);
  });
});

describe('an entry', () => {
  it('stays until it was on a list that is younger than its certificate', async () => {
    const short = await issue({ days: 1 });
    const long = await issue({ days: 90 });
    await revoke(short);
    await revoke(long);
    clock.advance(13 * 3_600_000);
    expect(await isListed(short)).toBe(true);
    clock.advance(13 * 3_600_000);
    // The first list after its end still tells it.
    expect([await isListed(short), await isListed(long)]).toEqual([true, true]);
    clock.advance(13 * 3_600_000);
    expect([await isListed(short), await isListed(long)]).toEqual([false, true]);
  });

  it('of a certificate that has ended already is listed, and not for ever', async () => {
    const short = await issue({ days: 1 });
    clock.advance(3 * 86_400_000);
    await readList('tls');
    clock.advance(1000);
    await revoke(short);
    expect(await isListed(short)).toBe(true);
    clock.advance(13 * 3_600_000);
    await readList('tls');
    clock.advance(13 * 3_600_000);
    expect(await isListed(short)).toBe(false);
  });
});
