import { timingSafeEqual } from 'node:crypto';
import { type Element, tags } from '@countersign/der';
import { checkSignature, digest, findHash, isWeakHash } from './algorithms.ts';
import { inside, notReadable, one, readOid, readTime, take, takeOptional } from './asn1.ts';
import { type Certificate, extensionIds, readCertificates } from './certificate.ts';
import type { Findings } from './report.ts';
import { type Attributes, findValue, identifiers, type SignedData, type SignerInfo } from './signed-data.ts';

/** What the signature itself told; paths and times are looked at elsewhere. */
export interface SignerCheck {
  /** Undefined when nobody's was found. */
  certificate: Certificate | undefined;
  /** Whether the signed attributes name the certificate (EN 319 122-1 5.2.2), as every AdES signature does. */
  namesCertificate: boolean;
  claimedAt: Date | undefined;
  /** Whether digest, attributes and signature are right: what a time-stamp may vouch for. */
  isGenuine: boolean;
}

/**
 * Checks one signer over the parts of a content, which follow one another (EN 319 102-1 5.2.2, 5.2.3 and 5.2.7; RFC 5652
 * 5.4 and 5.6): digest, attributes, the certificate that they name, and the signature. Throws an Error for attributes that
 * cannot be read.
 */
export function checkSigner(
  signer: SignerInfo,
  signedData: SignedData,
  {
    content,
    brought,
    findings,
  }: { content: readonly Uint8Array[]; brought: readonly Certificate[]; findings: Findings },
): SignerCheck {
  const { signedAttributes } = signer;
  const isWhole = checkDigest(signer, signedData, content, findings);
  const certificate = findSigner(signer, [...readCertificates(signedData.certificates), ...brought]);
  const named = signedAttributes === undefined ? undefined : readNamedCertificate(signedAttributes);
  const claimed = signedAttributes === undefined ? undefined : findValue(signedAttributes, identifiers.signingTime);
  const claimedAt = claimed === undefined ? undefined : readTime(claimed);
  const broken = { certificate, namesCertificate: false, claimedAt, isGenuine: false };
  if (certificate?.publicKey === undefined) {
    const finding = 'The certificate of the signer is not there, or its key is of an unknown kind.';
    findings.fault('signing-certificate', { sub: 'NO_SIGNING_CERTIFICATE_FOUND', finding });
    return broken;
  }
  if (named !== undefined && !isNamed(certificate, named)) {
    const finding = 'The signature names another certificate than the one it comes with.';
    findings.fault('signing-certificate', { sub: 'NO_SIGNING_CERTIFICATE_FOUND', finding });
    return broken;
  }
  if (named === undefined)
    findings.skipped('signing-certificate', 'The signature does not say which certificate is meant.');
  else findings.passed('signing-certificate', 'The signature names the certificate that it comes with.');
  const outcome = checkSignature({
    algorithm: signer.algorithm,
    digestHash: signer.digestHash,
    key: certificate.publicKey,
    data: signedAttributes === undefined ? Buffer.concat(content) : signer.signedBytes,
    signature: signer.signature,
  });
  if (outcome === 'broken') {
    const finding = 'The signature was not made with the key of the certificate over these attributes.';
    findings.fault('signature', { sub: 'SIG_CRYPTO_FAILURE', finding });
    return broken;
  }
  if (outcome === 'holds') findings.passed('signature', 'The signature was made with the key of the certificate.');
  else {
    const finding = `The algorithm of the signature is ${outcome === 'weak' ? 'too weak' : 'not known here'}.`;
    findings.fault('signature', { sub: 'CRYPTO_CONSTRAINTS_FAILURE', finding });
  }
  if (signedAttributes?.has(identifiers.signaturePolicy) === true) {
    const finding = 'The signature was made under a policy that is not known here.';
    findings.fault('signature', { sub: 'SIGNATURE_POLICY_NOT_AVAILABLE', finding });
  }
  return { certificate, namesCertificate: named !== undefined, claimedAt, isGenuine: isWhole && outcome === 'holds' };
}

function checkDigest(
  { signedAttributes, digestHash }: SignerInfo,
  { contentType }: SignedData,
  content: readonly Uint8Array[],
  findings: Findings,
): boolean {
  if (signedAttributes === undefined) {
    // RFC 5652 5.3; and attributes must not pass for a content (they are signed in the same way).
    if (contentType !== identifiers.data || looksLikeAttributes(content)) throw notReadable();
    findings.skipped('digest', 'The content is signed itself, without attributes.');
    return true;
  }
  const type = findValue(signedAttributes, identifiers.contentType);
  const stated = findValue(signedAttributes, identifiers.messageDigest);
  if (readOid(type) !== contentType || stated?.tag !== tags.octetString) throw notReadable();
  if (digestHash === undefined) {
    const finding = 'The hash function of the signature is not known here.';
    findings.fault('digest', { sub: 'CRYPTO_CONSTRAINTS_FAILURE', finding });
    return false;
  }
  const computed = digest(digestHash, ...content);
  if (computed.length !== stated.content.length || !timingSafeEqual(computed, stated.content)) {
    findings.fault('digest', { sub: 'HASH_FAILURE', finding: 'The content was changed after it was signed.' });
    return false;
  }
  if (isWeakHash(digestHash)) {
    const finding = 'The hash function of the signature is too weak.';
    findings.fault('digest', { sub: 'CRYPTO_CONSTRAINTS_FAILURE', finding });
    return true;
  }
  findings.passed('digest', 'The content is what was signed, byte by byte.');
  return true;
}

function looksLikeAttributes(content: readonly Uint8Array[]): boolean {
  const [first] = content;
  if (first?.[0] !== tags.set) return false;
  try {
    inside(one(Buffer.concat(content)), tags.set).map((each) => readOid(inside(each, tags.sequence)[0]));
    return true;
  } catch {
    return false;
  }
}

/** The certificate that the signer's identifier means (RFC 5652 5.3). */
function findSigner({ identifier }: SignerInfo, candidates: readonly Certificate[]): Certificate | undefined {
  return candidates.find((certificate) => {
    if ('issuer' in identifier) {
      return certificate.issuer.equals(identifier.issuer) && certificate.serialNumber.equals(identifier.serialNumber);
    }
    const value = certificate.extensions.get(extensionIds.subjectKeyIdentifier)?.value;
    return value !== undefined && one(value, tags.octetString).content.equals(identifier.subjectKeyIdentifier);
  });
}

/** What signing-certificate or -v2 says of the signer's certificate, which comes first (RFC 5035 3 and 4). */
interface NamedCertificate {
  /** Undefined for a hash function that is not computed here. */
  hash: string | undefined;
  digest: Buffer;
  /** Undefined when only the digest is given. */
  serialNumber: Buffer | undefined;
}

function readNamedCertificate(attributes: Attributes): NamedCertificate | undefined {
  const second = findValue(attributes, identifiers.signingCertificateV2);
  const first = findValue(attributes, identifiers.signingCertificate);
  const value = second ?? first;
  if (value === undefined) return undefined;
  const [identifier] = inside(inside(value, tags.sequence)[0], tags.sequence);
  const fields = inside(identifier, tags.sequence);
  const algorithm: Element | undefined = second === undefined ? undefined : takeOptional(fields, tags.sequence);
  const stated = take(fields, tags.octetString).content;
  const issuerSerial = takeOptional(fields, tags.sequence);
  const hash = second === undefined ? 'sha1' : algorithm === undefined ? 'sha256' : findHash(algorithm);
  const serial = issuerSerial === undefined ? undefined : inside(issuerSerial, tags.sequence)[1];
  return { hash, digest: stated, serialNumber: serial?.content };
}

function isNamed({ raw, serialNumber }: Certificate, named: NamedCertificate): boolean {
  return (
    named.hash !== undefined &&
    digest(named.hash, raw).equals(named.digest) &&
    (named.serialNumber === undefined || named.serialNumber.equals(serialNumber))
  );
}
