/** One thing that would be possible a second time after a restore, and what is done against it. */
export interface Precaution {
  /** Whose database. */
  readonly database: string;
  readonly what: string;
  /** `$1` is the moment of the backup. */
  readonly statement: string;
}

/**
 * A restore brings back a state in which things that were used since can be used again, and numbers that were given out
 * since are given out again. What is open is closed, so that people begin anew; numbers jump. docs/operations/backup.md
 * says what nobody can close from here.
 */
export const precautions: readonly Precaution[] = [
  {
    database: 'identity',
    what: 'sessions are ended: whoever was logged in logs in again, and refresh tokens that were used are worth nothing',
    statement: `update sessions set ended_at = now(), ended_reason = 'restored' where ended_at is null`,
  },
  {
    database: 'identity',
    what: 'known devices are forgotten: some of them may have been revoked',
    statement: 'update devices set revoked_at = now() where revoked_at is null',
  },
  {
    database: 'identity',
    what: 'logins under way are cancelled',
    statement: `update login_flows set state = 'cancelled' where state not in ('completed', 'cancelled', 'dead')`,
  },
  {
    database: 'identity',
    what: 'recoveries under way are cancelled',
    statement: `update recovery_flows set state = 'cancelled' where state not in ('completed', 'cancelled', 'dead')`,
  },
  {
    database: 'identity',
    what: 'changes of contacts that were not confirmed are over',
    statement: 'update contact_changes set expires_at = least(expires_at, now()) where confirmed_at is null',
  },
  {
    database: 'identity',
    what: 'invitations of operators that were open are withdrawn',
    statement: 'update operator_invitations set withdrawn_at = now() where used_at is null and withdrawn_at is null',
  },
  {
    database: 'identity',
    what: 'invitations of signers that were open are withdrawn',
    statement: 'update signer_invitations set withdrawn_at = now() where used_at is null and withdrawn_at is null',
  },
  {
    database: 'identity',
    what: 'approvals that waited for a second officer are over',
    statement: `update approvals set expires_at = least(expires_at, now()) where state = 'pending'`,
  },
  {
    database: 'second-factor',
    what: 'challenges that were not answered are over',
    statement: `update challenges set expires_at = least(expires_at, now()) where kind = 'signing' and answered_at is null`,
  },
  {
    database: 'second-factor',
    what: 'cells of cards that were asked for are not asked for again: they may have been answered',
    statement: `update challenges set answered_at = now()
      where kind = 'cells' and asked_at is not null and answered_at is null`,
  },
  {
    database: 'second-factor',
    what: 'apps and cards that somebody was setting up have expired',
    statement: `update authenticators set expires_at = least(expires_at, now())
      where state in ('issued', 'bound') and session_id is not null`,
  },
  {
    database: 'second-factor',
    what: 'leaves to replace lost factors are over',
    statement: 'update replacement_grants set used_at = now() where used_at is null',
  },
  {
    database: 'second-factor',
    what: 'codes that were sent are worth nothing',
    statement: 'update login_pins set used_at = now() where used_at is null',
  },
  {
    database: 'second-factor',
    what: 'emergency codes are worth nothing',
    statement: 'update emergency_codes set used_at = now() where used_at is null',
  },
  {
    database: 'second-factor',
    what: 'codes of apps up to this moment are worth nothing: steps are 30 seconds',
    statement: `update authenticators set last_step = greatest(last_step, floor(extract(epoch from now()) / 30)::integer)
      where kind in ('totp', 'soft_token') and state not in ('expired', 'void', 'revoked')`,
  },
  {
    database: 'enrollment',
    what: 'invitations of members that were open are withdrawn',
    statement: 'update invitations set withdrawn_at = now() where used_at is null and withdrawn_at is null',
  },
  {
    database: 'order',
    what: 'numbers of invoices and credit notes go on 1000 higher: those in between may have been given out',
    statement: 'update document_counters set last = last + 1000',
  },
  {
    database: 'order',
    what: 'numbers of orders go on 1000 higher',
    statement: `select setval('order_numbers', nextval('order_numbers') + 1000)`,
  },
  {
    database: 'remote-signing',
    what: 'what applications were granted has ended',
    statement: `update oauth_grants set ended_at = now(), ended_reason = 'session_ended', activation = null where ended_at is null`,
  },
  {
    database: 'remote-signing',
    what: 'authorisations of applications have ended',
    statement: 'update application_authorisations set ended_at = now() where ended_at is null',
  },
  {
    database: 'remote-signing',
    what: 'requests of applications are over',
    statement: 'update oauth_requests set expires_at = least(expires_at, now())',
  },
  {
    database: 'remote-signing',
    what: 'signatures that waited for their signer are over',
    statement: `update signature_requests set expires_at = least(expires_at, now()) where state = 'awaiting_authorisation'`,
  },
  {
    database: 'signer',
    what: 'authorisations have ended: what they had left may have been signed',
    // The handle is what signs; whether one has ended is only told.
    statement: 'update authorisations set ended = true, handle_hash = null where not ended or handle_hash is not null',
  },
  {
    database: 'certificate-authority',
    what: 'revocation lists go on with numbers 1000 higher, and are signed anew when they are first asked for',
    statement: `update revocation_lists set number = number + 1000, this_update = this_update - interval '30 days',
      next_update = now() where authority <> 'root'`,
  },
  {
    database: 'certificate-authority',
    what: 'serial numbers of time-stamps go on a million higher',
    statement: `select setval('timestamp_serial_numbers', nextval('timestamp_serial_numbers') + 1000000)`,
  },
  ...['identity', 'order', 'enrollment', 'second-factor', 'remote-signing'].map((database) => ({
    database,
    what: 'announcements of the two days before the backup are carried again; their takers know those that they have',
    statement: `update outbox set sent_at = null where sent_at > $1::timestamptz - interval '2 days'`,
  })),
];
