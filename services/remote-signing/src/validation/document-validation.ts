import { readCertificates } from './certificate.ts';
import type { Trust } from './certificate-path.ts';
import { type DocumentResult, validatePdf } from './pdf-validation.ts';
import { validateSignature } from './signature-validation.ts';
import { readSignedData } from './signed-data.ts';

/** What is validated, and with what. Everything in it can be sent to a process. */
export interface ValidationOrder {
  /** A PDF, or a CMS as DER, BER or PEM. */
  document: Uint8Array;
  /** For a detached CMS: what it is over. */
  content: Uint8Array | undefined;
  /** Moment of the validation. */
  now: Date;
  /** Certificates that are trusted, DER. */
  anchors: readonly Uint8Array[];
  /** Of our authorities, DER: they need not come along. */
  authorities: readonly Uint8Array[];
  /** Lists of our authorities as they are now, DER. */
  crls: readonly Uint8Array[];
}

/** Validates the signatures of a document (EN 319 102-1). Whatever the bytes are, it rejects for faults of the code only. */
export async function validateDocument(order: ValidationOrder): Promise<DocumentResult> {
  const document = toBuffer(order.document);
  const trust: Trust = {
    anchors: readCertificates(order.anchors.map(toBuffer)),
    pool: readCertificates(order.authorities.map(toBuffer)),
    sources: [{ crls: order.crls.map(toBuffer), ocsps: [], embedded: false }],
    now: order.now,
    issued: new Map(),
  };
  if (document.subarray(0, 1024).includes('%PDF-')) {
    return order.content === undefined ? await validatePdf(document, trust) : { invalid: holdsItsContent };
  }
  return validateCms(document, { content: order.content, trust });
}

const holdsItsContent = 'holds what was signed itself; send it without another content';

function validateCms(
  document: Buffer,
  { content, trust }: { content: Uint8Array | undefined; trust: Trust },
): DocumentResult {
  const signedData = readWhole(fromPem(document) ?? document);
  if (signedData === undefined || signedData.signers.length === 0) return { notSigned: true };
  const own = signedData.content;
  // Signed is what stands inside; other content that comes along was not looked at by anybody.
  if (own !== undefined && content !== undefined) {
    return { invalid: holdsItsContent };
  }
  const signed = own ?? content;
  return {
    reports: signedData.signers.map((signer, index) =>
      validateSignature(signer, signedData, {
        name: String(index + 1),
        content: signed === undefined ? undefined : [signed],
        trust,
        family: 'CAdES',
        mustNameCertificate: false,
        provedAt: undefined,
        claimedAt: undefined,
        laterChanges: 'none',
        coversWholeDocument: signed !== undefined,
      }),
    ),
  };
}

function readWhole(document: Buffer) {
  try {
    const { signedData, rest } = readSignedData(document);
    return rest.length === 0 ? signedData : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 7468 9, with OpenSSL's older label; undefined for what is no PEM. */
function fromPem(document: Buffer): Buffer | undefined {
  if (!document.subarray(0, 64).includes('-----BEGIN ')) return undefined;
  const match = /-----BEGIN (CMS|PKCS7)-----([\sA-Za-z0-9+/=]*)-----END \1-----/.exec(document.toString('latin1'));
  return match === null ? undefined : Buffer.from(match[2] ?? '', 'base64');
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
