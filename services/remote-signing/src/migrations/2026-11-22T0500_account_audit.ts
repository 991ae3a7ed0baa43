import { createOutboxTable, type Migration } from '@countersign/db';

/** What is announced to other services: so far what belongs into the audit of an account. */
export const accountAudit: Migration = { up: createOutboxTable };
