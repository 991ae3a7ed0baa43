export {
  type AccountAuditRelay,
  type AccountEvent,
  accountAnnouncement,
  accountAuditTopic,
  appendAccountAudit,
  readAccountEvent,
  signAccountEvent,
} from './account-event.ts';
export {
  type AuditCheck,
  type AuditEntry,
  type AuditProof,
  type AuditRecord,
  type AuditTransaction,
  appendAudit,
  createAuditTable,
  listAudit,
  proveAudit,
  verifyAudit,
} from './audit.ts';
export { canonicalJson, type JsonValue } from './canonical-json.ts';
export { type ExportedAuditCheck, verifyExportedAudit } from './exported-audit.ts';
export { type ExportedHistoryCheck, verifyExportedHistory } from './exported-history.ts';
export { type ChainHead, chainLeaf, type Inclusion, listSiblings, merkleNode } from './merkle.ts';
export { type PublicKeys, readSignedClaims } from './signed-claims.ts';
