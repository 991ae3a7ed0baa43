import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const factors: Migration = {
  async up(db) {
    await sql`
      alter table login_flows
        drop constraint login_flows_state_check,
        add constraint login_flows_state_check check (state in
          ('password_required', 'pin_required', 'factor_required', 'loss_code_required', 'completed', 'cancelled',
            'dead')),
        -- Factors that its user may choose; null in flows from before, and where none was asked for yet.
        add column factors jsonb,
        -- What the chosen one asks for.
        add column prompt jsonb`.execute(db);
    await sql`alter table recovery_flows add column factors jsonb, add column prompt jsonb`.execute(db);

    await sql`
      alter table approvals
        drop constraint approvals_action_check,
        drop constraint approvals_decided,
        add constraint approvals_action_check check (action in
          ('user_release', 'personal_validation', 'staff_invitation', 'staff_roles', 'emergency_code')),
        -- Where policy wants no second officer, a request for an emergency code is approved by nobody.
        add constraint approvals_decided check (
          (decided_by is null) = (state in ('pending', 'expired'))
          or (action = 'emergency_code' and state = 'approved')),
        -- When the officer who asked was given the code.
        add column collected_at timestamptz(3)`.execute(db);

    // Users who say that they lost their factors, each by a login of his own.
    await sql`
      create table factor_losses (
        id text primary key,
        user_id text not null references users (id),
        -- The session that such a login opened: only what is submitted in it counts.
        session_id text not null unique,
        address text not null,
        reported_at timestamptz(3) not null,
        validation_id text,
        validation_version integer,
        foreign key (validation_id, validation_version) references personal_validations (id, version),
        constraint factor_losses_validation check ((validation_id is null) = (validation_version is null))
      )`.execute(db);
    await sql`create index factor_losses_user on factor_losses (user_id)`.execute(db);
    await sql`
      create unique index factor_losses_validation_unique on factor_losses (validation_id, validation_version)
        where validation_id is not null`.execute(db);
  },
};
