/** A request for a time-stamp, and what reads its answer. */
export interface TimestampRequest {
  /** TimeStampReq (RFC 3161 2.4.1), DER; asks for the certificates of the authority. */
  request: Buffer;
  /**
   * The token in a TimeStampResp, DER. Throws an Error when there is none, its nonce is another, or its imprint is not
   * that of the signature.
   */
  readToken(response: Buffer): Buffer;
}

/** What a time-stamp token says. */
export interface Timestamp {
  at: Date;
  hash: 'sha256' | 'sha384' | 'sha512';
  imprint: Buffer;
  /** Policy under which it was made, as numbers with dots. */
  policy: string;
  /** Certificates in the token, DER; whose key signed it first. */
  certificates: Buffer[];
}

/** A request for a time-stamp over a signature value (EN 319 122-1 5.3). */
export function createTimestampRequest(signature: Uint8Array): TimestampRequest {
  throw new Error(`not written: ${signature.length}`);
}

/** Reads a time-stamp token; throws an Error for anything else. Verifies no signature. */
export function readTimestamp(token: Buffer): Timestamp {
  throw new Error(`not written: ${token.length}`);
}
