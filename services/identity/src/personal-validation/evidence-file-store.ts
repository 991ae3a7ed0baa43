import { sql } from 'kysely';
import type { IdentityDb, IdentityTransaction } from '../database.ts';
import { type EvidenceMediaType, unusedFileLifeMs, unusedFilesAtMost } from './evidence-file.ts';

/** Whose files: a user's, or those of an invitation that nobody has used yet. */
export type FileOwner = { userId: string } | { invitationId: string };

/** A file to be stored. */
export interface NewEvidenceFile {
  id: string;
  mediaType: EvidenceMediaType;
  digest: Buffer;
  contentSealed: Buffer;
  createdAt: Date;
}

/** Stores a file; false when as many as may are waiting for a submission. Parallel calls of one owner wait for each other. */
export async function insertFile(
  trx: IdentityTransaction,
  { owner, file }: { owner: FileOwner; file: NewEvidenceFile },
): Promise<boolean> {
  const { userId = null, invitationId = null } = { ...owner } as { userId?: string; invitationId?: string };
  await sql`select pg_advisory_xact_lock(hashtextextended(${`evidence-files:${userId ?? invitationId}`}, 0))`.execute(
    trx,
  );
  const waiting = await waitingOf(trx, owner).select('id').limit(unusedFilesAtMost).execute();
  if (waiting.length >= unusedFilesAtMost) return false;
  await trx
    .insertInto('evidenceFiles')
    .values({ ...file, userId, invitationId })
    .execute();
  return true;
}

/** Those of the files that are the owner's and wait for a submission. */
export async function findWaitingFiles(db: IdentityDb, owner: FileOwner, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await waitingOf(db, owner)
    .select('id')
    .where('id', 'in', [...ids])
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Makes files of their owner part of a version, by one conditional statement; returns the ids of those that it took. */
export async function takeFiles(
  trx: IdentityTransaction,
  {
    owner,
    ids,
    userId,
    validationId,
    version,
  }: { owner: FileOwner; ids: readonly string[]; userId: string; validationId: string; version: number },
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const taken = await trx
    .updateTable('evidenceFiles')
    .set({ userId, validationId, version })
    .where('id', 'in', [...ids])
    .where((eb) => eb.and(owner))
    .where('validationId', 'is', null)
    .returning('id')
    .execute();
  return new Set(taken.map(({ id }) => id));
}

/** A file of a validation, whichever version. */
export async function findFileOfValidation(db: IdentityDb, place: { id: string; validationId: string }) {
  return await db
    .selectFrom('evidenceFiles')
    .select(['id', 'userId', 'mediaType', 'contentSealed', 'version'])
    .where((eb) => eb.and(place))
    .executeTakeFirst();
}

/** Deletes files that no submission referred to in time. */
export async function deleteUnusedFiles(db: IdentityDb, at: Date): Promise<void> {
  await db
    .deleteFrom('evidenceFiles')
    .where('validationId', 'is', null)
    .where('createdAt', '<=', new Date(at.getTime() - unusedFileLifeMs))
    .execute();
}

function waitingOf(db: IdentityDb, owner: FileOwner) {
  return db
    .selectFrom('evidenceFiles')
    .where((eb) => eb.and(owner))
    .where('validationId', 'is', null);
}
