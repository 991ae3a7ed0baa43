import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const tracesOfCharges: Migration = {
  async up(db) {
    // W3C traceparent of the completion that charged; what the provider tells later goes on with it.
    await sql`alter table payment_attempts add column traceparent text`.execute(db);
  },
};
