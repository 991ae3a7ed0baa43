export {
  type CustodyKey,
  digestLengths,
  type HashAlgorithm,
  type KeyAlgorithm,
  type KeyCustody,
  keyAlgorithms,
  type Protection,
} from './key-custody.ts';
