import { describeCertificate } from '../credential/certificate.ts';
import type { Certificate } from './certificate.ts';
import type { Trust } from './certificate-path.ts';
import {
  conclude,
  createFindings,
  type Fault,
  type Findings,
  type LaterChanges,
  type SignatureReport,
} from './report.ts';
import { identifiers, type SignedData, type SignerInfo } from './signed-data.ts';
import { checkSigner } from './signer-check.ts';
import { checkTimestamp, reportPath, type TimestampCheck, widen } from './time-stamp.ts';

/** What is known of a signature besides its bytes. */
export interface SignatureContext {
  name: string;
  /** What it is over; undefined when a detached signature came alone. */
  content: readonly Uint8Array[] | undefined;
  trust: Trust;
  /** `PAdES` or `CAdES`. */
  family: 'PAdES' | 'CAdES';
  /** Whether the format demands that the signature names its certificate. */
  mustNameCertificate: boolean;
  /** Time at which it is proved to have been there, by a time-stamp over the document. */
  provedAt: Date | undefined;
  /** Time that the document claims in place of the signature. */
  claimedAt: Date | undefined;
  laterChanges: LaterChanges;
  coversWholeDocument: boolean;
}

/** Validates one signature (EN 319 102-1 5.5: with time, then 5.6 for what proves itself). Throws nothing. */
export function validateSignature(
  signer: SignerInfo,
  signedData: SignedData,
  context: SignatureContext,
): SignatureReport {
  const findings = createFindings();
  const { name, content, laterChanges, coversWholeDocument, claimedAt } = context;
  const frame = { name, claimedAt, laterChanges, coversWholeDocument, signedBy: '', provedAt: undefined, level: '' };
  if (content === undefined) {
    findings.fault('digest', {
      sub: 'SIGNED_DATA_NOT_FOUND',
      finding: 'What was signed is not there: the signature is detached.',
    });
    return { ...frame, ...conclude(findings) };
  }
  try {
    const trust = widen(context.trust, signedData);
    const checked = checkSigner(signer, signedData, { content, brought: trust.pool, findings });
    const { certificate, isGenuine, namesCertificate } = checked;
    const common = { ...frame, claimedAt: context.claimedAt ?? checked.claimedAt };
    if (certificate === undefined) return { ...common, ...conclude(findings) };
    findings.checks.unshift({ name: 'format', outcome: 'passed', finding: 'The signature can be read.' });
    if (!namesCertificate && isGenuine && context.mustNameCertificate) {
      const finding = 'The signature does not name its certificate, as its format demands.';
      findings.fault('signing-certificate', { sub: 'SIG_CONSTRAINTS_FAILURE', finding });
    }
    const stamps = isGenuine ? checkStamps(signer, trust) : [];
    const holding = stamps.filter(({ findings: found }) => found.gravest() === undefined);
    const provedAt = earliest([...holding.map(({ statedAt }) => statedAt), isGenuine ? context.provedAt : undefined]);
    reportStamps({ stamps, provedAt }, findings);
    const isKept = judgeCertificate({ certificate, provedAt, trust }, findings);
    reportChanges(laterChanges, findings);
    const isLong = isKept && holding.length > 0 && holding.every(({ isEmbedded }) => isEmbedded);
    const level = provedAt === undefined ? 'B-B' : isLong ? 'B-LT' : 'B-T';
    return {
      ...common,
      provedAt,
      signedBy: subjectOf(certificate),
      level: namesCertificate ? `${context.family}-${level}` : 'CMS',
      ...conclude(findings),
    };
  } catch {
    findings.fault('format', { sub: 'FORMAT_FAILURE', finding: 'The signature cannot be read.' });
    return { ...frame, ...conclude(findings) };
  }
}

/** The time-stamps over the signature value. Their own authorities must be good now: nothing later vouches for them. */
function checkStamps(signer: SignerInfo, trust: Trust): TimestampCheck[] {
  const tokens = signer.unsignedAttributes.get(identifiers.signatureTimestamp) ?? [];
  return tokens
    .slice(0, maxTimestamps)
    .map(({ raw }) => checkTimestamp(raw, { stamped: [signer.signature], moment: trust.now, trust }));
}

const maxTimestamps = 10;

function reportStamps(
  { stamps, provedAt }: { stamps: readonly TimestampCheck[]; provedAt: Date | undefined },
  findings: Findings,
): void {
  if (provedAt !== undefined) {
    findings.passed('time-stamp', `A time-stamp proves that the signature was there at ${provedAt.toISOString()}.`);
    return;
  }
  const [failed] = stamps.flatMap(({ findings: found }) => found.gravest() ?? []);
  if (failed === undefined) {
    findings.skipped('time-stamp', 'There is none: the signature is judged as of now.');
    return;
  }
  // It proves nothing; the signature may be good all the same.
  const finding = `The time-stamp proves no time (${failed.sub}): ${failed.finding}`;
  findings.checks.push({ name: 'time-stamp', outcome: 'failed', finding });
}

function judgeCertificate(
  { certificate, provedAt, trust }: { certificate: Certificate; provedAt: Date | undefined; trust: Trust },
  findings: Findings,
): boolean {
  if (provedAt !== undefined && provedAt < certificate.notBefore) {
    const finding = 'The signature is proved to be older than the certificate.';
    findings.fault('certificate-path', { sub: 'NOT_YET_VALID', finding });
    return false;
  }
  return reportPath({ certificate, use: 'document', moment: provedAt ?? trust.now }, { trust, findings });
}

/** Reports on what came after the signature. */
export function reportChanges(laterChanges: LaterChanges, findings: Findings): void {
  if (laterChanges === 'other') findings.fault('later-changes', changedFault);
  else if (laterChanges === 'permitted') {
    findings.passed('later-changes', 'Only signatures, time-stamps and validation data were added after it.');
  } else findings.passed('later-changes', 'Nothing came after it.');
}

const changedFault: Fault = {
  sub: 'SIG_CONSTRAINTS_FAILURE',
  finding: 'The document was changed after it was signed: what is shown now is not what was signed.',
};

function earliest(moments: readonly (Date | undefined)[]): Date | undefined {
  return moments
    .filter((moment) => moment !== undefined)
    .reduce<Date | undefined>((first, next) => (first === undefined || next < first ? next : first), undefined);
}

/** Subject for people; empty for names that the runtime cannot show. */
export function subjectOf({ raw }: Certificate): string {
  try {
    return describeCertificate(raw).subject;
  } catch {
    return '';
  }
}
