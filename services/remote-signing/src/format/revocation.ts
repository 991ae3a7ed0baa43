/** What shows that certificates were not revoked, DER. */
export interface RevocationValues {
  crls: readonly Buffer[];
  /** OCSPResponse each. */
  ocsps: readonly Buffer[];
}

/** What OCSP says of a certificate (RFC 6960 4.2.1). */
export interface OcspStatus {
  status: 'good' | 'revoked' | 'unknown';
  thisUpdate: Date;
  /** Absent when newer information is there at any time. */
  nextUpdate?: Date;
  /** Certificates in the answer: of the responder. DER. */
  certificates: Buffer[];
}

/** An OCSPRequest (RFC 6960 4.1) about a certificate, without a nonce so that the answer may come from a cache. DER. */
export function ocspRequest(certificate: Buffer, issuer: Buffer): Buffer {
  throw new Error(`not written: ${certificate.length}, ${issuer.length}`);
}

/**
 * Reads the answer to `ocspRequest`. Throws an Error when it is none, is about another certificate, or its signature is
 * not the issuer's or that of a responder which the issuer certified for it.
 */
export function readOcspResponse(
  response: Buffer,
  { certificate, issuer }: { certificate: Buffer; issuer: Buffer },
): OcspStatus {
  throw new Error(`not written: ${response.length}, ${certificate.length}, ${issuer.length}`);
}
