import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/**
 * Factors of all kinds in the table of the authenticator apps, and one table for all challenges. Code from before goes on
 * with its kind and with `signing_challenges`, which is a view of its rows now.
 */
export const factors: Migration = {
  async up(db) {
    await sql`alter table authenticators
      drop constraint authenticators_kind_check,
      drop constraint authenticators_state_check,
      drop constraint authenticators_check,
      add constraint authenticators_kind_check check
        (kind in ('totp', 'soft_token', 'grid_card', 'egrid', 'sms', 'email', 'emergency_code')),
      add constraint authenticators_state_check check
        (state in ('issued', 'bound', 'active', 'suspended', 'locked', 'expired', 'void', 'revoked')),
      add constraint authenticators_no_dead_secret check
        (state not in ('expired', 'void', 'revoked') or (seed is null and destination is null)),
      add constraint authenticators_totp_has_seed check
        (kind <> 'totp' or seed is not null or state in ('expired', 'void', 'revoked')),
      -- Number on a soft token or card; its owner may read it.
      add column serial text,
      add column platform text check (platform in ('mobile', 'desktop')),
      add column algorithm text not null default 'sha1' check (algorithm in ('sha1', 'sha256')),
      add column digits integer not null default 6 check (digits in (6, 8)),
      -- Where codes are sent; sealed, and erased when the authenticator can never be used.
      add column destination bytea,
      add column masked_destination text,
      add column replaces_id text,
      add column profile text not null default 'guide' check (profile in ('guide', 'strict')),
      add column state_reason text not null default '',
      -- What the app of a soft token says of its device.
      add column device text not null default '',
      -- Session that was shown what it takes to activate it; null for one that was assigned.
      add column session_id text,
      -- Of an app: steps by which its clock is ahead of ours, as a resynchronisation found; drift_steps come on top.
      add column clock_steps integer not null default 0 check (clock_steps between -20 and 20),
      -- Wrong answers in a row, for kinds that are locked by them.
      add column misses integer not null default 0 check (misses >= 0),
      -- End of an active one; null for none.
      add column valid_until timestamptz`.execute(db);
    await sql`create unique index authenticators_serials on authenticators (serial)
      where serial is not null and state not in ('expired', 'void', 'revoked')`.execute(db);
    // An assigned card may wait for its first answer beside what its user enrols himself.
    await sql`drop index authenticators_one_pending`.execute(db);
    await sql`create unique index authenticators_one_begun on authenticators (user_id)
      where state in ('issued', 'bound') and session_id is not null`.execute(db);

    await sql`alter table signing_challenges rename to challenges`.execute(db);
    await sql`alter table challenges
      add column kind text not null default 'signing' check (kind in ('signing', 'cells')),
      alter column operation_id drop not null,
      alter column credential_id drop not null,
      alter column digests drop not null,
      alter column expires_at drop not null,
      -- Names of what is signed, as shown in the app.
      add column labels text[] not null default '{}',
      -- Card whose cells are asked for.
      add column authenticator_id text references authenticators (id),
      add column cells text[],
      -- Slow hash of the answer, for a card whose cells are asked for once.
      add column answer_hash text,
      -- When its cells were first shown; null for one that waits to be drawn.
      add column asked_at timestamptz,
      add constraint challenges_of_their_kind check (case kind
        when 'signing' then operation_id is not null and credential_id is not null and digests is not null
          and expires_at is not null
        else authenticator_id is not null and cells is not null end)`.execute(db);
    await sql`create unique index challenges_one_asked on challenges (authenticator_id)
      where kind = 'cells' and asked_at is not null and answered_at is null`.execute(db);
    await sql`create index challenges_of_card on challenges (authenticator_id) where kind = 'cells'`.execute(db);
    await sql`create view signing_challenges as
      select id, user_id, operation_id, credential_id, digests, created_at, expires_at, answered_at
      from challenges where kind = 'signing'`.execute(db);

    // What an account requires of its members; one without a row requires what the installation does.
    await sql`
      create table account_policies (
        account_id text primary key,
        profile text not null check (profile in ('guide', 'strict')),
        kinds text[] not null check (cardinality(kinds) > 0),
        required integer not null check (required between 1 and 3),
        changed_by text not null,
        changed_at timestamptz not null
      )`.execute(db);

    // Leave to replace factors that are lost: one for each cause, used by the first activation.
    await sql`
      create table replacement_grants (
        cause_id text primary key,
        user_id text not null,
        granted_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz
      )`.execute(db);
    await sql`create index replacement_grants_of_user on replacement_grants (user_id) where used_at is null`.execute(
      db,
    );

    // A code for one login; the row of its authenticator says whose it is and how long it is good.
    await sql`
      create table emergency_codes (
        authenticator_id text primary key references authenticators (id),
        cause_id text not null unique,
        code_hash text,
        used_at timestamptz
      )`.execute(db);
  },
};
