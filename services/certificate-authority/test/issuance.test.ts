import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { listAudit, verifyAudit } from '@countersign/audit';
import { createTestTrust, fakeClock, type TestDatabase, type TestTrust } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { CertificateAuthorityDatabase } from '../src/database.ts';
import { type Authority, aDatabase, aKey, aKeyring, aRequest, aSubject, startService } from './fixture.ts';
import { openssl, toPem, witnessed } from './openssl.ts';

const keyring = aKeyring();
const clock = fakeClock('2026-11-21T12:00:00.789Z');
let database: TestDatabase<CertificateAuthorityDatabase>;
let trust: TestTrust;
let service: Awaited<ReturnType<typeof startService>>;
let authority: Authority;

beforeAll(async () => {
  database = await aDatabase(keyring);
  trust = await createTestTrust();
  service = await startService({ database, keyring, clock, trust });
  authority = service.as('remote-signing');
});
afterAll(async () => {
  await service.close();
  await database.destroy();
});

const countIssuances = async () => {
  const { count } = await database.db
    .selectFrom('issuances')
    .select((select) => select.fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
};

/** A request whose intent is recorded, and not signed. */
const left = async () => {
  const request = aRequest();
  const locked = await startService({ database, keyring: aKeyring(), clock, trust });
  const attempt = locked.as('remote-signing').issueSigningCertificate(request);
  await expect(attempt).rejects.toThrow('INTERNAL');
  await locked.close();
  return request;
};

describe('a signing certificate', () => {
  witnessed('is for keys on P-384 and of RSA with 3072 bits, too', async () => {
    const kinds = [
      aKey(generateKeyPairSync('ec', { namedCurve: 'P-384' }), 'sha384'),
      aKey(generateKeyPairSync('rsa', { modulusLength: 3072 })),
    ];
    for (const key of kinds) {
      // oxlint-disable-next-line no-await-in-loop
      const { certificate, chain } = await authority.issueSigningCertificate(aRequest(key.proved()));
      const [signers, root] = chain.map(toPem);
      if (signers === undefined || root === undefined) throw new Error('the chain is short');
      const files = { leaf: toPem(certificate), signers, root };
      const args = ['verify', '-x509_strict', '-attime', String(Math.ceil(clock.now().getTime() / 1000))];
      const chained = ['-CAfile', '{root}', '-untrusted', '{signers}', '{leaf}'];
      expect(openssl([...args, ...chained], files)).toMatch(/leaf: OK/);
    }
  });

  it('is for the given key and names, from now until a year later, with its chain up to the root', async () => {
    const request = aRequest();
    const issued = await authority.issueSigningCertificate(request);
    const leaf = new X509Certificate(issued.certificate);
    const [issuer, root, ...more] = issued.chain.map((der) => new X509Certificate(der));
    expect(more).toEqual([]);
    expect(leaf.publicKey.export({ format: 'der', type: 'spki' })).toEqual(request.publicKey);
    expect(leaf.subject).toBe('C=FR\nSN=Example\nGN=Zoë\nserialNumber=usr-01ARZ3NDEKTSV4RRFFQ69G5FAV\nCN=Zoë Example');
    expect(leaf.subjectAltName).toBe('email:zoe@example.com');
    expect(leaf.ca).toBe(false);
    expect(leaf.validFromDate).toEqual(new Date('2026-11-21T12:00:00Z'));
    expect(leaf.validToDate).toEqual(new Date('2027-11-21T12:00:00Z'));
    expect(leaf.serialNumber).toMatch(/^01[0-9A-F]{32}$/);
    expect(leaf.verify(issuer?.publicKey ?? leaf.publicKey)).toBe(true);
    expect(issuer?.verify(root?.publicKey ?? leaf.publicKey)).toBe(true);
    expect(root?.verify(root.publicKey)).toBe(true);
  });

  witnessed('is accepted by openssl as that of a signer, strictly', async () => {
    const { certificate, chain } = await authority.issueSigningCertificate(aRequest());
    const [issuer = certificate, root = certificate] = chain;
    const at = String(clock.now().getTime() / 1000 + 60).replace(/\..*/, '');
    const args = ['verify', '-x509_strict', '-purpose', 'smimesign', '-attime', at];
    const files = { leaf: toPem(certificate), issuer: toPem(issuer), root: toPem(root) };
    const trusted = ['-CAfile', '{root}', '-untrusted', '{issuer}', '{leaf}'];
    expect(openssl([...args, ...trusted], files)).toMatch(/leaf: OK/);
    // The check can fail: without the issuer there is no chain, and a signer is no server.
    expect(openssl([...args, '-CAfile', '{root}', '{leaf}'], files)).toMatch(/unable to get local issuer/);
    const asServer = args.with(3, 'sslserver');
    expect(openssl([...asServer, ...trusted], files)).toMatch(/unsuitable certificate purpose/);
  });

  witnessed('has the extensions of its profile, as openssl reads them', async () => {
    const { certificate } = await authority.issueSigningCertificate(aRequest());
    const text = openssl(['x509', '-inform', 'der', '-in', '{leaf}', '-noout', '-text'], { leaf: certificate });
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature, Non Repudiation\n/);
    expect(text).toMatch(/Extended Key Usage: \s+1\.3\.6\.1\.5\.5\.7\.3\.36, E-mail Protection\n/);
    expect(text).toMatch(/Policy: 2\.25\.336360247634993809843986747030117149932\.1\n/);
    expect(text).toMatch(/CRL Distribution Points: \s+Full Name:\s+URI:http:\/\/pki\.example\.com\/signers\.crl\n/);
    expect(text).toMatch(
      /Authority Information Access: \s+OCSP - URI:http:\/\/pki\.example\.com\/ocsp\/signers\s+CA Issuers - URI:http:\/\/pki\.example\.com\/signers\.cer\n/,
    );
    expect(text).toMatch(/Signature Algorithm: ecdsa-with-SHA256/);
  });

  it('ends with the licence, and with its issuer, where these end earlier', async () => {
    const until = async (limit: string) => {
      const { certificate } = await authority.issueSigningCertificate(aRequest({ notAfterLimit: new Date(limit) }));
      return new X509Certificate(certificate).validToDate.toISOString();
    };
    expect(await until('2027-03-01T10:00:00.999Z')).toBe('2027-03-01T10:00:00.000Z');
    expect(await until('2040-01-01T00:00:00Z')).toBe('2027-11-21T12:00:00.000Z');
    const late = await startService({ database, keyring, clock: fakeClock('2031-06-01T00:00:00Z'), trust });
    const request = aRequest({ notAfterLimit: new Date('2040-01-01T00:00:00Z') });
    const { certificate } = await late.as('remote-signing').issueSigningCertificate(request);
    expect(new X509Certificate(certificate).validToDate).toEqual(new Date('2031-11-21T12:00:00Z'));
    await late.close();
  });

  it('takes names as they are: quotes, escapes, commas and a leading # mean nothing', async () => {
    const subject = aSubject({ givenName: '#Zoë', surname: 'O"Neil\\, CN=Eve + x' });
    const { certificate } = await authority.issueSigningCertificate(aRequest({ subject }));
    expect(new X509Certificate(certificate).toLegacyObject().subject).toMatchObject({
      SN: 'O"Neil\\, CN=Eve + x',
      GN: '#Zoë',
      CN: '#Zoë O"Neil\\, CN=Eve + x',
    });
  });

  it('is recorded in the audit with its request and serial number, under the one who acts', async () => {
    const request = aRequest();
    const { certificate } = await authority.issueSigningCertificate(request);
    const records = await listAudit(database.db, 'authority:signers', { after: 0, limit: 1000 });
    expect(records.filter(({ subject }) => subject === request.requestId)).toEqual([
      expect.objectContaining({
        action: 'certificate.issued',
        actor: 'remote-signing',
        detail: {
          profile: 'document-signing-2',
          serialNumber: new X509Certificate(certificate).serialNumber.toLowerCase(),
        },
      }),
    ]);
    expect(await verifyAudit(database.db, 'authority:signers')).toEqual({ ok: true });
  });

  it('is counted', async () => {
    const count = async () =>
      (await service.registry.getSingleMetric('certificates_issued_total')?.get())?.values[0]?.value ?? 0;
    const before = await count();
    const request = aRequest();
    await authority.issueSigningCertificate(request);
    await authority.issueSigningCertificate(request);
    expect(await count()).toBe(before + 1);
  });
});

describe('a repetition', () => {
  it('gets the same certificate, also after it has ended, with another proof over another nonce', async () => {
    const key = aKey();
    const request = aRequest(key.proved());
    const first = await authority.issueSigningCertificate(request);
    const late = await startService({ database, keyring, clock: fakeClock('2030-01-01T00:00:00Z'), trust });
    const again = late.as('remote-signing').issueSigningCertificate({ ...request, ...key.proved() });
    expect(await again).toEqual(first);
    await late.close();
  });

  it('gets the same certificate when 20 come at once', async () => {
    const request = aRequest();
    const before = await countIssuances();
    const answers = await Promise.all(Array.from({ length: 20 }, () => authority.issueSigningCertificate(request)));
    expect(new Set(answers.map(({ certificate }) => certificate.toString('hex'))).size).toBe(1);
    expect(await countIssuances()).toBe(before + 1n);
    const records = await listAudit(database.db, 'authority:signers', { after: 0, limit: 1000 });
    expect(records.filter(({ subject }) => subject === request.requestId)).toHaveLength(1);
  });

  it('is refused with another key, other names or another limit', async () => {
    const request = aRequest();
    await authority.issueSigningCertificate(request);
    const { requestId, subject, notAfterLimit } = request;
    const others = [
      aRequest({ requestId, subject, notAfterLimit }),
      { ...request, subject: aSubject({ surname: 'Other' }) },
      { ...request, notAfterLimit: new Date('2028-01-01T00:00:00Z') },
    ];
    for (const other of others) {
      await expect(authority.issueSigningCertificate(other)).rejects.toMatchObject({
        kind: 'conflict',
        reason: 'ISSUANCE_CONFLICT',
      });
    }
  });

  it('under another request id is refused: one key, one certificate', async () => {
    const request = aRequest();
    await authority.issueSigningCertificate(request);
    const again = authority.issueSigningCertificate({ ...request, requestId: aRequest().requestId });
    await expect(again).rejects.toMatchObject({ kind: 'conflict', reason: 'ISSUANCE_CONFLICT' });
  });
});

describe('an interrupted issuance', () => {
  const findIssuance = (requestId: string) =>
    database.db.selectFrom('issuances').selectAll().where('requestId', '=', requestId).executeTakeFirstOrThrow();

  it('has left its intent before the key was touched, and goes on with the same serial number and content', async () => {
    const request = await left();
    const intent = await findIssuance(request.requestId);
    expect(intent).toMatchObject({ certificate: null, issuedAt: null, authority: 'signers' });

    clock.advance(3_600_000);
    const { certificate } = await authority.issueSigningCertificate(request);
    expect(new X509Certificate(certificate).serialNumber.toLowerCase()).toBe(intent.serialNumber);
    expect(new X509Certificate(certificate).validFromDate).toEqual(intent.notBefore);
    expect(certificate.includes(intent.tbs)).toBe(true);
  });

  it.each([
    ['another content', async () => ({ tbs: (await findIssuance((await left()).requestId)).tbs })],
    ['a longer life', async () => ({ notAfter: new Date('2030-01-01T00:00:00Z') })],
    ['another serial number', async () => ({ serialNumber: `01${'0'.repeat(31)}1` })],
  ])('whose intent got %s in the database is not certified', async (_what, change) => {
    const request = await left();
    const before = await findIssuance(request.requestId);
    const set = (values: Partial<Pick<typeof before, 'tbs' | 'notAfter' | 'serialNumber'>>) =>
      database.db.updateTable('issuances').set(values).where('requestId', '=', request.requestId).execute();
    const { tbs, notAfter, serialNumber } = before;
    await set(await change());
    await expect(authority.issueSigningCertificate(request)).rejects.toMatchObject({ reason: 'ISSUANCE_CONFLICT' });
    expect((await findIssuance(request.requestId)).certificate).toBeNull();
    await set({ tbs, notAfter, serialNumber });
    expect((await authority.issueSigningCertificate(request)).certificate.includes(tbs)).toBe(true);
  });

  it('that could not be stored is signed again as the same certificate', async () => {
    const request = aRequest();
    await sql`create function refuse() returns trigger language plpgsql as $$ begin raise 'no space'; end $$`.execute(
      database.db,
    );
    await sql`create trigger refuse before update on issuances for each row execute function refuse()`.execute(
      database.db,
    );
    await expect(authority.issueSigningCertificate(request)).rejects.toThrow('INTERNAL');
    await sql`drop trigger refuse on issuances`.execute(database.db);
    const intent = await findIssuance(request.requestId);
    expect(intent.certificate).toBeNull();

    const { certificate } = await authority.issueSigningCertificate(request);
    expect(certificate.includes(intent.tbs)).toBe(true);
    expect((await findIssuance(request.requestId)).certificate).toEqual(certificate);
  });
});

describe('a request', () => {
  it.each([
    ['PROOF_OF_POSSESSION_INVALID', () => ({ proofOfPossession: aRequest().proofOfPossession })],
    ['PROOF_OF_POSSESSION_INVALID', () => ({ nonce: Buffer.alloc(0) })],
    ['PUBLIC_KEY_UNSUPPORTED', () => ({ publicKey: Buffer.alloc(91) })],
    ['SUBJECT_INVALID', () => ({ subject: undefined })],
    ['SUBJECT_INVALID', () => ({ subject: aSubject({ surname: 'Exam\u0007ple' }) })],
    ['NOT_AFTER_LIMIT_INVALID', () => ({ notAfterLimit: undefined })],
    ['NOT_AFTER_LIMIT_INVALID', () => ({ notAfterLimit: new Date('2026-11-21T12:00:00Z') })],
    ['REQUEST_ID_INVALID', () => ({ requestId: '' })],
    ['REQUEST_ID_INVALID', () => ({ requestId: 'a b' })],
  ])('is refused with %s, and leaves nothing', async (reason, over) => {
    const before = await countIssuances();
    const refused = authority.issueSigningCertificate({ ...aRequest(), ...over() });
    await expect(refused).rejects.toMatchObject({ kind: 'invalid', reason });
    expect(await countIssuances()).toBe(before);
  });
});
