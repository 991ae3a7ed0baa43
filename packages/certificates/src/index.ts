export {
  type AuthorityName,
  authorityCertificateProfile,
  authorityNames,
  authorityProfiles,
  findAuthorityName,
  type Organisation,
  organisationOf,
  ownName,
} from './authority-profiles.ts';
export {
  type Certification,
  type CertificationRequest,
  planCertification,
  rootCertifies,
  rootDelegate,
} from './ceremony/certification.ts';
export { writeCertificationRequest } from './ceremony/certification-request.ts';
export { fileLedger, type Ledger, type LedgerEntry } from './ceremony/ledger.ts';
export { makeRoot, type Root } from './ceremony/root.ts';
export { createRootFolder, findRootFolder, RootFolderError, writeRootFolder } from './ceremony/root-folder.ts';
export { revokeInLedger, signRootList } from './ceremony/root-list.ts';
export { findCeremonyFaults, findRootFaults } from './ceremony/verification.ts';
export {
  type AlternativeName,
  type CertificatePlan,
  draftCertificate,
  type NameAttribute,
  readTbs,
  type Subject,
  signCertificate,
} from './certificate.ts';
export { type ContentSigner, ecdsaAlgorithms, type SigningHash, signerOf, writeSigned } from './content-signer.ts';
export { ocspDelegateProfile, ocspDelegateTitle, timestampProfile } from './delegate-profiles.ts';
export { readIpAddress, writeIpAddress } from './ip-address.ts';
export { lintCertificate, lintTbs, requireSoundCertificate } from './lint/lint.ts';
export {
  type CertificateReading,
  readCertificate,
  readIssuerKeyIdentifier,
  readTbsFields,
  readTime,
} from './lint/reading.ts';
export { pointerRule, type Rule } from './lint/rule.ts';
export {
  type CertificateProfile,
  extensionIds,
  type Holder,
  type KeyUsage,
  type LifeLimit,
  longestLifeSeconds,
  newSerialNumber,
  purposes,
} from './profiles.ts';
export {
  isFresh,
  type ListContent,
  type RevocationList,
  type RevokedCertificate,
  signRevocationList,
} from './revocation-list.ts';
export { type RootListReading, readRootList } from './revocation-list-reading.ts';
export {
  findRevocationReason,
  type ListedReason,
  listedReasons,
  type RevocationReason,
  revocationReasons,
} from './revocation-reasons.ts';
export { x509 } from './x509.ts';
