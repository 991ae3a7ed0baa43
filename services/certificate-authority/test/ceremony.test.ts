import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listAudit } from '@countersign/audit';
import {
  type CertificationRequest,
  createRootFolder,
  findRootFolder,
  type LedgerEntry,
  planCertification,
  type Root,
  revokeInLedger,
  signerOf,
  signRootList,
  writeCertificationRequest,
} from '@countersign/certificates';
import { fakeClock, itWitnessedBy, type TestDatabase } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listAuthorities } from '../src/authority-store.ts';
import { installCeremonyResult } from '../src/ceremony/installation.ts';
import type { CertificateAuthorityDatabase } from '../src/database.ts';
import { createHierarchy, createHierarchyCheck } from '../src/hierarchy.ts';
import { aDatabase, aKeyring, aLedger, aRequest, aRoot, ceremonyDeps, pkiUrl, startService } from './fixture.ts';
import { openssl, toCrlPem, toPem, witnessed } from './openssl.ts';

const passphrase = 'a passphrase for tests';
const keyring = aKeyring();
const clock = fakeClock('2026-11-22T12:00:00.500Z');
const home = mkdtempSync(path.join(tmpdir(), 'countersign-root-'));
const folder = path.join(home, 'root');
let root: Root;
let database: TestDatabase<CertificateAuthorityDatabase>;
let service: Awaited<ReturnType<typeof startService>>;

beforeAll(async () => {
  root = await createRootFolder(folder, {
    organisation: { name: 'Example', country: 'FR' },
    passphrase,
    at: clock.now(),
  });
  database = await aDatabase();
  service = await startService({ database, keyring, clock });
});
afterAll(async () => {
  await service.close();
  await database.destroy();
  rmSync(home, { recursive: true });
});

const ops = () => service.as('ops');
const certify = async (by: Root, requests: readonly CertificationRequest[], url = pkiUrl) => {
  const certificates = [{ name: 'root', certificate: by.certificate }];
  for (const request of requests) {
    // oxlint-disable-next-line no-await-in-loop
    const planned = await planCertification(by, request, { pkiUrl: url, at: clock.now() });
    // oxlint-disable-next-line no-await-in-loop
    certificates.push({ name: request.name, certificate: await planned.certify() });
  }
  return { certificates, rootCrl: (await signRootList(by, clock.now())).crl };
};
const authorityOf = async (name: string) => {
  const found = (await listAuthorities(database.db)).find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name} is missing`);
  return found;
};

describe('a ceremony', () => {
  it('certifies what the service asks for, which is not usable before', async () => {
    const check = createHierarchyCheck(database.db, ceremonyDeps({ database, keyring }).custody);
    await expect(check.requireUsable()).rejects.toThrow('npm run ops -- ca requests');
    const { requests, rootCertificate } = await ops().listCertificationRequests({});
    expect(rootCertificate).toHaveLength(0);
    expect(requests.map(({ name }) => name)).toEqual(['signers', 'tls', 'private', 'services', 'ocsp:root']);
    const result = await certify(root, requests);
    const { installed } = await ops().installCeremonyResult(result);
    expect(installed).toEqual(['root', 'signers', 'tls', 'private', 'services', 'root-list', 'ocsp:root']);
    expect(await ops().installCeremonyResult(result)).toEqual({ installed: [] });
    expect((await ops().listCertificationRequests({})).requests).toEqual([]);
    expect(await check.requireUsable()).toHaveLength(5);
    expect(new X509Certificate((await authorityOf('services')).certificate).subject).toBe(
      'C=FR\nO=Example\nCN=Example Services CA',
    );
    const { keysHeld, custody } = await ops().attestAuthorityKeys({});
    expect({ keysHeld, custody }).toEqual({ keysHeld: ['signers', 'tls', 'private', 'services'], custody: 'sealed' });
  });

  it('writes its intents down before it signs, and goes on with one that was interrupted', async () => {
    const kinds = (await root.ledger.read()).map(({ kind }) => kind);
    expect(kinds).toEqual([...Array.from({ length: 6 }, () => ['intended', 'signed']).flat(), 'listed']);
    const other = await aDatabase();
    const { requests } = await (async () => {
      const beside = await startService({ database: other, keyring, clock });
      const found = await beside.as('ops').listCertificationRequests({});
      await beside.close();
      return found;
    })();
    const [signers] = requests;
    if (signers === undefined) throw new Error('nothing is requested');
    const entries: LedgerEntry[] = [];
    const fresh = await aRoot({ name: 'Example' }, clock.now());
    const broken: Root = {
      ...fresh,
      ledger: aLedger(entries),
      signer: { hash: 'SHA-384', sign: () => Promise.reject(new Error('the machine was switched off')) },
    };
    const plan = (by: Root) => planCertification(by, signers, { pkiUrl, at: clock.now() });
    await expect((await plan(broken)).certify()).rejects.toThrow('switched off');
    expect(entries.map(({ kind }) => kind)).toEqual(['intended']);
    const whole: Root = { ...broken, signer: fresh.signer };
    // Somebody who could write to the ledger has nothing else signed.
    const [begun] = entries;
    if (begun?.kind !== 'intended') throw new Error('nothing is intended');
    const evil = Buffer.from(begun.tbs, 'base64').toString('latin1').replace('Example', 'Evil CA');
    const forged = { ...begun, tbs: Buffer.from(evil, 'latin1').toString('base64') };
    expect((await plan({ ...whole, ledger: aLedger([forged]) })).state).toBe('new');
    const again = await plan(whole);
    expect(again.state).toBe('interrupted');
    const certificate = await again.certify();
    expect(new X509Certificate(certificate).serialNumber.toLowerCase()).toBe(
      entries[0]?.kind === 'intended' ? entries[0].serialNumber : '',
    );
    const signed = await plan(whole);
    expect(signed.state).toBe('signed');
    expect(await signed.certify()).toEqual(certificate);
    await other.destroy();
  });

  it('does not certify a request that is changed in any octet, or a name that is not for the root', async () => {
    const fresh = await aDatabase();
    const beside = await startService({ database: fresh, keyring, clock });
    const { requests } = await beside.as('ops').listCertificationRequests({});
    const [signers] = requests;
    if (signers === undefined) throw new Error('nothing is requested');
    const outcomes = await Promise.all(
      Array.from({ length: signers.request.length }, async (_, octet) => {
        const request = Buffer.from(signers.request);
        request[octet] = (request[octet] ?? 0) ^ 1;
        const given = { name: 'signers', request };
        return await planCertification(root, given, { pkiUrl, at: clock.now() }).then(
          () => octet,
          () => undefined,
        );
      }),
    );
    expect(outcomes.filter((octet) => octet !== undefined)).toEqual([]);
    for (const name of ['root', 'ocsp:signers', 'tsa', 'toString']) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(planCertification(root, { ...signers, name }, { pkiUrl, at: clock.now() })).rejects.toThrow(
        'does not certify',
      );
    }
    await beside.close();
    await fresh.destroy();
  });

  witnessed('makes certificates that openssl accepts strictly, and not with a bit changed', async () => {
    const { certificate } = await service.as('remote-signing').issueSigningCertificate(aRequest());
    const lists = await Promise.all(
      ['root', 'signers'].map(async (authority) => (await service.as('gateway').getCrl({ authority })).crl),
    );
    const signers = (await authorityOf('signers')).certificate;
    const verify = (changed: Buffer) => {
      const files = {
        root: toPem(root.certificate),
        signers: changed,
        leaf: toPem(certificate),
        crls: Buffer.concat(lists.map(toCrlPem)),
      };
      const at = ['-attime', String(Math.ceil(clock.now().getTime() / 1000))];
      const chain = ['-CAfile', '{root}', '-untrusted', '{signers}', '-CRLfile', '{crls}', '{leaf}'];
      return openssl(['verify', '-x509_strict', '-check_ss_sig', '-crl_check_all', ...at, ...chain], files);
    };
    expect(verify(toPem(signers))).toMatch(/leaf: OK/);
    const flipped = Buffer.from(signers);
    flipped[flipped.length - 20] = (flipped[flipped.length - 20] ?? 0) ^ 1;
    expect(verify(toPem(flipped))).not.toMatch(/leaf: OK/);
  });

  itWitnessedBy('certtool')('makes a chain that GnuTLS accepts, too, and not with a bit changed', async () => {
    // It looks at its own clock only.
    const at = new Date();
    const now = await aRoot({ name: 'Example' }, at);
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    const request = await writeCertificationRequest(spki, signerOf(privateKey, 'SHA-256'));
    const certificate = await (await planCertification(now, { name: 'services', request }, { pkiUrl, at })).certify();
    const verify = (given: Buffer) => {
      const file = path.join(home, 'chain.pem');
      writeFileSync(file, Buffer.concat([toPem(given), toPem(now.certificate)]));
      const { stdout, stderr } = spawnSync('certtool', ['--verify-chain', '--infile', file], { encoding: 'utf8' });
      return `${stdout}${stderr}`;
    };
    expect(verify(certificate)).toMatch(/Chain verification output: Verified/);
    const flipped = Buffer.from(certificate);
    flipped[flipped.length - 20] = (flipped[flipped.length - 20] ?? 0) ^ 1;
    expect(verify(flipped)).not.toMatch(/output: Verified/);
  });
});

describe('what is handed in', () => {
  const refused = expect.objectContaining({ reason: 'CEREMONY_RESULT_INVALID' });
  const nothing = { certificates: [], rootCrl: Buffer.alloc(0) };
  let fresh: TestDatabase<CertificateAuthorityDatabase>;
  let requests: CertificationRequest[];
  const install = (result: Partial<Parameters<typeof installCeremonyResult>[1]>) =>
    installCeremonyResult(ceremonyDeps({ database: fresh, keyring, clock }), { ...nothing, ...result }, 'ops');

  beforeAll(async () => {
    fresh = await aDatabase();
    const beside = await startService({ database: fresh, keyring, clock });
    ({ requests } = await beside.as('ops').listCertificationRequests({}));
    await beside.close();
  });
  afterAll(() => fresh.destroy());

  it('is refused as a whole when one part of it is not as it must be', async () => {
    const result = await certify(root, requests);
    const stranger = await aRoot({ name: 'Example' }, clock.now());
    const byStranger = await certify(stranger, requests);
    const [first, signers, tls] = result.certificates;
    if (first === undefined || signers === undefined || tls === undefined) throw new Error('it is not whole');
    const otherAddress = await certify(
      await aRoot({ name: 'Other' }, clock.now()),
      requests,
      'http://evil.example.net',
    );
    const flipped = Buffer.from(signers.certificate);
    flipped[100] = (flipped[100] ?? 0) ^ 1;
    const wrong = [
      // Without a root.
      [signers],
      // Of another root.
      [first, ...byStranger.certificates.slice(1)],
      // A signer's certificate as a root, and one that is cut.
      [{ name: 'root', certificate: signers.certificate }],
      [{ name: 'root', certificate: first.certificate.subarray(0, 300) }],
      // For another key and name than wait here.
      [first, { name: 'signers', certificate: (await authorityOf('signers')).certificate }],
      [first, { name: 'tls', certificate: signers.certificate }],
      [first, { name: 'nobody', certificate: signers.certificate }],
      [first, { name: 'tsa', certificate: signers.certificate }],
      [first, tls, { name: 'signers', certificate: flipped }],
      [first, { name: 'ocsp:root', certificate: signers.certificate }],
      // With other addresses.
      otherAddress.certificates,
    ];
    for (const certificates of wrong) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(install({ certificates })).rejects.toEqual(refused);
    }
    await expect(install({ certificates: [first], rootCrl: byStranger.rootCrl })).rejects.toEqual(refused);
    const brokenList = Buffer.from(result.rootCrl);
    brokenList[60] = (brokenList[60] ?? 0) ^ 1;
    await expect(install({ certificates: [first], rootCrl: brokenList })).rejects.toEqual(refused);
    expect(await listAuthorities(fresh.db)).toEqual([]);

    expect(await install(result)).toHaveLength(7);
    await expect(install({ certificates: [{ name: 'root', certificate: stranger.certificate }] })).rejects.toEqual(
      refused,
    );
  });

  it('cannot bring an older list back', async () => {
    const older = await signRootList(root, clock.now());
    const newer = await signRootList(root, clock.now());
    expect(await install({ rootCrl: newer.crl })).toEqual(['root-list']);
    expect(await install({ rootCrl: older.crl })).toEqual([]);
    const later = await signRootList(root, new Date(clock.now().getTime() + 3_600_000));
    await expect(install({ rootCrl: later.crl })).rejects.toEqual(refused);
  });
});

describe('an authority that the root revokes', () => {
  it('issues nothing more, and is replaced under a new key by the next ceremony', async () => {
    const before = await authorityOf('signers');
    const [serial] = await revokeInLedger(root, {
      name: 'signers',
      serialNumber: new X509Certificate(before.certificate).serialNumber,
      reason: 'keyCompromise',
      at: clock.now(),
    });
    expect(serial).toBe(new X509Certificate(before.certificate).serialNumber.toLowerCase());
    const { crl } = await signRootList(root, clock.now());
    expect(await ops().installCeremonyResult({ certificates: [], rootCrl: crl })).toEqual({ installed: ['root-list'] });
    await expect(service.as('remote-signing').issueSigningCertificate(aRequest())).rejects.toThrow('INTERNAL');
    const check = createHierarchyCheck(database.db, ceremonyDeps({ database, keyring }).custody);
    await expect(check.requireUsable()).rejects.toThrow('the authority signers is revoked');
    // What was certified before does not come back by being handed in again.
    const old = { name: 'signers', certificate: before.certificate };
    expect(await ops().installCeremonyResult({ certificates: [old], rootCrl: Buffer.alloc(0) })).toEqual({
      installed: [],
    });

    const { requests } = await ops().listCertificationRequests({});
    expect(requests.map(({ name }) => name)).toEqual(['signers']);
    const { installed } = await ops().installCeremonyResult(await certify(root, requests));
    expect(installed).toEqual(['signers', 'root-list']);
    const { chain } = await service.as('remote-signing').issueSigningCertificate(aRequest());
    expect(chain[0]).not.toEqual(before.certificate);
    const records = await listAudit(database.db, 'authorities', { after: 0, limit: 100 });
    expect(records.slice(-4).map(({ action, subject, actor }) => [action, subject, actor])).toEqual([
      ['root_list.installed', 'root', 'ops'],
      ['authority.revoked', 'signers', 'ops'],
      ['authority.renewed', 'signers', 'ops'],
      ['root_list.installed', 'root', 'ops'],
    ]);
  });

  it('near its end gets a new certificate for its key', async () => {
    const later = fakeClock('2030-11-22T12:00:00Z');
    const deps = ceremonyDeps({ database, keyring, clock: later });
    const before = await authorityOf('tls');
    const made = await createHierarchy(deps, async () => await findRootFolder(folder, passphrase));
    expect(made).toEqual(expect.arrayContaining(['tls', 'private', 'services', 'root-list', 'ocsp:root']));
    const after = await authorityOf('tls');
    expect(after.notAfter).toEqual(new Date('2035-11-22T12:00:00Z'));
    const keyOf = ({ certificate }: { certificate: Buffer }) => new X509Certificate(certificate).publicKey;
    expect(keyOf(after).equals(keyOf(before))).toBe(true);
  });
});
