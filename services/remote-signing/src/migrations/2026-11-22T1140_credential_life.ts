import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/**
 * The life of credentials after their making: algorithm and policy, rest and end, what the signer, the authority and
 * enrollment have still to be told of it, and what their owners are told.
 */
export const credentialLife: Migration = {
  async up(db) {
    await sql`
      alter table credentials
        drop constraint credentials_state_check,
        add constraint credentials_state_check
          check (state in ('creating', 'active', 'suspended', 'revoked', 'failed')),
        add column key_algorithm text not null default 'P-256',
        add column policy jsonb,
        add column custody text not null default '',
        add column not_after timestamptz,
        add column replaces text references credentials (id),
        add column licence_of text references credentials (id),
        add column suspension_cause text,
        add column suspended_at timestamptz,
        add column revoked_at timestamptz,
        add column revocation_reason text,
        add column version integer not null default 1,
        add column signer_due boolean not null default false,
        add column authority_due boolean not null default false,
        add column licence_due boolean not null default false,
        add column told_expiry_days integer,
        add check (state not in ('suspended', 'revoked') or certificate is not null),
        add check (state <> 'suspended' or (suspension_cause is not null and suspended_at is not null)),
        add check ((state = 'revoked') = (revoked_at is not null and revocation_reason is not null))`.execute(db);
    // All keys of before were kept in one way.
    await sql`update credentials set custody = 'sealed' where public_key is not null`.execute(db);
    await sql`create index credentials_due on credentials (id) where signer_due or authority_due or licence_due`.execute(
      db,
    );
    await sql`create index credentials_ending on credentials (not_after)
      where state in ('active', 'suspended') and told_expiry_days is distinct from 0`.execute(db);
    await sql`create index credentials_unfinished on credentials (created_at) where state = 'creating'`.execute(db);
    await sql`create index credentials_of_licence on credentials (licence_of) where licence_of is not null`.execute(db);

    await sql`
      create table credential_notices (
        id text primary key,
        credential_id text not null references credentials (id),
        kind text not null,
        at timestamptz not null,
        sent_at timestamptz
      )`.execute(db);
    await sql`create index credential_notices_unsent on credential_notices (id) where sent_at is null`.execute(db);
  },
};
