import type { Kysely } from 'kysely';
import type { AccountTables } from './account/tables.ts';
import type { CertificateTables } from './certificate/tables.ts';
import type { InventoryTables } from './inventory/tables.ts';

/** Tables of enrollment. */
export interface EnrollmentDatabase extends AccountTables, InventoryTables, CertificateTables {}

/** The pool of enrollment. */
export type EnrollmentDb = Kysely<EnrollmentDatabase>;
