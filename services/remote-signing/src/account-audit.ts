import { type AuditEntry, type AuditRecord, type AuditTransaction, appendAccountAudit } from '@countersign/audit';
import { announcing } from '@countersign/db';

const relay = { service: 'remote-signing', announcing };

/**
 * Appends an entry to the chain of a credential, its stream, and announces it for the audit of the credential's account
 * at identity.
 */
export async function appendToAccount(
  trx: AuditTransaction,
  entry: AuditEntry & { readonly account: string },
): Promise<AuditRecord> {
  return await appendAccountAudit(trx, entry, relay);
}
