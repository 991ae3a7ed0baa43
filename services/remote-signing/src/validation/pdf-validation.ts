import { PdfDict, PdfNumber, PdfString } from '@libpdf/core';
import { readSignedRange, type SignedRange } from './byte-range.ts';
import { readCertificates } from './certificate.ts';
import type { Trust } from './certificate-path.ts';
import {
  findDict,
  findName,
  listOf,
  listSignedFields,
  type ReadPdf,
  readPdf,
  readSecurityStore,
  type SignedField,
} from './pdf-document.ts';
import { conclude, createFindings, type LaterChanges, type SignatureReport } from './report.ts';
import { classifyChanges } from './revision-changes.ts';
import { reportChanges, subjectOf, validateSignature } from './signature-validation.ts';
import { maxSignatures, readSignedData } from './signed-data.ts';
import { checkTimestamp } from './time-stamp.ts';

/** What came of a document as a whole: reports, or the reason why there are none. */
export type DocumentResult = { reports: SignatureReport[] } | { invalid: string } | { notSigned: true };

/** Kinds of signatures (ISO 32000-2 12.8.3, EN 319 142-1 5.3). */
const subFilters: Readonly<Record<string, 'pades' | 'cms' | 'time-stamp'>> = {
  'ETSI.CAdES.detached': 'pades',
  'adbe.pkcs7.detached': 'cms',
  'ETSI.RFC3161': 'time-stamp',
};

interface Placed extends SignedField {
  /** A sentence when it stands where nothing can be trusted. */
  range: SignedRange | string;
}

/** Validates all signatures of a PDF, in the order of its form. Rejects for faults of the code only. */
export async function validatePdf(bytes: Buffer, trust: Trust): Promise<DocumentResult> {
  const read = await readPdf(bytes).catch(() => undefined);
  if (read === undefined) return unreadable(bytes);
  const fields = quietly(() => listSignedFields(read));
  if (fields === undefined || fields.length > maxSignatures) {
    return { invalid: `has more than ${maxSignatures} signatures, or more fields than can be read` };
  }
  if (fields.length === 0) return { notSigned: true };
  const store = quietly(() => readSecurityStore(read));
  const widened: Trust =
    store === undefined
      ? trust
      : {
          ...trust,
          pool: [...readCertificates(store.certificates), ...trust.pool],
          sources: [...trust.sources, { crls: store.crls, ocsps: store.ocsps, embedded: true }],
        };
  const placed = fields.map((field): Placed => {
    const range = quietly(() => readSignedRange(bytes, read, field.signature)) ?? 'The ByteRange cannot be read.';
    return { ...field, range };
  });
  return { reports: await reportAll(placed, { bytes, after: read, trust: widened }) };
}

/** What was damaged after it was signed must not look as if it never had been. */
function unreadable(bytes: Buffer): DocumentResult {
  if (bytes.includes('/Encrypt')) return { invalid: 'must not be encrypted; remove the password first' };
  if (!bytes.includes('/ByteRange')) return { notSigned: true };
  return { reports: [refused('', 'The document is damaged: its signatures cannot be found in it.')] };
}

interface Document {
  bytes: Buffer;
  after: ReadPdf;
  trust: Trust;
}

/** The last revision first: a time-stamp over the document vouches for what was there before it. */
async function reportAll(placed: readonly Placed[], document: Document): Promise<SignatureReport[]> {
  const order = placed
    .map((field, index) => ({ field, index }))
    .toSorted((a, b) => endOf(b.field) - endOf(a.field) || b.index - a.index);
  const reports: SignatureReport[] = [];
  const proofs: { end: number; at: Date }[] = [];
  for (const { field, index } of order) {
    // Each may need all of the memory that there is.
    // oxlint-disable-next-line no-await-in-loop
    const report = await reportField(field, { ...document, proofs });
    reports[index] = report;
    if (report.level === timestampLevel && report.provedAt !== undefined) {
      proofs.push({ end: endOf(field), at: report.provedAt });
    }
  }
  return reports;
}

const timestampLevel = 'document-time-stamp';
const endOf = ({ range }: Placed): number => (typeof range === 'string' ? 0 : range.end);

async function reportField(
  { name, signature, range }: Placed,
  { bytes, after, trust, proofs }: Document & { proofs: readonly { end: number; at: Date }[] },
): Promise<SignatureReport> {
  if (typeof range === 'string') return refused(name, range);
  const kind = subFilters[findName(after, signature, 'SubFilter') ?? ''];
  if (kind === undefined) return refused(name, 'The signature is of a kind that is not known here.');
  const before =
    range.end === bytes.length ? after : await readPdf(bytes.subarray(0, range.end)).catch(() => undefined);
  if (before === undefined || !isThere(before, { name, range })) {
    return refused(name, 'The signature does not stand in the revision that it covers.');
  }
  const forbidsSignatures = quietly(() => isCertifiedForGood(after, signature)) ?? true;
  const laterChanges =
    quietly(() => classifyChanges({ bytes, end: range.end, before, after, forbidsSignatures })) ?? ('other' as const);
  const provedAt = proofs
    .filter(({ end }) => end > range.end)
    .reduce<Date | undefined>((first, { at }) => (first === undefined || at < first ? at : first), undefined);
  const common = { name, laterChanges, coversWholeDocument: laterChanges === 'none' };
  if (kind === 'time-stamp') return reportTimestamp(range, { ...common, trust, provedAt });
  const cms = quietly(() => readSignedData(range.contents));
  const [signer, ...others] = cms?.signedData.signers ?? [];
  const isPadded = cms?.rest.every((octet) => octet === 0) === true;
  if (
    cms === undefined ||
    signer === undefined ||
    others.length > 0 ||
    !isPadded ||
    cms.signedData.content !== undefined
  ) {
    return { ...refused(name, 'The signature is no detached CMS of one signer.'), ...common };
  }
  return validateSignature(signer, cms.signedData, {
    ...common,
    content: range.content,
    trust,
    family: 'PAdES',
    mustNameCertificate: kind === 'pades',
    provedAt,
    claimedAt: claimedTime(after, signature),
  });
}

/** Whether the same signature stands in the same field of a revision. */
function isThere(revision: ReadPdf, { name, range }: { name: string; range: SignedRange }): boolean {
  const fields = quietly(() => listSignedFields(revision)) ?? [];
  return fields.some((field) => {
    const contents = revision.resolve(field.signature.get('Contents'));
    return field.name === name && contents instanceof PdfString && range.contents.equals(contents.bytes);
  });
}

/** Whether it is a certification that allows no change but time-stamps and validation data (ISO 32000-2 12.8.2.2, P = 1). */
function isCertifiedForGood(pdf: ReadPdf, signature: PdfDict): boolean {
  return listOf(pdf, signature, 'Reference').some((member) => {
    const reference = pdf.resolve(member);
    if (!(reference instanceof PdfDict) || findName(pdf, reference, 'TransformMethod') !== 'DocMDP') return false;
    const permission = pdf.resolve(findDict(pdf, reference, 'TransformParams')?.get('P'));
    return permission instanceof PdfNumber && permission.value === 1;
  });
}

function reportTimestamp(
  { contents, content }: SignedRange,
  {
    name,
    laterChanges,
    coversWholeDocument,
    trust,
    provedAt,
  }: {
    name: string;
    laterChanges: LaterChanges;
    coversWholeDocument: boolean;
    trust: Trust;
    provedAt: Date | undefined;
  },
): SignatureReport {
  const { findings, statedAt, certificate } = checkTimestamp(contents, {
    stamped: content,
    moment: provedAt ?? trust.now,
    trust,
  });
  const isProof = findings.gravest() === undefined;
  reportChanges(laterChanges, findings);
  return {
    name,
    level: timestampLevel,
    signedBy: certificate === undefined ? '' : subjectOf(certificate),
    claimedAt: statedAt,
    provedAt: isProof ? statedAt : undefined,
    coversWholeDocument,
    laterChanges,
    ...conclude(findings),
  };
}

function refused(name: string, finding: string): SignatureReport {
  const findings = createFindings();
  findings.fault('format', { sub: 'FORMAT_FAILURE', finding });
  return {
    name,
    level: '',
    signedBy: '',
    claimedAt: undefined,
    provedAt: undefined,
    coversWholeDocument: false,
    laterChanges: 'other',
    ...conclude(findings),
  };
}

/** The moment under M (ISO 32000-1 7.9.4); undefined when it is not there or not a moment. */
function claimedTime(pdf: ReadPdf, signature: PdfDict): Date | undefined {
  const stated = pdf.resolve(signature.get('M'));
  const text = stated instanceof PdfString ? stated.asString() : '';
  const match = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z(?:00'00'?)?|([+-]\d\d)'?(\d\d)'?)?$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, hours = '+00', minutes = '00'] = match;
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${hours}:${minutes}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
