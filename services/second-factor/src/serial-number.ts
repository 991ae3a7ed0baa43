import { newSerial, ProtocolError, readSerial } from '@countersign/soft-token/protocol';
import { sql } from 'kysely';
import type { SecondFactorDb } from './database.ts';

/** The serial number of a soft token or card as it was typed, digits only; undefined unless its check digit fits. */
export function readTyped(serial: string): string | undefined {
  try {
    return readSerial(serial);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/**
 * Draws a serial number that is on no card, and on no authenticator that can still be used. Of 10^9 of them, one that is in
 * use is drawn again; the indexes of the tables have the last word.
 */
export async function drawSerial(db: SecondFactorDb): Promise<string> {
  for (;;) {
    const serial = newSerial();
    // oxlint-disable-next-line no-await-in-loop
    if (!(await isTaken(db, serial))) return serial;
  }
}

async function isTaken(db: SecondFactorDb, serial: string): Promise<boolean> {
  // The states as the index names them (authenticators_serials).
  const { rows } = await sql`select 1 from grid_cards where serial = ${serial}
    union all select 1 from authenticators where serial = ${serial} and state not in ('expired', 'void', 'revoked')
    limit 1`.execute(db);
  return rows.length > 0;
}
