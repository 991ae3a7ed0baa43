/** Object identifiers of the Cryptographic Message Syntax and of what stands in it. */
export const identifiers = {
  /** RFC 5652 4. */
  data: '1.2.840.113549.1.7.1',
  /** RFC 5652 5.1. */
  signedData: '1.2.840.113549.1.7.2',
  /** RFC 3161 2.4.2. */
  timestampInfo: '1.2.840.113549.1.9.16.1.4',
  /** RFC 5652 11.1. */
  contentType: '1.2.840.113549.1.9.3',
  /** RFC 5652 11.2. */
  messageDigest: '1.2.840.113549.1.9.4',
  /** RFC 5652 11.3. */
  signingTime: '1.2.840.113549.1.9.5',
  /** RFC 5035 3. */
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  /** RFC 3161, appendix A: a time-stamp over the signature value. */
  signatureTimestamp: '1.2.840.113549.1.9.16.2.14',
  /** RFC 5940 2.1: an OCSP response among the revocation information. */
  ocspResponse: '1.3.6.1.5.5.7.16.2',
} as const;
