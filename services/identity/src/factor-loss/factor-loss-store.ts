import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import { newId } from '@countersign/runtime';
import type { IdentityDb, IdentityTransaction } from '../database.ts';

/** Announced when a user said that he lost his factors; carries `lossId`. */
export const lossReportedMailTopic = 'factor-loss-mail';
/** Announced when the personal validation of such a user was approved; carries `lossId`. */
export const grantReplacementTopic = 'grant-replacement';

/** A user who said that he lost his factors. */
export interface FactorLoss {
  id: string;
  userId: string;
  /** Network address of that login; empty when it is not known. */
  address: string;
  reportedAt: Date;
}

/** Version of a personal validation. */
export interface ValidationVersion {
  id: string;
  version: number;
}

/** Records a report with its audit record, and has the owner told: it may not be his. */
export async function reportLoss(
  trx: IdentityTransaction,
  { userId, sessionId, address, at }: { userId: string; sessionId: string; address: string; at: Date },
): Promise<void> {
  const id = newId('fls');
  await trx.insertInto('factorLosses').values({ id, userId, sessionId, address, reportedAt: at }).execute();
  await announce(trx, { queue: 'identity', topic: lossReportedMailTopic, payload: { lossId: id } });
  await appendAudit(trx, {
    stream: userId,
    actor: userId,
    action: 'factor_loss.reported',
    subject: id,
    detail: { sessionId },
    at,
  });
}

/** The report that a session began with; undefined for every other session. */
export async function findLossOfSession(
  db: IdentityDb,
  { sessionId, userId }: { sessionId: string; userId: string },
): Promise<FactorLoss | undefined> {
  return await selectLosses(db).where('sessionId', '=', sessionId).where('userId', '=', userId).executeTakeFirst();
}

/** The report of an id. */
export async function findLoss(db: IdentityDb, id: string): Promise<FactorLoss | undefined> {
  return await selectLosses(db).where('id', '=', id).executeTakeFirst();
}

/** Notes which version was submitted in the session of a report; a later one of the same session takes its place. */
export async function noteSubmission(
  trx: IdentityTransaction,
  lossId: string,
  { id: validationId, version: validationVersion }: ValidationVersion,
): Promise<void> {
  await trx.updateTable('factorLosses').set({ validationId, validationVersion }).where('id', '=', lossId).execute();
}

/** The report whose approved personal validation lets its user replace his factors; undefined when it is not approved. */
export async function findApprovedLoss(db: IdentityDb, id: string): Promise<FactorLoss | undefined> {
  return await db
    .selectFrom('factorLosses as l')
    .innerJoin('personalValidations as v', (join) =>
      join.onRef('v.id', '=', 'l.validationId').onRef('v.version', '=', 'l.validationVersion'),
    )
    .select(['l.id', 'l.userId', 'l.address', 'l.reportedAt'])
    .where('l.id', '=', id)
    .where('v.state', '=', 'approved')
    .executeTakeFirst();
}

/** Whether a user logged in with a factor after a moment: what he said to have lost he has. */
export async function hasLoggedInSince(db: IdentityDb, userId: string, since: Date): Promise<boolean> {
  const row = await db
    .selectFrom('sessions')
    .select('id')
    .where('userId', '=', userId)
    .where('scope', '=', 'full')
    .where('authenticatedAt', '>', since)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function selectLosses(db: IdentityDb) {
  return db.selectFrom('factorLosses').select(['id', 'userId', 'address', 'reportedAt']);
}
