import { type Element, readSequence } from '@countersign/der';
import {
  type AuthorityName,
  authorityCertificateProfile,
  authorityProfiles,
  findAuthorityName,
  organisationOf,
  ownName,
} from '../authority-profiles.ts';
import { type CertificatePlan, type Subject, signCertificate } from '../certificate.ts';
import { ocspDelegateProfile, ocspDelegateTitle } from '../delegate-profiles.ts';
import { lintTbs } from '../lint/lint.ts';
import { readFieldsOfTbs, readTbsFields, readTime } from '../lint/reading.ts';
import { type CertificateProfile, newSerialNumber } from '../profiles.ts';
import { readCertificationRequest } from './certification-request.ts';
import { type LedgerEntry, signedIn } from './ledger.ts';
import { endOf, intend, type Root, toSecond } from './root.ts';

/** The delegate that tells the status of what the root issued. */
export const rootDelegate = 'ocsp:root';

const day = 86_400_000;
// What was intended longer ago is not signed as if it were new.
const mostInterruptedMs = 30 * day;

/** One request of a ceremony. */
export interface CertificationRequest {
  /** An authority, or `ocsp:root`. */
  name: string;
  /** CertificationRequest, DER (RFC 2986). */
  request: Buffer;
}

/** What the root is about to sign for a request, or has signed. */
export interface Certification {
  name: string;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
  notBefore: Date;
  notAfter: Date;
  /** Names of the certificate. */
  subject: Subject;
  /** `new`, `interrupted` when its intent is in the ledger, `signed` when the certificate is. */
  state: 'new' | 'interrupted' | 'signed';
  /** Brings it about: DER. */
  certify(): Promise<Buffer>;
}

/** What the root certifies under a name. Throws an Error for any other. */
export function rootCertifies(name: string): {
  profile: CertificateProfile;
  title: string;
  lifeYears: number;
  /** With less left, a new certificate is due. */
  renewalMs: number;
} {
  if (name === rootDelegate) {
    return {
      profile: ocspDelegateProfile('root'),
      title: ocspDelegateTitle('root'),
      lifeYears: 1,
      renewalMs: 122 * day,
    };
  }
  const authority: AuthorityName | undefined = findAuthorityName(name);
  if (authority === undefined || authority === 'root') throw new Error(`a root does not certify ${name}`);
  const { title, lifeYears } = authorityProfiles[authority];
  // A year of its own life more than what a certificate below it may need.
  return { profile: authorityCertificateProfile(authority), title, lifeYears, renewalMs: 400 * day };
}

/**
 * Decides what the root says to a request, without any use of its key: what it signed before as long as that lasts, what
 * it intended before and was interrupted in, or a new certificate. Throws an Error for a request that does not hold.
 */
export async function planCertification(
  root: Root,
  { name, request }: CertificationRequest,
  { pkiUrl, at }: { pkiUrl: string; at: Date },
): Promise<Certification> {
  const { profile, title, lifeYears, renewalMs } = rootCertifies(name);
  const publicKey = readCertificationRequest(request);
  const subject: Subject = {
    attributes: ownName(organisationOf(root.certificate), title),
    alternativeNames: [],
  };
  const entries = await root.ledger.read();
  const found = { name, publicKey, subject };
  const signed = signedIn(entries).findLast(
    (each) =>
      each.name === name &&
      each.revoked === undefined &&
      readTbsFields(each.certificate).publicKey.raw.equals(publicKey) &&
      endOf(each.certificate).getTime() - at.getTime() > renewalMs,
  );
  if (signed !== undefined) {
    const life = lifeOf(readTbsFields(signed.certificate));
    return { ...found, ...life, state: 'signed', certify: async () => signed.certificate };
  }
  const plan = { profile, issuerCertificate: root.certificate, subject, publicKey, pkiUrl };
  const begun = findInterrupted(entries, { name, publicKey, at }, plan);
  if (begun !== undefined) {
    return { ...found, ...begun.life, state: 'interrupted', certify: () => sign(root, { name, at, ...begun }) };
  }
  const notBefore = toSecond(at);
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + lifeYears);
  const rootEnd = endOf(root.certificate);
  const life = { notBefore, notAfter: rootEnd < notAfter ? rootEnd : notAfter };
  const next = { ...plan, ...life, serialNumber: newSerialNumber() };
  return {
    ...found,
    ...life,
    state: 'new',
    certify: async () => await sign(root, { name, at, ...(await intend(next, { name, ledger: root.ledger, at })) }),
  };
}

async function sign(
  { certificate: issuer, signer, ledger }: Root,
  { name, serialNumber, tbs, at }: { name: string; serialNumber: string; tbs: Buffer; at: Date },
): Promise<Buffer> {
  const certificate = await signCertificate(tbs, { signer, certificate: issuer });
  await ledger.append({
    kind: 'signed',
    at: at.toISOString(),
    name,
    serialNumber,
    certificate: certificate.toString('base64'),
  });
  return certificate;
}

/**
 * The youngest intent for a name and key that has come to nothing yet, if it says what the root would say now: whoever can
 * write to the ledger must not have anything else signed.
 */
function findInterrupted(
  entries: readonly LedgerEntry[],
  { name, publicKey, at }: { name: string; publicKey: Buffer; at: Date },
  plan: Omit<CertificatePlan, 'serialNumber' | 'notBefore' | 'notAfter'>,
): { serialNumber: string; tbs: Buffer; life: { notBefore: Date; notAfter: Date } } | undefined {
  const ended = new Set(signedIn(entries).map(({ serialNumber }) => serialNumber));
  for (const entry of entries.toReversed()) {
    if (entry.kind !== 'intended' || entry.name !== name || ended.has(entry.serialNumber)) continue;
    const tbs = Buffer.from(entry.tbs, 'base64');
    const fields = readFieldsOfTbs(tbs);
    const life = lifeOf(fields);
    const isTimely = Math.abs(at.getTime() - life.notBefore.getTime()) <= mostInterruptedMs;
    if (!isTimely || !fields.publicKey.raw.equals(publicKey)) continue;
    const { serialNumber } = entry;
    if (lintTbs(tbs, { ...plan, ...life, serialNumber }).length === 0) return { serialNumber, tbs, life };
  }
  return undefined;
}

function lifeOf({ validity }: { validity: Element }): { notBefore: Date; notAfter: Date } {
  const [notBefore, notAfter] = readSequence(validity.raw).map(readTime);
  if (notBefore === undefined || notAfter === undefined) throw new Error('a certificate has no life');
  return { notBefore, notAfter };
}
