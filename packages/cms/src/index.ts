export { type SignatureHash, type SignatureKey, type SignatureSuite, signatureSuites } from './algorithms.ts';
export { readIssuerAndSerial } from './certificate-identity.ts';
export { identifiers } from './identifiers.ts';
export { type SignedAttributesOrder, signedAttributes, writeAttribute } from './signed-attributes.ts';
export { type SignedDataOrder, signedData } from './signed-data.ts';
