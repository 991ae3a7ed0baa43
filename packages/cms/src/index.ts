export { type SignatureHash, type SignatureKey, type SignatureSuite, signatureSuites } from './algorithms.ts';
export { readIssuerAndSerial } from './certificate-identity.ts';
export { identifiers } from './identifiers.ts';
export { type ReadSignedData, type ReadSigner, readSignedData } from './read-signed-data.ts';
export { type SignedAttributesOrder, signedAttributes, writeAttribute } from './signed-attributes.ts';
export { type SignedDataOrder, signedData } from './signed-data.ts';
