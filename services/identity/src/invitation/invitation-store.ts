import type { IdentityDb, OperatorInvitationRow } from '../database.ts';
import type { OperatorInvitation } from './invitation.ts';

const columns = ['id', 'pepperVersion', 'email', 'expiresAt', 'usedAt'] as const;

/** Stores an invitation with the hash of its token. */
export async function insertInvitation(
  db: IdentityDb,
  { invitation, tokenHash, at }: { invitation: OperatorInvitation; tokenHash: Buffer; at: Date },
): Promise<void> {
  const { id, pepperVersion, email, expiresAt } = invitation;
  await db
    .insertInto('operatorInvitations')
    .values({ id, tokenHash, pepperVersion, email: email ?? null, createdAt: at, expiresAt })
    .execute();
}

/** The invitation of a token. */
export async function findInvitationByToken(db: IdentityDb, tokenHash: Buffer) {
  return toInvitation(
    await db.selectFrom('operatorInvitations').select(columns).where('tokenHash', '=', tokenHash).executeTakeFirst(),
  );
}

/** The invitation of an id. */
export async function findInvitation(db: IdentityDb, id: string) {
  return toInvitation(
    await db.selectFrom('operatorInvitations').select(columns).where('id', '=', id).executeTakeFirst(),
  );
}

/** Uses an invitation up by one conditional statement; false when it was used before or is over. */
export async function useInvitation(db: IdentityDb, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('operatorInvitations')
    .set({ usedAt: at })
    .where('id', '=', id)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', at)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Records which user came of an invitation. */
export async function recordInvitee(db: IdentityDb, id: string, userId: string): Promise<void> {
  await db.updateTable('operatorInvitations').set({ usedBy: userId }).where('id', '=', id).execute();
}

function toInvitation(
  row: Pick<OperatorInvitationRow, (typeof columns)[number]> | undefined,
): OperatorInvitation | undefined {
  if (row === undefined) return undefined;
  const { email, usedAt, ...rest } = row;
  return { ...rest, ...(email !== null && { email }), ...(usedAt !== null && { usedAt }) };
}
