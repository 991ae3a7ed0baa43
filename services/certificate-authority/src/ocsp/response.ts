import {
  tags,
  writeBitString,
  writeElement,
  writeGeneralizedTime,
  writeObjectIdentifier,
  writeOctetString,
  writeSequence,
} from '@countersign/der';

/** What is answered instead of a status, unsigned (RFC 6960 2.3). */
export const ocspErrors = { malformedRequest: 1, internalError: 2, tryLater: 3, unauthorized: 6 } as const;
export type OcspError = keyof typeof ocspErrors;

/** What is known about a certificate. */
export type CertificateStatus =
  | { status: 'good' }
  | { status: 'unknown' }
  /** `reason` is the code of RFC 5280 5.3.1. */
  | { status: 'revoked'; revokedAt: Date; reason: number };

/** What a response says. */
export interface OcspAnswer {
  /** SHA-1 of the responder's public key, which names him (RFC 6960 4.2.1, byKey). */
  responderKeyHash: Buffer;
  producedAt: Date;
  thisUpdate: Date;
  nextUpdate: Date;
  certificates: readonly (CertificateStatus & {
    /** CertID as it was asked for, DER. */
    id: Buffer;
  })[];
  /** The extension of the request, DER. */
  nonce?: Buffer | undefined;
}

const basicResponse = writeObjectIdentifier('1.3.6.1.5.5.7.48.1.1');
/** RFC 5758 3.2: without parameters. */
const ecdsaWithSha256 = writeSequence(writeObjectIdentifier('1.2.840.10045.4.3.2'));

/** An error as OCSPResponse, DER. */
export function writeOcspError(error: OcspError): Buffer {
  return writeSequence(writeElement(tags.enumerated, Uint8Array.of(ocspErrors[error])));
}

/** The ResponseData that the responder signs with ECDSA and SHA-256 (RFC 6960 4.2.1), DER. */
export function writeResponseData({ responderKeyHash, producedAt, certificates, nonce, ...life }: OcspAnswer): Buffer {
  return writeSequence(
    writeElement(0xa2, writeOctetString(responderKeyHash)),
    writeGeneralizedTime(producedAt),
    writeSequence(...certificates.map((certificate) => writeSingleResponse(certificate, life))),
    ...(nonce === undefined ? [] : [writeElement(0xa1, writeSequence(nonce))]),
  );
}

function writeSingleResponse(
  certificate: OcspAnswer['certificates'][number],
  { thisUpdate, nextUpdate }: Pick<OcspAnswer, 'thisUpdate' | 'nextUpdate'>,
): Buffer {
  return writeSequence(
    certificate.id,
    writeStatus(certificate),
    writeGeneralizedTime(thisUpdate),
    writeElement(0xa0, writeGeneralizedTime(nextUpdate)),
  );
}

function writeStatus(certificate: CertificateStatus): Buffer {
  if (certificate.status === 'good') return writeElement(0x80);
  if (certificate.status === 'unknown') return writeElement(0x82);
  const { revokedAt, reason } = certificate;
  const code = writeElement(0xa0, writeElement(tags.enumerated, Uint8Array.of(reason)));
  // As in revocation lists, "unspecified" is told by saying nothing (RFC 5280 5.3.1).
  return writeElement(0xa1, writeGeneralizedTime(revokedAt), ...(reason === 0 ? [] : [code]));
}

/** A successful OCSPResponse (RFC 6960 4.2.1) with the responder's certificate, DER. */
export function writeOcspResponse(responseData: Buffer, signature: Buffer, certificate: Buffer): Buffer {
  const basic = writeSequence(
    responseData,
    ecdsaWithSha256,
    writeBitString(signature),
    writeElement(0xa0, writeSequence(certificate)),
  );
  const bytes = writeSequence(basicResponse, writeOctetString(basic));
  return writeSequence(writeElement(tags.enumerated, Uint8Array.of(0)), writeElement(0xa0, bytes));
}
