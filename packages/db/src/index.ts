export { whenAvailable } from './availability.ts';
export { checkDatabase, createDatabase, type Db, isUniqueViolation } from './database.ts';
export {
  createIdempotencyTable,
  fingerprintOf,
  type IdempotentCall,
  requireIdempotencyKey,
  runOnce,
} from './idempotency.ts';
export { acceptOnce, createInboxTable } from './inbox.ts';
export { type Migration, type Migrations, migrate, runMigrations } from './migrations.ts';
export {
  type Announcement,
  addOutboxTraceparent,
  announce,
  announcing,
  createOutboxTable,
  listCarriedQueues,
  measureOutbox,
  type OutboxRow,
  onAnnounced,
  relayOutbox,
  reopenOutbox,
  sweepOutbox,
} from './outbox.ts';
export { changeTogether } from './together.ts';
