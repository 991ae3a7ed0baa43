import type { Generated, Kysely } from 'kysely';
import type { AccountTables } from './account/tables.ts';
import type { LicenceState, MoveKind } from './inventory.ts';

/** Tables of the inventory. */
interface InventoryTables {
  licences: {
    id: string;
    accountId: string;
    orderLineId: string;
    seq: number;
    productCode: string;
    purpose: string;
    extraDomains: string[];
    validUntil: Date;
    state: LicenceState;
    reservationId: string | null;
    usedBy: string | null;
    createdAt: Date;
  };
  inventoryEntries: {
    seq: Generated<bigint>;
    accountId: string;
    licenceId: string;
    kind: MoveKind;
    reservationId: string | null;
    at: Date;
  };
}

/** Tables of enrollment. */
export interface EnrollmentDatabase extends AccountTables, InventoryTables {}

/** The pool of enrollment. */
export type EnrollmentDb = Kysely<EnrollmentDatabase>;
