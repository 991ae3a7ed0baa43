import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const recoveryOnDevices: Migration = {
  async up(db) {
    // Null for a recovery that was not begun on a known device, as all from before.
    await sql`alter table recovery_flows add column device_id text`.execute(db);
  },
};
