export {
  type ActivationUri,
  activationLinkOf,
  activationUriOf,
  isAnnouncedKey,
  keyFingerprintOf,
  readActivationUri,
} from './activation-uri.ts';
export { type BoxPlace, openBox, sealBox } from './box.ts';
export { fromBase64url, toBase64url } from './bytes.ts';
export { isSameSecret } from './constant-time.ts';
export {
  newActivationCode,
  newActivationPassword,
  newSerial,
  readActivationCode,
  readActivationPassword,
  readAddress,
  readRegistrationCode,
  readSerial,
  showInFives,
  showInFours,
} from './formats.ts';
export {
  activationParties,
  activationSecret,
  profileOf,
  readProfile,
  registrationCodeOf,
  type TokenKeys,
  type TokenProfile,
  tokenKeysOf,
} from './key-schedule.ts';
export { hasLuhnDigit, luhnDigitOf, withLuhnDigit } from './luhn.ts';
export {
  type CodeCheck,
  type DeviceDescription,
  finishAnswerSchema,
  isCodeCheckSigned,
  readDeviceDescription,
  readMessage,
  readTokenDescription,
  signCodeCheck,
  startAnswerSchema,
  type TokenDescription,
} from './messages.ts';
export { type CodeOptions, hotp, type OathHash, timeStep, totp } from './oath.ts';
export { type OcraInput, type OcraSuite, ocra, ocraTimeStep, readOcraSuite } from './ocra.ts';
export { ProtocolError, type ProtocolFault } from './protocol-error.ts';
export {
  readServerDocument,
  type ServerDocument,
  type SignedServerDocument,
  signServerDocument,
} from './server-document.ts';
export { isSignedBy, rawPublicKey } from './signature.ts';
export {
  answerProver,
  type ExchangeParties,
  finishProver,
  type ProverResult,
  type ProverSecret,
  type ProverState,
  startProver,
  type VerifierAnswer,
  type VerifierRecord,
  verifierRecordOf,
} from './spake2plus.ts';
export {
  isTransactionCode,
  readTransactionUri,
  type Transaction,
  type TransactionPayload,
  transactionCodeOf,
  transactionPayloadOf,
  transactionSuite,
  transactionUriOf,
} from './transaction.ts';
