import { readElements, tags } from '@countersign/der';

/** Issuer (Name) and serial number (INTEGER) as they stand in a certificate (RFC 5280 4.1), byte by byte. */
export function readIssuerAndSerial(certificate: Buffer): { issuer: Buffer; serialNumber: Buffer } {
  const [outer] = readElements(certificate);
  const [tbs] = readElements(outer?.content ?? Buffer.alloc(0));
  // [0] version, serialNumber, signature, issuer, …
  const [version, serialNumber, , issuer] = readElements(tbs?.content ?? Buffer.alloc(0));
  if (version?.tag !== 0xa0 || serialNumber?.tag !== tags.integer || issuer?.tag !== tags.sequence) {
    throw new Error('not an X.509 version 3 certificate');
  }
  return { issuer: issuer.raw, serialNumber: serialNumber.raw };
}
