import { X509Certificate } from 'node:crypto';
import { listAudit } from '@countersign/audit';
import { type Root, x509 } from '@countersign/certificates';
import { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { createTestTrust, fakeClock, findAccessFaults, type TestDatabase, type TestTrust } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { access } from '../src/access.ts';
import { listAuthorities } from '../src/authority-store.ts';
import type { CertificateAuthorityDatabase } from '../src/database.ts';
import { createHierarchy, createHierarchyCheck } from '../src/hierarchy.ts';
import { aDatabase, aKeyring, aRequest, aRoot, ceremonyDeps, startService } from './fixture.ts';
import { openssl, toCrlPem, toPem, witnessed } from './openssl.ts';

const keyring = aKeyring();
const at = new Date('2026-11-21T12:00:00.500Z');
const names = ['root', 'signers', 'tls', 'private', 'services'];
const clock = fakeClock('2026-11-21T12:00:00.500Z');
let database: TestDatabase<CertificateAuthorityDatabase>;
let openRoot: Root;
let trust: TestTrust;
let service: Awaited<ReturnType<typeof startService>>;

beforeAll(async () => {
  database = await aDatabase();
  trust = await createTestTrust();
  // In parallel, as two processes that start at once.
  openRoot = await aRoot({ name: 'Countersign' }, at);
  const deps = ceremonyDeps({ database, keyring, clock });
  const runs = await Promise.all([1, 2, 3].map(() => createHierarchy(deps, async () => openRoot)));
  expect(runs.flat()).toEqual([...names, 'root-list', 'ocsp:root']);
  service = await startService({ database, keyring, clock, trust });
});
afterAll(async () => {
  await service.close();
  await database.destroy();
});

const checkOf = (where: TestDatabase<CertificateAuthorityDatabase>, ring = keyring) => {
  const { db, custody } = ceremonyDeps({ database: where, keyring: ring });
  return createHierarchyCheck(db, custody);
};

describe('the hierarchy', () => {
  it('is one root for twenty years and issuing authorities for five', async () => {
    const { authorities } = await service.as('gateway').listAuthorities({});
    expect(authorities.map(({ name }) => name)).toEqual(names);
    const [root, ...others] = authorities.map(({ certificate }) => new X509Certificate(certificate));
    expect(root).toMatchObject({
      subject: 'O=Countersign\nCN=Countersign Root CA',
      issuer: 'O=Countersign\nCN=Countersign Root CA',
      ca: true,
      validToDate: new Date('2046-11-21T12:00:00Z'),
    });
    expect(root?.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'secp384r1' });
    const titles = ['Signers CA', 'TLS CA', 'Private CA', 'Services CA'];
    expect(others).toMatchObject(
      titles.map((title) => ({
        subject: `O=Countersign\nCN=Countersign ${title}`,
        issuer: root?.subject,
        ca: true,
        validToDate: new Date('2031-11-21T12:00:00Z'),
      })),
    );
    for (const { publicKey } of others) expect(publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });

  witnessed('has authorities as openssl wants them, with an end to the path', async () => {
    const { authorities } = await service.as('gateway').listAuthorities({});
    const [root = '', ...others] = authorities.map(({ certificate }) =>
      openssl(['x509', '-inform', 'der', '-in', '{authority}', '-noout', '-text'], { authority: certificate }),
    );
    expect(root).toMatch(/Basic Constraints: critical\s+CA:TRUE\n/);
    expect(root).toMatch(/ecdsa-with-SHA384/);
    for (const authority of others) {
      expect(authority).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0\n/);
      expect(authority).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
      expect(authority).toMatch(/URI:http:\/\/pki\.example\.com\/root\.crl/);
      expect(authority).toMatch(/OCSP - URI:http:\/\/pki\.example\.com\/ocsp\/root/);
      expect(authority).toMatch(/CA Issuers - URI:http:\/\/pki\.example\.com\/root\.cer/);
    }
    const [signers, tls, own] = others;
    expect(signers).not.toMatch(/Extended Key Usage/);
    for (const authority of [tls, own]) {
      expect(authority).toMatch(/Extended Key Usage: \s+TLS Web Server Authentication\n/);
    }
  });

  it('stays as it is when the seed runs again, and is not replaced under another keyring', async () => {
    const before = await listAuthorities(database.db);
    const sameRoot = async () => openRoot;
    const later = fakeClock('2027-01-01T00:00:00Z');
    expect(await createHierarchy(ceremonyDeps({ database, keyring, clock: later }), sameRoot)).toEqual([]);
    await createHierarchy(ceremonyDeps({ database, keyring: aKeyring(), clock: later }), sameRoot);
    expect(await listAuthorities(database.db)).toEqual(before);
    await expect(checkOf(database, aKeyring()).requireUsable()).rejects.toThrow('cannot be opened');
    const records = await listAudit(database.db, 'authorities', { after: 0, limit: 10 });
    expect(records.map(({ action, subject }) => [action, subject])).toEqual([
      ...names.map((name) => ['authority.created', name]),
      ['root_list.installed', 'root'],
      ['delegate.certified', 'ocsp:root'],
    ]);
  });

  it('waits for a ceremony with what is missing, and keeps what is there', async () => {
    const older = await aDatabase(keyring);
    await older.db.deleteFrom('authorities').where('name', 'in', ['tls', 'private']).execute();
    const before = await listAuthorities(older.db);
    await expect(checkOf(older).requireUsable()).rejects.toThrow('npm run ops -- ca requests');
    const deps = ceremonyDeps({ database: older, keyring, clock });
    expect(await createHierarchy(deps, async () => undefined)).toBeUndefined();
    await expect(createHierarchy(deps, async () => openRoot)).rejects.toMatchObject({
      reason: 'CEREMONY_RESULT_INVALID',
    });
    expect(await listAuthorities(older.db)).toEqual(before);
    await older.destroy();
  });

  it('keeps private keys in custody, each for its own row, and the one of the root not at all', async () => {
    const [first, signers, tls] = await listAuthorities(database.db);
    expect(first).toMatchObject({ name: 'root', sealedKey: null });
    if (signers?.sealedKey == null || tls?.sealedKey == null) throw new Error('an authority is missing');
    expect(signers.sealedKey.toString('latin1')).not.toContain('\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07');
    const swap = async (name: 'signers', sealedKey: Buffer) =>
      await database.db.updateTable('authorities').set({ sealedKey }).where('name', '=', name).execute();
    await swap('signers', tls.sealedKey);
    await expect(checkOf(database).requireUsable()).rejects.toThrow('cannot be opened');
    await swap('signers', signers.sealedKey);
    expect(await checkOf(database).requireUsable()).toHaveLength(names.length);
    // A certificate is public: another one of the same authority does not fit the key.
    const change = async (certificate: Buffer) =>
      await database.db.updateTable('authorities').set({ certificate }).where('name', '=', 'signers').execute();
    await change(tls.certificate);
    await expect(checkOf(database).requireUsable()).rejects.toThrow('not that of its certificate');
    await change(signers.certificate);
  });

  it('is not usable before the seed ran', async () => {
    const empty = await aDatabase();
    await expect(checkOf(empty).requireUsable()).rejects.toThrow('npm run ops -- ca requests');
    const unseeded = await startService({ database: empty, keyring, clock, trust });
    await expect(unseeded.as('remote-signing').issueSigningCertificate(aRequest())).rejects.toThrow('INTERNAL');
    await expect(unseeded.as('gateway').getCrl({ authority: 'root' })).rejects.toMatchObject({
      reason: 'AUTHORITY_NOT_FOUND',
    });
    await unseeded.close();
    await empty.destroy();
  });

  it('shows operators when each authority ends', async () => {
    expect(await service.registry.metrics()).toContain(
      `certificate_authority_expiry_timestamp_seconds{authority="signers"} ${Date.UTC(2031, 10, 21, 12) / 1000}`,
    );
    expect(await service.registry.metrics()).toContain(
      `certificate_authority_expiry_timestamp_seconds{authority="root-list"} ${Date.UTC(2027, 10, 21, 12) / 1000}`,
    );
  });
});

describe('a revocation list', () => {
  const getList = async (authority: string) => {
    const { crl, nextUpdate } = await service.as('gateway').getCrl({ authority });
    return { crl, nextUpdate, read: new x509.X509Crl(crl) };
  };
  const numberOf = ({ read }: { read: x509.X509Crl }) =>
    Buffer.from(read.getExtension('2.5.29.20')?.value ?? new ArrayBuffer(0)).toString('hex');

  it('is signed by its authority and lasts a day, that of the root a year', async () => {
    for (const { name, certificate } of await listAuthorities(database.db)) {
      // oxlint-disable-next-line no-await-in-loop
      const { read, nextUpdate } = await getList(name);
      // oxlint-disable-next-line no-await-in-loop
      expect(await read.verify({ publicKey: new x509.X509Certificate(certificate) })).toBe(true);
      expect(read.thisUpdate).toEqual(new Date('2026-11-21T12:00:00Z'));
      expect(read.nextUpdate).toEqual(new Date(name === 'root' ? '2027-11-21T12:00:00Z' : '2026-11-22T12:00:00Z'));
      expect(nextUpdate).toEqual(read.nextUpdate);
    }
  });

  witnessed('is accepted by openssl, alone and in the check of a certificate', async () => {
    const { authorities } = await service.as('gateway').listAuthorities({});
    const [root, signers] = authorities.map(({ certificate }) => toPem(certificate));
    if (root === undefined || signers === undefined) throw new Error('an authority is missing');
    const { crl } = await getList('signers');
    const check = ['crl', '-inform', 'der', '-in', '{crl}', '-noout', '-CAfile'];
    expect(openssl([...check, '{signers}'], { crl, signers })).toMatch(/verify OK/);
    expect(openssl([...check, '{root}'], { crl, root })).not.toMatch(/verify OK/);
    const text = openssl(['crl', '-inform', 'der', '-in', '{crl}', '-noout', '-text'], { crl });
    expect(text).toMatch(/Version 2/);
    expect(text).toMatch(/CRL Number: \s+\d+\n/);
    expect(text).toMatch(/Authority Key Identifier/);

    const { certificate } = await service.as('remote-signing').issueSigningCertificate(aRequest());
    const rootList = await getList('root');
    const files = {
      root,
      signers,
      leaf: toPem(certificate),
      crls: Buffer.concat([toCrlPem(crl), toCrlPem(rootList.crl)]),
    };
    const args = ['verify', '-x509_strict', '-crl_check_all', '-attime', String(Math.ceil(at.getTime() / 1000))];
    const chain = ['-CAfile', '{root}', '-untrusted', '{signers}'];
    expect(openssl([...args, ...chain, '-CRLfile', '{crls}', '{leaf}'], files)).toMatch(/leaf: OK/);
    expect(openssl([...args, ...chain, '{leaf}'], files)).toMatch(/unable to get certificate CRL/);
  });

  it('is the same for half of its life, then a new one with a higher number', async () => {
    const first = await getList('signers');
    clock.advance(12 * 3_600_000 - 1000);
    expect((await getList('signers')).crl).toEqual(first.crl);
    clock.advance(1000);
    const second = await getList('signers');
    expect(second.read.thisUpdate).toEqual(new Date('2026-11-22T00:00:00Z'));
    expect(Number.parseInt(numberOf(second), 16)).toBe(Number.parseInt(numberOf(first), 16) + 1);
  });

  it('is signed once when 20 ask at once', async () => {
    clock.advance(86_400_000);
    const before = numberOf({ read: new x509.X509Crl((await lists())[0]?.crl ?? Buffer.alloc(0)) });
    const got = await Promise.all(Array.from({ length: 20 }, () => getList('signers')));
    expect(new Set(got.map(({ crl }) => crl.toString('hex'))).size).toBe(1);
    const [first] = got;
    if (first === undefined) throw new Error('no list');
    expect(Number.parseInt(numberOf(first), 16)).toBe(Number.parseInt(before, 16) + 1);
  });

  const lists = () =>
    database.db.selectFrom('revocationLists').select('crl').where('authority', '=', 'signers').execute();

  it('of an authority that does not exist is not found', async () => {
    for (const authority of ['', 'none', 'toString', 'Root']) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(service.as('gateway').getCrl({ authority })).rejects.toMatchObject({
        kind: 'not_found',
        reason: 'AUTHORITY_NOT_FOUND',
      });
    }
  });
});

it('lets each caller use the methods whose list it is on, and no other', async () => {
  expect(await findAccessFaults(service.service, CertificateAuthorityServiceService, access)).toEqual([]);
});
