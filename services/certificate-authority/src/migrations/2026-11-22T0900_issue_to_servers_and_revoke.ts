import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const issueToServersAndRevoke: Migration = {
  async up(db) {
    // A server keeps its key over many certificates; a person's key gets one.
    await sql`alter table issuances drop constraint issuances_public_key_hash_key`.execute(db);
    await sql`create unique index issuances_signer_key on issuances (public_key_hash)
      where authority = 'signers'`.execute(db);
    await sql`alter table issuances
      add column revoked_at timestamptz,
      add column revocation_reason text,
      add constraint issuances_revocation_is_whole check ((revoked_at is null) = (revocation_reason is null)),
      add constraint issuances_revoked_was_issued check (revoked_at is null or certificate is not null)`.execute(db);
    await sql`create index issuances_revoked on issuances (authority, not_after) where revoked_at is not null`.execute(
      db,
    );
    await sql`create table certified_keys (
      public_key_hash bytea primary key,
      certified_for text not null,
      blocked_at timestamptz
    )`.execute(db);
    await sql`insert into certified_keys (public_key_hash, certified_for)
      select public_key_hash, 'signers' from issuances`.execute(db);
  },
};
