import type { IdentityDb, OperatorInvitationRow } from '../database.ts';
import { rolesOfList } from './staff.ts';
import type { StaffInvitation } from './staff-invitation.ts';

const columns = [
  'id',
  'pepperVersion',
  'email',
  'roles',
  'language',
  'invitedBy',
  'createdAt',
  'expiresAt',
  'usedAt',
  'withdrawnAt',
] as const;

/** Stores an invitation with the hash of its token. */
export async function insertInvitation(db: IdentityDb, invitation: StaffInvitation, tokenHash: Buffer): Promise<void> {
  const { email, roles, invitedBy, ...rest } = invitation;
  await db
    .insertInto('operatorInvitations')
    .values({ ...rest, tokenHash, email: email ?? null, roles: [...roles], invitedBy: invitedBy ?? null })
    .execute();
}

/** The invitation of a token. */
export async function findInvitationByToken(db: IdentityDb, tokenHash: Buffer): Promise<StaffInvitation | undefined> {
  const row = await db
    .selectFrom('operatorInvitations')
    .select(columns)
    .where('tokenHash', '=', tokenHash)
    .executeTakeFirst();
  return row && toInvitation(row);
}

/** The invitation of an id. */
export async function findInvitation(db: IdentityDb, id: string): Promise<StaffInvitation | undefined> {
  const row = await db.selectFrom('operatorInvitations').select(columns).where('id', '=', id).executeTakeFirst();
  return row && toInvitation(row);
}

/** Invitations that may be used at a moment, newest first. */
export async function listOpenInvitations(
  db: IdentityDb,
  { at, limit }: { at: Date; limit: number },
): Promise<StaffInvitation[]> {
  const rows = await db
    .selectFrom('operatorInvitations')
    .select(columns)
    .where('usedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .where('expiresAt', '>', at)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toInvitation);
}

/** Withdraws what operators sent to an address before; links of the operator command stay as they are. */
export async function replaceInvitations(db: IdentityDb, email: string, at: Date): Promise<void> {
  await db
    .updateTable('operatorInvitations')
    .set({ withdrawnAt: at })
    .where('email', '=', email)
    .where('invitedBy', 'is not', null)
    .where('usedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .execute();
}

/** Withdraws what somebody sent, because he may not invite any more. */
export async function withdrawInvitationsOf(db: IdentityDb, invitedBy: string, at: Date): Promise<void> {
  await db
    .updateTable('operatorInvitations')
    .set({ withdrawnAt: at })
    .where('invitedBy', '=', invitedBy)
    .where('usedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .execute();
}

function toInvitation(row: Pick<OperatorInvitationRow, (typeof columns)[number]>): StaffInvitation {
  const { email, roles, invitedBy, usedAt, withdrawnAt, ...rest } = row;
  return {
    ...rest,
    roles: rolesOfList(roles.join(',')),
    ...(email !== null && { email }),
    ...(invitedBy !== null && { invitedBy }),
    ...(usedAt !== null && { usedAt }),
    ...(withdrawnAt !== null && { withdrawnAt }),
  };
}
