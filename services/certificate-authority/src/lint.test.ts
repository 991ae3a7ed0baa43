import { generateKeyPairSync } from 'node:crypto';
import {
  type AlternativeName,
  authorityCertificateProfile,
  authorityProfiles,
  type CertificatePlan,
  type CertificateProfile,
  draftCertificate,
  extensionIds,
  lintCertificate,
  makeRoot,
  type NameAttribute,
  newSerialNumber,
  ocspDelegateProfile,
  ownName,
  purposes,
  type Root,
  readTbs,
  requireSoundCertificate,
  type Subject,
  signCertificate,
  timestampProfile,
} from '@countersign/certificates';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { documentSigning } from './person-profile.ts';
import { readSubject } from './subject.ts';
import { organisationAttributes, readOrganisation } from './tls/organisation.ts';
import { privateServerProfile, publicServerProfiles, secondsOfDays } from './tls/profiles.ts';

let open: Root;
let root: { certificate: Buffer };
let issuer: { certificate: Buffer };
let tls: { certificate: Buffer };
let privateIssuer: { certificate: Buffer };
let services: { certificate: Buffer };

beforeAll(async () => {
  const ledger = { read: async () => [], append: async () => undefined };
  const at = new Date('2026-11-21');
  open = await makeRoot(generateKeyPairSync('ec', { namedCurve: 'P-384' }), {
    organisation: { name: 'Example' },
    ledger,
    at,
  });
  root = open;
  const plans = (['signers', 'tls', 'private', 'services'] as const).map(async (name) => {
    const tbs = readTbs(await draftCertificate(anAuthorityPlan(name)));
    return { certificate: await signCertificate(tbs, open) };
  });
  [issuer, tls, privateIssuer, services] = (await Promise.all(plans)) as [
    typeof issuer,
    typeof tls,
    typeof privateIssuer,
    typeof services,
  ];
});

const aPublicKey = () =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  }).publicKey;

const anAuthorityPlan = (
  name: 'signers' | 'tls' | 'private' | 'services',
  over: Partial<CertificatePlan> = {},
): CertificatePlan => ({
  profile: authorityCertificateProfile(name),
  issuerCertificate: root.certificate,
  serialNumber: newSerialNumber(),
  subject: { attributes: ownName({ name: 'Example' }, authorityProfiles[name].title), alternativeNames: [] },
  publicKey: aPublicKey(),
  notBefore: new Date('2026-11-21'),
  notAfter: new Date('2031-11-21'),
  pkiUrl: 'http://pki.example.com',
  ...over,
});

const person = readSubject({
  givenName: 'Ada',
  surname: 'Exämple',
  email: 'ada@example.com',
  country: 'FR',
  serialNumber: 'usr_01',
});

const aPlan = (over: Partial<CertificatePlan> = {}): CertificatePlan => ({
  profile: documentSigning,
  issuerCertificate: issuer.certificate,
  serialNumber: newSerialNumber(),
  subject: { attributes: person.attributes, alternativeNames: [{ type: 'email', value: person.email }] },
  publicKey: aPublicKey(),
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
    [
      'subjectAlternativeName',
      ({ subject }) => ({ subject: { ...subject, alternativeNames: [{ type: 'email', value: 'eve@example.com' }] } }),
    ],
    ['its key is', () => ({ publicKey: aPlan().publicKey })],
    ['crlDistributionPoints', () => ({ pkiUrl: 'http://other.example.com' })],
    ['keyUsage', ({ profile }) => ({ profile: { ...profile, keyUsage: ['nonRepudiation'] } })],
    ['extendedKeyUsage', ({ profile }) => ({ profile: { ...profile, extendedKeyUsage: [] } })],
    ['certificatePolicies', ({ profile }) => ({ profile: { ...profile, policies: ['2.25.1'] } })],
    ['extensions of its profile', ({ profile }) => ({ profile: { ...profile, extensions: {} } })],
    [
      'lives no longer',
      ({ profile }) => ({ profile: { ...profile, lifeLimits: [{ from: new Date(0), seconds: 364 * 86_400 }] } }),
    ],
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

const organisation = {
  name: 'Example Widgets',
  locality: 'Lyon',
  state: '',
  country: 'FR',
  registrationNumber: '',
  jurisdictionCountry: '',
  jurisdictionState: '',
  businessCategory: '',
};
const registered = {
  ...organisation,
  registrationNumber: '123 456 789',
  jurisdictionCountry: 'FR',
  businessCategory: 'Private Organization',
};
const dns = (...names: string[]): AlternativeName[] => names.map((value) => ({ type: 'dns', value }));
const aServerPlan = (profile: CertificateProfile, subject: Partial<Subject>, over: Partial<CertificatePlan> = {}) =>
  aPlan({
    profile,
    issuerCertificate: profile.issuer === 'tls' ? tls.certificate : privateIssuer.certificate,
    subject: { attributes: [], alternativeNames: dns('www.example.com', '*.example.org'), ...subject },
    notAfter: new Date(Date.UTC(2026, 10, 21, 12) + secondsOfDays(199) * 1000),
    ...over,
  });
const { dv, ov, ev } = publicServerProfiles;
const ofDv = (subject: Partial<Subject> = {}, over: Partial<CertificatePlan> = {}) => aServerPlan(dv, subject, over);
const ofOv = (attributes: NameAttribute[], subject: Partial<Subject> = {}) =>
  aServerPlan(ov, { attributes, ...subject });
const ofEv = (attributes: NameAttribute[], alternativeNames = dns('www.example.com')) =>
  aServerPlan(ev, { attributes, alternativeNames });
const ofPrivate = (subject: Partial<Subject> = {}, over: Partial<CertificatePlan> = {}) =>
  aServerPlan(privateServerProfile, subject, over);
const without = (attributes: NameAttribute[], type: string) => attributes.filter((each) => each.type !== type);
const ovNames = readOrganisation(organisation, 'ov');
const evNames = readOrganisation(registered, 'ev');
const commonName: NameAttribute = { type: '2.5.4.3', encoding: 'utf8String', value: 'www.example.com' };
const weakKey = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  }).publicKey;
const { locality, name, country, registrationNumber } = organisationAttributes;
const { subjectKeyIdentifier } = extensionIds;

describe('the rules for servers', () => {
  it.each<[string, () => CertificatePlan]>([
    ['dv', () => ofDv()],
    ['ov', () => ofOv(ovNames)],
    ['ov by state', () => ofOv(readOrganisation({ ...organisation, locality: '', state: 'Rhône' }, 'ov'))],
    ['ev', () => ofEv(evNames)],
    ['ev by state', () => ofEv(readOrganisation({ ...registered, jurisdictionState: 'Rhône' }, 'ev'))],
    ['private', () => ofPrivate({ attributes: readOrganisation(organisation, 'private') })],
    [
      'private by address',
      () =>
        ofPrivate({
          alternativeNames: [
            ...dns('printer', '*.corp.internal'),
            { type: 'ip', value: '10.0.0.1' },
            { type: 'ip', value: '2001:db8::1:0:0:ffff' },
            { type: 'ip', value: '0:0:0:0:0:ffff:c000:201' },
            { type: 'ip', value: '::' },
          ],
        }),
    ],
  ])('are kept by a certificate for %s', async (_, make) => {
    const plan = make();
    expect(lintCertificate(await draftCertificate(plan), plan)).toEqual([]);
  });

  it('leave no bit of a certificate to chance', async () => {
    const plan = ofOv(ovNames);
    const draft = await draftCertificate(plan);
    const tbs = readTbs(draft);
    const at = draft.indexOf(tbs);
    const missed: number[] = [];
    for (let bit = 0; bit < tbs.length * 8; bit += 1) {
      const changed = Buffer.from(draft);
      const octet = at + (bit >> 3);
      changed[octet] = (changed[octet] ?? 0) ^ (1 << (bit & 7));
      if (lintCertificate(changed, plan).length === 0) missed.push(bit);
    }
    expect(missed).toEqual([]);
  });

  // Each plan is followed to the letter, so that only the rule stands in the way.
  it.each<[string, () => CertificatePlan]>([
    ['RFC 5280 4.2.1.6', () => ofDv({ alternativeNames: [] })],
    [
      'RFC 5280 4.2.1.6',
      () =>
        aServerPlan(
          { ...ov, extensions: { ...ov.extensions, [extensionIds.subjectAlternativeName]: true } },
          { attributes: ovNames },
        ),
    ],
    ['BR 7.1.2.7.11', () => ofDv({}, { profile: { ...dv, keyUsage: ['digitalSignature', 'nonRepudiation'] } })],
    ['BR 7.1.2.7.11', () => ofPrivate({}, { profile: { ...privateServerProfile, keyUsage: ['keyCertSign'] } })],
    [
      'BR 7.1.2.7.10',
      () => ofDv({}, { profile: { ...dv, extendedKeyUsage: [...dv.extendedKeyUsage, '1.3.6.1.5.5.7.3.2'] } }),
    ],
    [
      'BR 7.1.2.7.10',
      () => ofPrivate({}, { profile: { ...privateServerProfile, extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'] } }),
    ],
    ['no name is there twice', () => ofDv({ alternativeNames: dns('www.example.com', 'www.example.com') })],
    ['4.2.2', () => ofDv({ alternativeNames: dns('printer.internal') })],
    ['4.2.2', () => ofDv({ alternativeNames: dns('WWW.example.com') })],
    ['4.2.2', () => ofDv({ alternativeNames: dns('*.co.uk') })],
    ['4.2.2', () => ofDv({ alternativeNames: [{ type: 'ip', value: '192.0.2.1' }] })],
    ['4.2.2', () => ofDv({ alternativeNames: [{ type: 'email', value: 'ada@example.com' }] })],
    ['EVG 7.1.2.1', () => ofEv(evNames, dns('*.example.com'))],
    ['BR 7.1.2.7.9', () => ofDv({}, { profile: { ...dv, policies: ov.policies } })],
    ['BR 7.1.2.7.9', () => ofDv({}, { profile: { ...dv, policies: [...dv.policies, ...ov.policies] } })],
    [
      'BR 7.1.2.7.6',
      () => ofDv({}, { profile: { ...dv, extensions: { ...dv.extensions, [subjectKeyIdentifier]: false } } }),
    ],
    [
      'RFC 5280 4.2.1.13 and 4.2.2.1',
      () => ofDv({}, { profile: { ...dv, extensions: leaveOut(dv, extensionIds.crlDistributionPoints) } }),
    ],
    [
      'RFC 5280 4.2.1.13 and 4.2.2.1',
      () => ofDv({}, { profile: { ...dv, extensions: leaveOut(dv, extensionIds.authorityInfoAccess) } }),
    ],
    ['BR 6.1.1.3', () => ofDv({}, { publicKey: weakKey() })],
    ['its key is of a strong kind', () => ofPrivate({}, { publicKey: weakKey() })],
    ['BR 7.1.2.7.2', () => ofDv({ attributes: [commonName] })],
    ['BR 7.1.2.7.2', () => ofDv({ attributes: ovNames })],
    ['BR 7.1.2.7.4: it names', () => ofOv([...ovNames, commonName])],
    ['BR 7.1.2.7.4: it names', () => ofOv([...ovNames, ...ovNames.slice(-1)])],
    ['BR 7.1.2.7.4: it names', () => ofOv(without(ovNames, name))],
    ['BR 7.1.2.7.4: it names', () => ofOv(without(ovNames, country))],
    ['BR 7.1.2.7.4: it tells town', () => ofOv(without(ovNames, locality))],
    ['BR 7.1.4.2', () => ofOv(ovNames.toReversed())],
    ['EVG 7.1.4.2', () => ofEv(ovNames)],
    ['EVG 7.1.4.2', () => ofEv(without(evNames, registrationNumber))],
    ['BR 7.1.2.7.4: it tells town', () => ofEv(without(evNames, locality))],
    ['our own: its names', () => ofPrivate({ alternativeNames: [{ type: 'email', value: 'ada@example.com' }] })],
    ['our own: its names', () => ofPrivate({ alternativeNames: dns('under_score') })],
    // A form that the library gets wrong.
    ['subjectAlternativeName', () => ofPrivate({ alternativeNames: [{ type: 'ip', value: '::ffff:192.0.2.1' }] })],
    ['BR 7.1.6.1', () => ofPrivate({}, { profile: { ...privateServerProfile, policies: dv.policies } })],
    ['nothing but the organisation', () => ofPrivate({ attributes: [commonName] })],
    ['lives no longer', () => ofDv({}, { notAfter: new Date('2027-06-09T12:00:00Z') })],
  ])('stop what breaks %s', async (words, make) => {
    const plan = make();
    const faults = lintCertificate(await draftCertificate(plan), plan);
    expect(faults).toEqual([expect.stringContaining(words)]);
  });
});

function leaveOut({ extensions }: CertificateProfile, id: string): CertificateProfile['extensions'] {
  return Object.fromEntries(Object.entries(extensions).filter(([each]) => each !== id));
}

describe('the rules for authorities and delegates', () => {
  const aDelegatePlan = (profile: CertificateProfile, over: Partial<CertificatePlan> = {}): CertificatePlan =>
    aPlan({
      profile,
      issuerCertificate: (profile.issuer === 'root' ? root : profile.issuer === 'services' ? services : issuer)
        .certificate,
      subject: { attributes: ownName({ name: 'Example', country: 'FR' }, 'OCSP'), alternativeNames: [] },
      notAfter: new Date('2027-02-01T12:00:00Z'),
      ...over,
    });
  const withoutAccess = (profile: CertificateProfile): CertificateProfile => {
    const { [extensionIds.authorityInfoAccess]: _, ...extensions } = profile.extensions;
    return { ...profile, extensions };
  };
  const responder = ocspDelegateProfile('signers');

  it.each<[string, () => CertificatePlan]>([
    ['signers', () => anAuthorityPlan('signers')],
    ['tls', () => anAuthorityPlan('tls')],
    ['services', () => anAuthorityPlan('services')],
    ['a responder', () => aDelegatePlan(responder)],
    ["the root's responder", () => aDelegatePlan(ocspDelegateProfile('root'))],
    ['a time-stamping unit', () => aDelegatePlan(timestampProfile)],
  ])('are kept by the certificate of %s, of which no bit is left to chance', async (_, make) => {
    const plan = make();
    const draft = await draftCertificate(plan);
    expect(lintCertificate(draft, plan)).toEqual([]);
    const tbs = readTbs(draft);
    const at = draft.indexOf(tbs);
    const missed: number[] = [];
    for (let octet = 0; octet < tbs.length; octet += 1) {
      const changed = Buffer.from(draft);
      changed[at + octet] = (changed[at + octet] ?? 0) ^ (1 << (octet & 7));
      if (lintCertificate(changed, plan).length === 0) missed.push(octet);
    }
    expect(missed).toEqual([]);
  });

  it.each<[string, () => CertificatePlan]>([
    ['RFC 5280 4.2.1.13 and 4.2.2.1', () => aDelegatePlan(withoutAccess(responder))],
    ['RFC 5280 4.2.1.13 and 4.2.2.1', () => aPlan({ profile: withoutAccess(documentSigning) })],
    [
      'RFC 5280 4.2.1.13 and 4.2.2.1',
      () => anAuthorityPlan('tls', { profile: withoutAccess(authorityCertificateProfile('tls')) }),
    ],
    [
      'RFC 6960 4.2.2.2',
      () => aDelegatePlan({ ...responder, extendedKeyUsage: [purposes.ocspSigning, purposes.serverAuth] }),
    ],
    [
      'RFC 6960 4.2.2.2.1',
      () => {
        const { [extensionIds.ocspNoCheck]: _, ...extensions } = responder.extensions;
        return aDelegatePlan({ ...responder, extensions });
      },
    ],
    ['RFC 5280 4.2.1.3', () => aDelegatePlan({ ...responder, keyUsage: ['digitalSignature', 'keyCertSign'] })],
    [
      'RFC 3161 2.3: it is for',
      () => aDelegatePlan({ ...timestampProfile, extendedKeyUsage: [purposes.timeStamping, purposes.ocspSigning] }),
    ],
    [
      'says so critically',
      () =>
        aDelegatePlan({
          ...timestampProfile,
          extensions: { ...timestampProfile.extensions, [extensionIds.extendedKeyUsage]: false },
        }),
    ],
    ['RFC 3161 2.3 and', () => aDelegatePlan({ ...timestampProfile, keyUsage: ['digitalSignature', 'cRLSign'] })],
    [
      'RFC 5280 4.2.1.9',
      () => {
        const { authority: _, ...profile } = authorityCertificateProfile('signers');
        return anAuthorityPlan('signers', { profile });
      },
    ],
    [
      'RFC 5280 4.2.1.3',
      () =>
        anAuthorityPlan('signers', {
          profile: { ...authorityCertificateProfile('signers'), keyUsage: ['keyCertSign'] },
        }),
    ],
    ['RFC 5280 4.1.2.6', () => anAuthorityPlan('signers', { subject: { attributes: [], alternativeNames: [] } })],
    ['our own', () => aPlan({ publicKey: weakKey() })],
  ])('are broken as %s says', async (rule, make) => {
    const plan = make();
    const faults = lintCertificate(await draftCertificate(plan), plan);
    expect(faults).toEqual([expect.stringContaining(rule)]);
  });
});
