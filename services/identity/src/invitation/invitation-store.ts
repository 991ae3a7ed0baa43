import type { IdentityDb } from '../database.ts';

/** Where invitations are kept, by whom they are for. */
type InvitationTable = 'operatorInvitations' | 'signerInvitations';

/** Uses an invitation up by one conditional statement; false when it was used or withdrawn before, or is over. */
export async function useInvitation(db: IdentityDb, table: InvitationTable, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable(table)
    .set({ usedAt: at })
    .where('id', '=', id)
    .where('usedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .where('expiresAt', '>', at)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Withdraws an invitation by one conditional statement; false when it was used or withdrawn before. */
export async function withdrawInvitation(
  db: IdentityDb,
  table: InvitationTable,
  id: string,
  at: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable(table)
    .set({ withdrawnAt: at })
    .where('id', '=', id)
    .where('usedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Records which user came of an invitation. */
export async function recordInvitee(db: IdentityDb, table: InvitationTable, id: string, userId: string): Promise<void> {
  await db.updateTable(table).set({ usedBy: userId }).where('id', '=', id).execute();
}
