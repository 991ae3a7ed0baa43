import { sql } from 'kysely';
import type { IdentityDb, IdentityTransaction } from '../database.ts';
import type { SignerInvitation } from './signer-invitation.ts';
import type { SignerInvitationRow } from './tables.ts';

const columns = [
  'id',
  'pepperVersion',
  'email',
  'language',
  'createdAt',
  'expiresAt',
  'withdrawnAt',
  'usedAt',
] as const;

/** Stores an invitation; an open one for the same address is withdrawn. Parallel calls for one address wait for each other. */
export async function replaceInvitation(
  trx: IdentityTransaction,
  { invitation, tokenHash, invitedBy }: { invitation: SignerInvitation; tokenHash: Buffer; invitedBy: string },
): Promise<void> {
  const { id, pepperVersion, email, language, createdAt, expiresAt } = invitation;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`signer-invitation:${email}`}, 0))`.execute(trx);
  await trx
    .updateTable('signerInvitations')
    .set({ withdrawnAt: createdAt })
    .where('email', '=', email)
    .where('usedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .execute();
  await trx
    .insertInto('signerInvitations')
    .values({ id, tokenHash, pepperVersion, email, language, invitedBy, createdAt, expiresAt })
    .execute();
}

/** The invitation of a token. */
export async function findInvitationByToken(db: IdentityDb, tokenHash: Buffer): Promise<SignerInvitation | undefined> {
  return toInvitation(
    await db.selectFrom('signerInvitations').select(columns).where('tokenHash', '=', tokenHash).executeTakeFirst(),
  );
}

/** The invitation of an id. */
export async function findSignerInvitation(db: IdentityDb, id: string): Promise<SignerInvitation | undefined> {
  return toInvitation(await db.selectFrom('signerInvitations').select(columns).where('id', '=', id).executeTakeFirst());
}

/** Where a page of invitations begins: behind the one that was made then. */
export interface PageStart {
  createdAt: Date;
  id: string;
}

/** Invitations, newest first. */
export async function listInvitations(
  db: IdentityDb,
  { after, limit }: { after?: PageStart; limit: number },
): Promise<SignerInvitation[]> {
  let query = db
    .selectFrom('signerInvitations')
    .select(columns)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (after !== undefined) {
    query = query.where(sql<boolean>`(created_at, id) < (${after.createdAt}, ${after.id})`);
  }
  return (await query.execute()).flatMap((row) => toInvitation(row) ?? []);
}

function toInvitation(
  row: Pick<SignerInvitationRow, (typeof columns)[number]> | undefined,
): SignerInvitation | undefined {
  if (row === undefined) return undefined;
  const { withdrawnAt, usedAt, ...rest } = row;
  return { ...rest, ...(withdrawnAt !== null && { withdrawnAt }), ...(usedAt !== null && { usedAt }) };
}
