import { type Actor, type Applications, type CallContext, requireMember } from '@countersign/grpc';
import { getRoles } from '../account/account-store.ts';
import { orderingRoles, type Role, requireOneOf, roles } from '../account/role.ts';
import type { EnrollmentDb } from '../database.ts';

/** Who may read an inventory: every member. */
export const readingRoles: readonly Role[] = roles;
/** Who may change certificates. */
export const changingRoles: readonly Role[] = orderingRoles;

/**
 * The actor of a call about his account, whose roles are looked up at this moment. Throws `ACCOUNT_NOT_FOUND` unless he is
 * a member, and `ROLE_REQUIRED` unless he has one of the roles; `CLIENT_NOT_PERMITTED` for an application without a scope
 * that is named.
 */
export async function requireMemberRole(
  db: EnrollmentDb,
  context: CallContext,
  { accountId, wanted, ...applications }: { accountId: string; wanted: readonly Role[] } & Applications,
): Promise<Actor> {
  const actor = requireMember(context, accountId, applications);
  requireOneOf(await getRoles(db, { accountId, userId: actor.userId }), wanted);
  return actor;
}
