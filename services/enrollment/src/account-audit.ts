import { type AuditEntry, type AuditRecord, type AuditTransaction, appendAccountAudit } from '@countersign/audit';
import { announcing } from '@countersign/db';

const relay = { service: 'enrollment', announcing };

/** Appends an entry to the chain of an account, its stream, and announces it for the account's audit at identity. */
export async function appendToAccount(trx: AuditTransaction, entry: AuditEntry): Promise<AuditRecord> {
  return await appendAccountAudit(trx, { ...entry, account: entry.stream }, relay);
}
