import { tags } from '@countersign/der';
import { digest, findHash, isWeakHash } from './algorithms.ts';
import { inside, one, readTime, take, takeOptional } from './asn1.ts';
import { type Certificate, readCertificates } from './certificate.ts';
import { checkPath, type PathQuestion, type Trust } from './certificate-path.ts';
import { createFindings, type Fault, type Findings } from './report.ts';
import { identifiers, readKeptValues, readSignedData, type SignedData } from './signed-data.ts';
import { checkSigner } from './signer-check.ts';

/** What a time-stamp told. */
export interface TimestampCheck {
  findings: Findings;
  /** Time that it states; undefined when it cannot be read. */
  statedAt: Date | undefined;
  certificate: Certificate | undefined;
  /** Whether the document itself tells that its certificates are good. */
  isEmbedded: boolean;
}

/**
 * Checks a time-stamp (RFC 3161 2.4.2, EN 319 102-1 5.4) over the parts of what it is to vouch for: imprint, signature, the
 * purpose and path of its authority at `moment`. It proves its time when nothing was found against it.
 */
export function checkTimestamp(
  token: Buffer,
  { stamped, moment, trust }: { stamped: readonly Uint8Array[]; moment: Date; trust: Trust },
): TimestampCheck {
  const findings = createFindings();
  const unreadable = { findings, statedAt: undefined, certificate: undefined, isEmbedded: false };
  try {
    const { signedData, rest } = readSignedData(token);
    const [signer, ...others] = signedData.signers;
    const { content } = signedData;
    const isToken = signedData.contentType === identifiers.timestampInfo && content !== undefined;
    if (signer === undefined || others.length > 0 || !isToken || rest.some((octet) => octet !== 0)) {
      findings.fault('format', unreadableFault);
      return unreadable;
    }
    const info = readInfo(content);
    checkImprint(info, stamped, findings);
    const within = widen(trust, signedData);
    const { certificate, namesCertificate, isGenuine } = checkSigner(signer, signedData, {
      content: [content],
      brought: within.pool,
      findings,
    });
    if (certificate === undefined) return { ...unreadable, statedAt: info.statedAt };
    if (!namesCertificate && isGenuine) {
      findings.fault('signing-certificate', {
        sub: 'SIG_CONSTRAINTS_FAILURE',
        finding: 'The time-stamp does not say whose it is (RFC 3161 2.4.2).',
      });
    }
    // A revocation counts whenever it came. That there is none must at least be told for the time that is stated.
    const question = { certificate, use: 'time-stamp', moment, tellingAt: info.statedAt } as const;
    const isEmbedded = reportPath(question, { trust: within, findings });
    return { findings, statedAt: info.statedAt, certificate, isEmbedded };
  } catch {
    findings.fault('format', unreadableFault);
    return unreadable;
  }
}

const unreadableFault: Fault = { sub: 'FORMAT_FAILURE', finding: 'This is no time-stamp that can be read.' };

/** Looks for a path and revocations, and reports on both; tells whether the document has all that says so. */
export function reportPath(question: PathQuestion, { trust, findings }: { trust: Trust; findings: Findings }): boolean {
  const { pathFault, revocationFault, isEmbedded } = checkPath(question, trust);
  if (pathFault !== undefined) {
    findings.fault('certificate-path', pathFault);
    findings.skipped('revocation', 'Not looked at without a path that holds.');
    return false;
  }
  findings.passed('certificate-path', 'A path that holds leads to an authority that is trusted.');
  if (revocationFault !== undefined) findings.fault('revocation', revocationFault);
  else findings.passed('revocation', 'No certificate of the path was revoked.');
  return isEmbedded;
}

/** Adds the certificates, lists and responses that a SignedData brings along. */
export function widen(trust: Trust, { certificates, crls, ocsps, signers }: SignedData): Trust {
  const kept = signers.flatMap((signer) => {
    try {
      return [readKeptValues(signer)];
    } catch {
      return [];
    }
  });
  return {
    ...trust,
    pool: [...readCertificates([...certificates, ...kept.flatMap((each) => each.certificates)]), ...trust.pool],
    sources: [
      ...trust.sources,
      {
        crls: [...crls, ...kept.flatMap((each) => each.crls)],
        ocsps: [...ocsps, ...kept.flatMap((each) => each.ocsps)],
        embedded: true,
      },
    ],
  };
}

interface TimestampInfo {
  hash: string | undefined;
  imprint: Buffer;
  statedAt: Date;
}

/** TSTInfo (RFC 3161 2.4.2). */
function readInfo(content: Buffer): TimestampInfo {
  const fields = inside(one(content, tags.sequence), tags.sequence);
  take(fields, tags.integer);
  take(fields, tags.objectIdentifier);
  const [algorithm, imprint] = inside(take(fields, tags.sequence), tags.sequence);
  take(fields, tags.integer);
  const statedAt = readTime(take(fields, tags.generalizedTime));
  takeOptional(fields, tags.sequence);
  return {
    hash: algorithm === undefined ? undefined : findHash(algorithm),
    imprint: imprint?.tag === tags.octetString ? imprint.content : Buffer.alloc(0),
    statedAt,
  };
}

function checkImprint({ hash, imprint }: TimestampInfo, stamped: readonly Uint8Array[], findings: Findings): void {
  if (hash === undefined || isWeakHash(hash)) {
    findings.fault('time-stamp', {
      sub: 'CRYPTO_CONSTRAINTS_FAILURE',
      finding: 'The hash function of the time-stamp is too weak or not known here.',
    });
  } else if (digest(hash, ...stamped).equals(imprint)) {
    findings.passed('time-stamp', 'The time-stamp is over just this.');
  } else {
    findings.fault('time-stamp', { sub: 'HASH_FAILURE', finding: 'The time-stamp is over something else.' });
  }
}
