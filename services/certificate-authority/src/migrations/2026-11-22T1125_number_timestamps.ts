import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const numberTimestamps: Migration = {
  async up(db) {
    await sql`create sequence timestamp_serial_numbers`.execute(db);
  },
};
