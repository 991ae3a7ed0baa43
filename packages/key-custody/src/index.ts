export {
  type CustodyKey,
  digestLengths,
  type HashAlgorithm,
  inherentLimits,
  type KeyAlgorithm,
  type KeyCustody,
  keyAlgorithms,
  type Protection,
} from './key-custody.ts';
export { openCustody } from './open-custody.ts';
export { openPkcs11Custody, provisionToken } from './pkcs11/pkcs11-custody.ts';
export { initialiseToken, type TokenAddress } from './pkcs11/token.ts';
export { areSignatures } from './sealed/digest-verification.ts';
export { createSealedCustody } from './sealed/sealed-custody.ts';
export { type CustodySettings, custodySettings } from './settings.ts';
