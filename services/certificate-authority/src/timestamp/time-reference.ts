import type { Db } from '@countersign/db';
import { sql } from 'kysely';
import type { CertificateAuthorityDatabase } from '../database.ts';

/** What the database says when a stamp is to be made. */
export interface TimeReference {
  /** Of the stamp: none is given twice. */
  serialNumber: bigint;
  /** Its own clock. */
  at: Date;
}

/** Takes the next serial number and reads the clock of the database. */
export async function readTimeReference(db: Db<CertificateAuthorityDatabase>): Promise<TimeReference> {
  const { rows } = await sql<{ serialNumber: string; at: Date }>`
    select nextval('timestamp_serial_numbers')::text as serial_number, clock_timestamp() as at`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('the database told no time');
  return { serialNumber: BigInt(row.serialNumber), at: row.at };
}
