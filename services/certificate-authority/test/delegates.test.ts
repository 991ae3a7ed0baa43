import { verify, X509Certificate } from 'node:crypto';
import { planCertification, readCertificate } from '@countersign/certificates';
import { fakeClock } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { installDelegate, listOutstandingDelegateRequests } from '../src/delegate/ceremony.ts';
import { listCertified } from '../src/delegate/delegate-store.ts';
import { createDelegates } from '../src/delegate/delegates.ts';
import { aDatabase, aKeyring, aRoot } from './fixture.ts';
import { delegatesOf, issuingDeps, renewAll } from './online.ts';
import { openssl, toPem, witnessed } from './openssl.ts';

const day = 86_400_000;
const begin = new Date('2026-11-21T12:00:00Z');
const keyring = aKeyring();
let database: Awaited<ReturnType<typeof aDatabase>>;
beforeAll(async () => {
  database = await aDatabase(keyring);
});
afterAll(() => database.destroy());

const at = (days: number) =>
  issuingDeps({ database, keyring, clock: fakeClock(new Date(begin.getTime() + days * day)) });
const responders = ['ocsp:signers', 'ocsp:tls', 'ocsp:private', 'ocsp:services'];

describe('delegates', () => {
  it('are made once, however many processes begin at the same time', async () => {
    const rounds = await Promise.all([renewAll(at(0)), renewAll(at(0)), renewAll(at(0))]);
    expect(rounds.flat().toSorted()).toEqual([...responders, 'tsa'].toSorted());
    const certified = await listCertified(database.db);
    expect(certified.map(({ name }) => name).toSorted()).toEqual([...responders, 'ocsp:root', 'tsa'].toSorted());
    const issued = await database.db.selectFrom('issuances').select('requestId').execute();
    expect(issued).toHaveLength(5);
    expect(await renewAll(at(1))).toEqual([]);
  });

  witnessed('have certificates for their purpose only, below their authority', async () => {
    const [responder] = await delegatesOf(database, 'ocsp:signers');
    const [stamper] = await delegatesOf(database, 'tsa');
    const textOf = (certificate: Buffer | null | undefined) =>
      openssl(['x509', '-in', '{certificate}', '-noout', '-text'], {
        certificate: toPem(certificate ?? Buffer.alloc(0)),
      });
    expect(textOf(responder?.certificate)).toContain('OCSP No Check');
    expect(textOf(responder?.certificate)).toMatch(/X509v3 Extended Key Usage: \n\s+OCSP Signing\n/);
    expect(textOf(stamper?.certificate)).toMatch(/X509v3 Extended Key Usage: critical\n\s+Time Stamping\n/);
  });

  it('are renewed in the last third of their use, and the old ones sign until the new ones are there', async () => {
    expect(await renewAll(at(59))).toEqual([]);
    const deps = at(61);
    const [old] = await delegatesOf(database, 'ocsp:tls');
    expect((await createDelegates(deps).find('ocsp:tls'))?.id).toBe(old?.id);
    expect((await renewAll(deps)).toSorted()).toEqual(responders.toSorted());
    const current = await createDelegates(deps).find('ocsp:tls');
    expect(current?.id).not.toBe(old?.id);
    const content = Buffer.from('content');
    const made = new X509Certificate(current?.certificate ?? Buffer.alloc(0));
    const signature = await current?.sign(content);
    expect(verify('sha256', content, { key: made.publicKey, dsaEncoding: 'der' }, signature ?? Buffer.alloc(0))).toBe(
      true,
    );
  });

  it('are known to a process that did not renew them after half a minute', async () => {
    const clock = fakeClock(new Date(begin.getTime() + 130 * day));
    const delegates = createDelegates({ ...at(130), clock });
    const known = await delegates.find('ocsp:private');
    await renewAll(at(130));
    expect((await delegates.find('ocsp:private'))?.id).toBe(known?.id);
    clock.advance(30_000);
    expect((await delegates.find('ocsp:private'))?.id).not.toBe(known?.id);
  });

  it('that stamp time stop after a year, though their certificates go on', async () => {
    const [stamper] = await delegatesOf(database, 'tsa');
    const { validToDate } = new X509Certificate(stamper?.certificate ?? Buffer.alloc(0));
    expect(validToDate.getTime()).toBeGreaterThan(begin.getTime() + 4 * 365 * day);
    expect((await createDelegates(at(364)).find('tsa'))?.id).toBe(stamper?.id);
    expect(await createDelegates(at(366)).find('tsa')).toBeUndefined();
    expect(await renewAll(at(366))).toContain('tsa');
  });

  it('whose certificates ended are forgotten, with their keys', async () => {
    const before = await delegatesOf(database, 'ocsp:signers');
    await renewAll(at(600));
    const after = await delegatesOf(database, 'ocsp:signers');
    expect(after).toHaveLength(1);
    expect(before.map(({ id }) => id)).not.toContain(after[0]?.id);
  });
});

describe('the delegate of the root', () => {
  it('asks for its certificate with the same key until it has it, and installs only that', async () => {
    const root = await aRoot({ name: 'Example' }, begin);
    const other = await aDatabase();
    try {
      const deps = issuingDeps({ database: other, keyring, clock: fakeClock(begin) });
      const [request, again] = [
        await listOutstandingDelegateRequests(deps),
        await listOutstandingDelegateRequests(deps),
      ].map(([one]) => one);
      if (request === undefined || again === undefined) throw new Error('nothing was asked for');
      expect(request.name).toBe('ocsp:root');
      const planned = await planCertification(root, request, { pkiUrl: 'http://pki.example.com', at: begin });
      const certificate = await planned.certify();
      const [waiting] = await delegatesOf(other, 'ocsp:root');
      expect(readCertificate(certificate).publicKey).toEqual(waiting?.publicKey);

      const install = (over: { name?: string; certificate?: Buffer; rootCertificate?: Buffer }) =>
        installDelegate(deps, { name: 'ocsp:root', certificate, rootCertificate: root.certificate, ...over }, 'ops');
      const elsewhere = await aRoot({ name: 'Example' }, begin);
      const refused = { reason: 'CEREMONY_RESULT_INVALID' };
      await expect(install({ rootCertificate: elsewhere.certificate })).rejects.toMatchObject(refused);
      await expect(install({ name: 'ocsp:signers' })).rejects.toMatchObject(refused);
      await expect(install({ certificate: root.certificate })).rejects.toMatchObject(refused);
      await expect(install({ certificate: Buffer.from('hello') })).rejects.toMatchObject(refused);
      expect(await install({})).toBe(true);
      expect(await install({})).toBe(false);
      expect(await listOutstandingDelegateRequests(deps)).toEqual([]);
      const late = issuingDeps({ database: other, keyring, clock: fakeClock(new Date(begin.getTime() + 300 * day)) });
      const [next] = await listOutstandingDelegateRequests(late);
      expect(next?.name).toBe('ocsp:root');
    } finally {
      await other.destroy();
    }
  });
});
