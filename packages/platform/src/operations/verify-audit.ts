import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type ExportedAuditCheck, verifyExportedAudit } from '@countersign/audit';
import { PlatformFault } from '../launcher/fault.ts';

/**
 * Checks a file that `GET /v1/accounts/{accountId}/audit/export` gave as JSON lines, against the head that somebody kept
 * if there is one (64 hex digits). Needs no service. Throws a fault for a file that cannot be read or a head that is none.
 */
export async function verifyAuditFile(file: string, head?: string): Promise<ExportedAuditCheck> {
  if (head !== undefined && !/^[0-9a-fA-F]{64}$/.test(head)) throw new PlatformFault('a head has 64 hex digits');
  const stream = createReadStream(file, 'utf8');
  try {
    const lines = createInterface({ input: stream, crlfDelay: Infinity });
    return await verifyExportedAudit(lines, head === undefined ? {} : { head });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : new PlatformFault(`the file cannot be read: ${message}`);
  } finally {
    stream.destroy();
  }
}
