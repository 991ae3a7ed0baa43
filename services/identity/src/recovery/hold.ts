import type { IdentityTransaction } from '../database.ts';

/** What a user's row says about his mailbox as second factor. */
export interface EmailHold {
  /** Absent when his mailbox recovered no password lately. */
  emailHeldUntil?: Date;
  /** Absent when no officer released him lately, and once a recovery used the release up. */
  releasedUntil?: Date;
}

/**
 * Whether the user's mailbox does not count as second factor at a moment: it recovered his password, and whoever reads
 * it must not be the one who logs in by it. An officer's release lifts this while it lasts.
 */
export function isEmailHeld(user: EmailHold, at: Date): boolean {
  return user.emailHeldUntil !== undefined && user.emailHeldUntil > at && !isReleased(user, at);
}

/** Whether an officer's release of the user holds at a moment. */
export function isReleased({ releasedUntil }: EmailHold, at: Date): boolean {
  return releasedUntil !== undefined && releasedUntil > at;
}

/**
 * Uses up the release of a user whose recovery completes: another one asks for proofs again. His mailbox counts as second
 * factor from now on, as an officer saw him. False when no release holds.
 */
export async function takeRelease(trx: IdentityTransaction, userId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('users')
    .set({ releasedUntil: null, emailHeldUntil: null })
    .where('id', '=', userId)
    .where('releasedUntil', '>', at)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Takes the user's mailbox out of his second factors until a moment; never shortens what holds already. */
export async function holdEmail(trx: IdentityTransaction, userId: string, until: Date): Promise<void> {
  await trx
    .updateTable('users')
    .set({ emailHeldUntil: until })
    .where('id', '=', userId)
    .where((eb) => eb.or([eb('emailHeldUntil', 'is', null), eb('emailHeldUntil', '<', until)]))
    .execute();
}
