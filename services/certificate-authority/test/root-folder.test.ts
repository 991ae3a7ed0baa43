import { createPrivateKey, X509Certificate } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createRootFolder,
  fileLedger,
  findRootFolder,
  type Root,
  revokeInLedger,
  signRootList,
} from '@countersign/certificates';
import { seal } from '@countersign/sealing';
import { fakeClock } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { authorityKeyPlace } from '../src/authority.ts';
import { listAuthorities } from '../src/authority-store.ts';
import { exportDatabaseRoot } from '../src/ceremony/root-export.ts';
import { createHierarchy } from '../src/hierarchy.ts';
import { aDatabase, aKeyring, ceremonyDeps, startService } from './fixture.ts';
import { openssl, witnessed } from './openssl.ts';

const passphrase = 'a passphrase for tests';
const keyring = aKeyring();
const clock = fakeClock('2026-11-22T12:00:00.500Z');
const home = mkdtempSync(path.join(tmpdir(), 'countersign-root-'));
const folder = path.join(home, 'root');
let root: Root;

beforeAll(async () => {
  root = await createRootFolder(folder, {
    organisation: { name: 'Example', country: 'FR' },
    passphrase,
    at: clock.now(),
  });
});
afterAll(() => rmSync(home, { recursive: true }));

describe('a root in a folder', () => {
  it('opens with its passphrase and no other, and is never made twice', async () => {
    expect((await findRootFolder(folder, passphrase))?.certificate).toEqual(root.certificate);
    await expect(findRootFolder(folder, 'another passphrase')).rejects.toThrow('cannot be opened with this passphrase');
    const again = { organisation: { name: 'Example' }, passphrase, at: clock.now() };
    await expect(createRootFolder(folder, again)).rejects.toThrow('has a root already');
    await expect(createRootFolder(path.join(home, 'weak'), { ...again, passphrase: 'short' })).rejects.toThrow(
      '12 characters',
    );
    expect(await findRootFolder(path.join(home, 'nowhere'), passphrase)).toBeUndefined();
    expect(statSync(path.join(folder, 'root.key')).mode & 0o077).toBe(0);
  });

  witnessed('is encrypted so that openssl opens it, and wants the passphrase', () => {
    const key = readFileSync(path.join(folder, 'root.key'));
    const args = (pass: string) => ['pkey', '-in', '{key}', '-passin', `pass:${pass}`, '-noout', '-text'];
    expect(openssl(args(passphrase), { key })).toMatch(/NIST CURVE: P-384/);
    expect(openssl(args('another passphrase'), { key })).not.toMatch(/P-384/);
    const structure = openssl(['asn1parse', '-in', '{key}'], { key });
    expect(structure).toMatch(/scrypt/);
    expect(structure).toMatch(/aes-256-cbc/);
  });

  it('that was begun and interrupted is finished as the same', async () => {
    const begun = path.join(home, 'begun');
    const organisation = { name: 'Example' };
    await createRootFolder(begun, { organisation, passphrase, at: clock.now() });
    const entries = await fileLedger(path.join(begun, 'ledger.jsonl')).read();
    expect(entries.map(({ kind }) => kind)).toEqual(['intended', 'signed']);
    // As after a crash between intent and signature.
    writeFileSync(path.join(begun, 'ledger.jsonl'), `${JSON.stringify(entries[0])}\n`);
    rmSync(path.join(begun, 'root.pem'));
    const finished = await createRootFolder(begun, { organisation, passphrase, at: new Date('2027-01-01') });
    const { serialNumber, validFromDate } = new X509Certificate(finished.certificate);
    expect(serialNumber.toLowerCase()).toBe(entries[0]?.kind === 'intended' ? entries[0].serialNumber : '');
    expect(validFromDate).toEqual(new Date('2026-11-22T12:00:00Z'));
  });

  it('tells which line of its ledger cannot be read', async () => {
    const file = path.join(home, 'ledger.jsonl');
    appendFileSync(file, '{"kind":"listed","number":"1"}\n{"kind":\n');
    await expect(fileLedger(file).read()).rejects.toThrow('line 2 of');
  });
});

describe('an installation of before, whose root is in the database', () => {
  it('gets what is new from it, and gives it away into a folder', async () => {
    const older = await aDatabase();
    const deps = ceremonyDeps({ database: older, keyring, clock });
    // As the code before made it: no services, a list of a day, the key of the root sealed in its row.
    const source = path.join(home, 'source');
    const made = await createRootFolder(source, { organisation: { name: 'Example' }, passphrase, at: clock.now() });
    await createHierarchy(deps, async () => made);
    const key = createPrivateKey({ key: readFileSync(path.join(source, 'root.key')), passphrase });
    const sealedKey = seal(keyring, key.export({ format: 'der', type: 'pkcs8' }), authorityKeyPlace('root'));
    await older.db.updateTable('authorities').set({ sealedKey }).where('name', '=', 'root').execute();
    await older.db.deleteFrom('authorities').where('name', '=', 'services').execute();
    await older.db.deleteFrom('delegates').execute();
    const nextUpdate = new Date(clock.now().getTime() - 1000);
    await older.db
      .updateTable('revocationLists')
      .set({ number: 41n, nextUpdate })
      .where('authority', '=', 'root')
      .execute();
    const before = await listAuthorities(older.db);

    const unusedRoot = () => Promise.reject(new Error('no other root is needed'));
    expect(await createHierarchy(deps, unusedRoot)).toEqual(['services', 'root-list', 'ocsp:root']);
    expect((await listAuthorities(older.db)).slice(0, 4)).toEqual(before);
    const beside = await startService({ database: older, keyring, clock });
    expect((await beside.as('ops').attestAuthorityKeys({})).keysHeld).toContain('root');
    const list = await beside.as('gateway').getCrl({ authority: 'root' });
    expect(list.nextUpdate).toEqual(new Date('2027-11-22T12:00:00Z'));

    const target = path.join(home, 'exported');
    const options = { keyring, folder: target, passphrase, at: clock.now() };
    await exportDatabaseRoot(older.db, options);
    await expect(exportDatabaseRoot(older.db, options)).rejects.toThrow('not in this database');
    expect((await beside.as('ops').attestAuthorityKeys({})).keysHeld).not.toContain('root');
    const exported = await findRootFolder(target, passphrase);
    if (exported === undefined) throw new Error('it was not exported');
    const names = (await exported.ledger.read()).flatMap((entry) => (entry.kind === 'signed' ? [entry.name] : []));
    expect(names).toEqual(expect.arrayContaining(['root', 'signers', 'tls', 'private', 'services', 'ocsp:root']));
    // Its lists go on where those of the database ended, and it can revoke what it certified there.
    expect((await signRootList(exported, clock.now())).number).toBe(43n);
    expect(await revokeInLedger(exported, { name: 'tls', reason: 'superseded', at: clock.now() })).toHaveLength(1);
    expect(await createHierarchy(deps, async () => exported)).toEqual([]);
    await beside.close();
    await older.destroy();
  });
});
