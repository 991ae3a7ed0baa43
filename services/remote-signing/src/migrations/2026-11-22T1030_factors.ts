import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** What a signature request shows of its challenge while it waits: who may answer it, and what an app is shown. */
export const factors: Migration = {
  async up(db) {
    await sql`
      alter table signature_requests
        add column factors jsonb,
        add column transaction_uri text,
        add column transaction_qr_svg text`.execute(db);
  },
};
