import type { Generated, Selectable } from 'kysely';

interface ContactChangesTable {
  id: string;
  userId: string;
  kind: 'email' | 'mobile';
  wantedSealed: Buffer;
  /** The address before; null for a mobile number, and until it is confirmed. */
  formerSealed: Generated<Buffer | null>;
  newProvedAt: Generated<Date | null>;
  currentProvedAt: Generated<Date | null>;
  confirmedAt: Generated<Date | null>;
  createdAt: Date;
  expiresAt: Date;
}

/** Tables of changes of contact. */
export interface ContactTables {
  contactChanges: ContactChangesTable;
}

export type ContactChangeRow = Selectable<ContactChangesTable>;
