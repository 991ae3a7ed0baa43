export {
  type Element,
  NotDerError,
  readElements,
  readObjectIdentifier,
  readSequence,
  tags,
  writeBitString,
  writeElement,
  writeExtension,
  writeGeneralizedTime,
  writeInteger,
  writeObjectIdentifier,
  writeOctetString,
  writeSequence,
  writeSetOf,
  writeTime,
} from './der.ts';
export { type Fields, readFields, readUnsigned } from './fields.ts';
