import { generateKeyPairSync } from 'node:crypto';
import { readKeyring } from '@countersign/sealing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Authority, makeAuthority } from './authority.ts';
import { lintCertificate, requireSoundCertificate } from './lint.ts';
import { type CertificatePlan, draftCertificate, readTbs } from './person-certificate.ts';
import { documentSigning, newSerialNumber } from './profiles.ts';
import { readSubject } from './subject.ts';

let root: Authority;
let issuer: Authority;

beforeAll(async () => {
  const keyring = readKeyring(JSON.stringify({ current: 1, keys: { 1: Buffer.alloc(32, 7).toString('base64') } }));
  const making = { keyring, organisation: 'Example', pkiUrl: 'http://pki.example.com', at: new Date('2026-11-21') };
  root = await makeAuthority('root', undefined, making);
  issuer = await makeAuthority('signers', root, making);
});

const aPlan = (over: Partial<CertificatePlan> = {}): CertificatePlan => ({
  profile: documentSigning,
  issuerCertificate: issuer.certificate,
  serialNumber: newSerialNumber(),
  subject: readSubject({
    givenName: 'Ada',
    surname: 'Exämple',
    email: 'ada@example.com',
    country: 'FR',
    serialNumber: 'usr_01',
  }),
  publicKey: generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  }).publicKey,
  notBefore: new Date('2026-11-21T12:00:00Z'),
  notAfter: new Date('2027-11-21T12:00:00Z'),
  pkiUrl: 'http://pki.example.com',
  ...over,
});

describe('the linter', () => {
  it('finds nothing in a certificate that is made as planned', async () => {
    const plan = aPlan();
    expect(lintCertificate(await draftCertificate(plan), plan)).toEqual([]);
  });

  it('finds every single bit that is not as planned', async () => {
    const plan = aPlan();
    const draft = await draftCertificate(plan);
    const tbs = readTbs(draft);
    const at = draft.indexOf(tbs);
    const missed: string[] = [];
    for (let bit = 0; bit < tbs.length * 8; bit += 1) {
      const changed = Buffer.from(draft);
      const octet = at + (bit >> 3);
      changed[octet] = (changed[octet] ?? 0) ^ (1 << (bit & 7));
      if (lintCertificate(changed, plan).length === 0) missed.push(`octet ${octet - at}, bit ${bit & 7}`);
    }
    expect(missed).toEqual([]);
  });

  it.each<[string, (plan: CertificatePlan) => Partial<CertificatePlan>]>([
    ['serial number', () => ({ serialNumber: newSerialNumber() })],
    ['issuer', () => ({ issuerCertificate: root.certificate })],
    ['begins and ends', () => ({ notAfter: new Date('2027-11-21T11:59:59Z') })],
    ['subject', ({ subject }) => ({ subject: { ...subject, attributes: subject.attributes.slice(1) } })],
    ['subjectAlternativeName', ({ subject }) => ({ subject: { ...subject, email: 'eve@example.com' } })],
    ['its key is', () => ({ publicKey: aPlan().publicKey })],
    ['crlDistributionPoints', () => ({ pkiUrl: 'http://other.example.com' })],
    ['keyUsage', ({ profile }) => ({ profile: { ...profile, keyUsage: ['nonRepudiation'] } })],
    ['extendedKeyUsage', ({ profile }) => ({ profile: { ...profile, extendedKeyUsage: [] } })],
    ['certificatePolicies', ({ profile }) => ({ profile: { ...profile, policies: ['2.25.1'] } })],
    ['extensions of its profile', ({ profile }) => ({ profile: { ...profile, extensions: {} } })],
    ['lives no longer', ({ profile }) => ({ profile: { ...profile, lifeDays: 364 } })],
  ])('names what differs from the plan: %s', async (words, change) => {
    const plan = aPlan();
    const faults = lintCertificate(await draftCertificate(plan), { ...plan, ...change(plan) });
    expect(faults.join('\n')).toContain(words);
  });

  it('stops a certificate that would outlive its issuer', async () => {
    const plan = aPlan({ notBefore: new Date('2031-06-01T00:00:00Z'), notAfter: new Date('2032-05-01T00:00:00Z') });
    const draft = await draftCertificate(plan);
    expect(() => requireSoundCertificate(draft, plan)).toThrow(/lives no longer than its profile and its issuer/);
  });

  it('stops what cannot be read', () => {
    expect(lintCertificate(Buffer.from('30020500', 'hex'), aPlan())).toEqual([
      expect.stringContaining('it cannot be read'),
    ]);
    expect(lintCertificate(Buffer.alloc(0), aPlan())).toHaveLength(1);
  });
});
