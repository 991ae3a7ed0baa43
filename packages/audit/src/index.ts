export {
  type AuditCheck,
  type AuditEntry,
  type AuditRecord,
  type AuditTransaction,
  appendAudit,
  createAuditTable,
  listAudit,
  verifyAudit,
} from './audit.ts';
export type { JsonValue } from './canonical-json.ts';
