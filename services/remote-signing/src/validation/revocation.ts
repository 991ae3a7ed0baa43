import { type Element, tags } from '@countersign/der';
import { checkSignature, digest, findHash } from './algorithms.ts';
import { inside, notReadable, one, readBits, readOid, readSmall, readTime, take, takeOptional } from './asn1.ts';
import {
  type Certificate,
  checkIssued,
  extensionIds,
  findKeyUsage,
  findPurposes,
  readCertificates,
  readExtensions,
} from './certificate.ts';

/** Revocation lists and OCSP responses, DER, and where they came from. */
export interface RevocationSource {
  crls: readonly Buffer[];
  /** OCSPResponse or BasicOCSPResponse (RFC 6960 4.2.1). */
  ocsps: readonly Buffer[];
  /** Whether they stand in the document. */
  embedded: boolean;
}

/** Status of a certificate at a moment. */
export interface RevocationStatus {
  status: 'good' | 'revoked' | 'held' | 'unknown';
  /** When it was revoked or put on hold. */
  since?: Date;
  /** Whether the document itself tells that it is good. */
  embedded: boolean;
}

/** One statement about one certificate that is authentic. */
interface Statement {
  /** Absent when it is good. */
  revokedAt?: Date;
  onHold: boolean;
  thisUpdate: Date;
  nextUpdate: Date | undefined;
  embedded: boolean;
}

const basicResponse = '1.3.6.1.5.5.7.48.1.1';
const ocspSigning = '1.3.6.1.5.5.7.3.9';
const crlReason = '2.5.29.21';
const certificateHold = 6;
/** Bit of cRLSign (RFC 5280 4.2.1.3). */
const crlSign = 6;
/** Clocks of authorities may be ahead of ours. */
const toleranceMs = 300_000;

/**
 * Tells what the sources say of `certificate` at `moment`. Only what its issuer, or a responder that this issuer named,
 * signed is heard (RFC 5280 6.3, RFC 6960 3.2); what tells of a revocation prevails over what does not.
 */
export function findRevocation(
  { certificate, issuer }: { certificate: Certificate; issuer: Certificate },
  {
    sources,
    moment,
    tellingAt,
    now,
  }: {
    sources: readonly RevocationSource[];
    moment: Date;
    /** Moment of which a source must still tell: earlier than `moment` where that is all one can ask for. */
    tellingAt: Date;
    now: Date;
  },
): RevocationStatus {
  const statements = sources.flatMap(({ crls, ocsps, embedded }) =>
    [
      ...crls.flatMap((raw) => quietly(() => readFromList(raw, { certificate, issuer }))),
      ...ocsps.flatMap((raw) => quietly(() => readFromResponse(raw, { certificate, issuer }))),
    ].map((statement) => ({ ...statement, embedded })),
  );
  const heard = statements.filter(({ thisUpdate }) => thisUpdate.getTime() <= now.getTime() + toleranceMs);
  const revoked = heard.find(({ revokedAt, onHold }) => revokedAt !== undefined && !onHold && revokedAt <= moment);
  if (revoked?.revokedAt !== undefined) return { status: 'revoked', since: revoked.revokedAt, embedded: false };
  const telling = heard.filter((statement) => speaksOf(tellingAt, statement, certificate));
  const newest = telling.toSorted((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime())[0];
  if (newest === undefined) return { status: 'unknown', embedded: false };
  if (newest.revokedAt !== undefined && newest.revokedAt <= moment) {
    return { status: 'held', since: newest.revokedAt, embedded: false };
  }
  return { status: 'good', embedded: telling.some(({ embedded }) => embedded) };
}

/** Whether a statement, made before or after the moment, still holds for it. */
function speaksOf(moment: Date, { thisUpdate, nextUpdate, revokedAt }: Statement, { notAfter }: Certificate): boolean {
  if ((nextUpdate ?? thisUpdate) < moment) return false;
  // Authorities forget certificates that have ended: their silence means nothing then.
  return revokedAt !== undefined || thisUpdate <= notAfter;
}

type Subject = { certificate: Certificate; issuer: Certificate };
type Spoken = Omit<Statement, 'embedded'>;

/** What a CRL says (RFC 5280 5); nothing when it is another's, forged, partial, or has what we do not know. */
function readFromList(raw: Buffer, { certificate, issuer }: Subject): Spoken[] {
  const [tbs, algorithm, signature] = inside(one(raw, tags.sequence), tags.sequence);
  const fields = inside(tbs, tags.sequence);
  takeOptional(fields, tags.integer);
  const inner = take(fields, tags.sequence);
  if (!take(fields, tags.sequence).raw.equals(certificate.issuer)) return [];
  const maySign = findKeyUsage(issuer)?.(crlSign) ?? true;
  if (tbs === undefined || algorithm === undefined || !algorithm.raw.equals(inner.raw) || !maySign) return [];
  if (issuer.publicKey === undefined) return [];
  const outcome = checkSignature({ algorithm, key: issuer.publicKey, data: tbs.raw, signature: readBits(signature) });
  if (outcome !== 'holds') return [];
  const thisUpdate = readTime(fields.shift());
  const isTime = fields[0]?.tag === tags.utcTime || fields[0]?.tag === tags.generalizedTime;
  const nextUpdate = isTime ? readTime(fields.shift()) : undefined;
  const entries = takeOptional(fields, tags.sequence);
  const extensions = takeOptional(fields, 0xa0);
  // Indirect, partial and delta lists say so in critical extensions; they do not tell of all certificates.
  if (extensions !== undefined && hasCritical(one(extensions.content))) return [];
  const entry =
    entries === undefined
      ? undefined
      : inside(entries, tags.sequence)
          .map((each) => inside(each, tags.sequence))
          .find(([serial]) => serial?.content.equals(certificate.serialNumber) === true);
  if (entry === undefined) return [{ onHold: false, thisUpdate, nextUpdate }];
  const [, revokedAt, details] = entry;
  const reason = details === undefined ? undefined : readExtensions(details).get(crlReason)?.value;
  const onHold = reason !== undefined && readSmall(one(reason), tags.enumerated) === certificateHold;
  return [{ revokedAt: readTime(revokedAt), onHold, thisUpdate, nextUpdate }];
}

function hasCritical(extensions: Element): boolean {
  return [...readExtensions(extensions).values()].some(({ critical }) => critical);
}

/** What an OCSP response says (RFC 6960 4.2); nothing when nobody entitled signed it. */
function readFromResponse(raw: Buffer, { certificate, issuer }: Subject): Spoken[] {
  const [tbs, algorithm, signature, extra] = inside(unwrapResponse(raw), tags.sequence);
  if (tbs === undefined || algorithm === undefined) throw notReadable();
  const fields = inside(tbs, tags.sequence);
  takeOptional(fields, 0xa0);
  fields.shift(); // responderID: the key that verifies tells as much.
  const producedAt = readTime(fields.shift());
  const responses = inside(fields.shift(), tags.sequence);
  const own = responses.filter((response) => isAbout(response, { certificate, issuer }));
  if (own.length === 0) return [];
  const brought =
    extra === undefined ? [] : readCertificates(inside(one(extra.content), tags.sequence).map((e) => e.raw));
  const bits = readBits(signature);
  const isSigned = [issuer, ...brought.filter((each) => mayAnswer(each, issuer, producedAt))].some(
    ({ publicKey }) =>
      publicKey !== undefined &&
      checkSignature({ algorithm, key: publicKey, data: tbs.raw, signature: bits }) === 'holds',
  );
  if (!isSigned) return [];
  const critical = takeOptional(fields, 0xa1);
  if (critical !== undefined && hasCritical(one(critical.content))) return [];
  return own.flatMap(readSingle);
}

function unwrapResponse(raw: Buffer): Element {
  const outer = one(raw, tags.sequence);
  const [status, bytes] = inside(outer, tags.sequence);
  if (status?.tag !== tags.enumerated) return outer;
  if (readSmall(status, tags.enumerated) !== 0 || bytes === undefined) throw notReadable();
  const [type, response] = inside(one(bytes.content), tags.sequence);
  if (readOid(type) !== basicResponse || response === undefined) throw notReadable();
  return one(response.content, tags.sequence);
}

/** Whether the authority named this responder, which need not be asked about itself (RFC 6960 4.2.2.2). */
function mayAnswer(responder: Certificate, issuer: Certificate, producedAt: Date): boolean {
  return (
    responder.issuer.equals(issuer.subject) &&
    (findPurposes(responder)?.includes(ocspSigning) ?? false) &&
    responder.extensions.has(extensionIds.ocspNoCheck) &&
    responder.notBefore <= producedAt &&
    producedAt <= responder.notAfter &&
    checkIssued(responder, issuer) === 'holds'
  );
}

function isAbout(response: Element, { certificate, issuer }: Subject): boolean {
  const [algorithm, name, key, serial] = inside(inside(response, tags.sequence)[0], tags.sequence);
  const hash = algorithm === undefined ? undefined : findHash(algorithm);
  return (
    hash !== undefined &&
    name?.content.equals(digest(hash, issuer.subject)) === true &&
    key?.content.equals(digest(hash, issuer.publicKeyBits)) === true &&
    serial?.content.equals(certificate.serialNumber) === true
  );
}

function readSingle(response: Element): Spoken[] {
  const [, status, ...rest] = inside(response, tags.sequence);
  const thisUpdate = readTime(rest.shift());
  const next = takeOptional(rest, 0xa0);
  const nextUpdate = next === undefined ? undefined : readTime(one(next.content));
  const times = { thisUpdate, nextUpdate };
  const details = takeOptional(rest, 0xa1);
  if (details !== undefined && hasCritical(one(details.content))) return [];
  if (status?.tag === 0x80) return [{ onHold: false, ...times }];
  if (status?.tag !== 0xa1) return [];
  const parts = inside(status, 0xa1);
  const revokedAt = readTime(parts.shift());
  const reason = takeOptional(parts, 0xa0);
  const onHold = reason !== undefined && readSmall(one(reason.content), tags.enumerated) === certificateHold;
  return [{ revokedAt, onHold, ...times }];
}

/** What cannot be read says nothing. */
function quietly<T>(read: () => T[]): T[] {
  try {
    return read();
  } catch {
    return [];
  }
}
