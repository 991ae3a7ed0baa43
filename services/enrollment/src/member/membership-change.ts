import type { Db } from '@countersign/db';
import type { Handlers } from '@countersign/grpc';
import type { EnrollmentServiceService } from '@countersign/proto/enrollment';
import type { EnrollmentDatabase } from '../database.ts';
import type { MemberDeps } from './member-service.ts';
import { listChangedMemberships } from './member-store.ts';

/** Longer than any access token lives. */
const tokenLifeMs = 30 * 60_000;
/**
 * How far back the next question begins. A change bears the time at which its work began, and is seen when that work is
 * committed.
 */
const committedLateMs = 20_000;

/** Handler of the feed that tells gateways whose roles changed. */
export function createMembershipChangeHandlers({
  db,
  clock,
}: Pick<MemberDeps, 'clock'> & { db: Db<EnrollmentDatabase> }): Pick<
  Handlers<typeof EnrollmentServiceService>,
  'listMembershipChanges'
> {
  return {
    async listMembershipChanges({ since }) {
      const nowMs = clock.now().getTime();
      const changes = await listChangedMemberships(db, since ?? new Date(nowMs - tokenLifeMs));
      return { changes, until: new Date(nowMs - committedLateMs) };
    },
  };
}
