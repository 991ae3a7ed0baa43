import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const sendsUnderWay: Migration = {
  async up(db) {
    // Since when a PIN of the flow is being sent; null when none is.
    await sql`alter table login_flows add column sending_since timestamptz(3)`.execute(db);
  },
};
