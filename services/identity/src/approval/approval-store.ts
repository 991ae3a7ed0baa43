import { type Selectable, sql } from 'kysely';
import type { IdentityDb } from '../database.ts';
import type { Approval, ApprovalAction, ApprovalState } from './approval.ts';
import type { ApprovalTables } from './tables.ts';

interface About {
  action: ApprovalAction;
  subjectId: string;
}

/** Writes down that the pending approval about a subject has expired, if it has: it makes room for another. */
export async function expireApproval(db: IdentityDb, { action, subjectId, at }: About & { at: Date }): Promise<void> {
  await db
    .updateTable('approvals')
    .set({ state: 'expired' })
    .where('action', '=', action)
    .where('subjectId', '=', subjectId)
    .where('state', '=', 'pending')
    .where('expiresAt', '<=', at)
    .execute();
}

/** Stores an approval; false when one about the same subject is pending. */
export async function insertApproval(db: IdentityDb, { aboutUserId, parameters, ...rest }: Approval): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('approvals')
    .values({ ...rest, aboutUserId: aboutUserId ?? null, parameters: JSON.stringify(parameters) })
    // The word stands in the statement itself: by a parameter, a prepared one would not find its index.
    .onConflict((conflict) =>
      conflict.columns(['action', 'subjectId']).where(sql<boolean>`state = 'pending'`).doNothing(),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** The approval about a subject that is stored as pending. */
export async function findPendingApproval(db: IdentityDb, { action, subjectId }: About): Promise<Approval | undefined> {
  const row = await db
    .selectFrom('approvals')
    .selectAll()
    .where('action', '=', action)
    .where('subjectId', '=', subjectId)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  return row === undefined ? undefined : toApproval(row);
}

/** Ids of the approvals of an action that are pending at a moment, by the subjects that they are about. */
export async function findPendingApprovalIds(
  db: IdentityDb,
  { action, subjectIds, at }: { action: ApprovalAction; subjectIds: readonly string[]; at: Date },
): Promise<Map<string, string>> {
  if (subjectIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('approvals')
    .select(['id', 'subjectId'])
    .where('action', '=', action)
    .where('subjectId', 'in', [...subjectIds])
    .where('state', '=', 'pending')
    .where('expiresAt', '>', at)
    .execute();
  return new Map(rows.map(({ id, subjectId }) => [subjectId, id]));
}

/** Ends the pending approval about a subject, if there is one, because nothing is left to approve. */
export async function closeApproval(db: IdentityDb, { action, subjectId }: About): Promise<void> {
  await db
    .updateTable('approvals')
    .set({ state: 'expired' })
    .where('action', '=', action)
    .where('subjectId', '=', subjectId)
    .where('state', '=', 'pending')
    .execute();
}

/**
 * Ends what somebody asked for and nobody has decided yet, because he may not ask for it any more. What is being decided at
 * this moment is left to that decision: waiting for it could end in a circle.
 */
export async function closeApprovalsAskedBy(
  db: IdentityDb,
  { requestedBy, actions }: { requestedBy: string; actions: readonly ApprovalAction[] },
): Promise<void> {
  if (actions.length === 0) return;
  const pending = db
    .selectFrom('approvals')
    .select('id')
    .where('requestedBy', '=', requestedBy)
    .where('action', 'in', [...actions])
    .where('state', '=', 'pending')
    .forUpdate()
    .skipLocked();
  await db.updateTable('approvals').set({ state: 'expired' }).where('id', 'in', pending).execute();
}

/** The approval with an id. */
export async function findApproval(db: IdentityDb, id: string): Promise<Approval | undefined> {
  const row = await db.selectFrom('approvals').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toApproval(row);
}

/** Decides a pending approval by one conditional statement; undefined when it is not this officer's to decide any more. */
export async function decideApproval(
  db: IdentityDb,
  {
    id,
    at,
    ...decision
  }: { id: string; state: 'approved' | 'rejected'; decidedBy: string; decisionReason: string; at: Date },
): Promise<Approval | undefined> {
  const row = await db
    .updateTable('approvals')
    .set({ ...decision, decidedAt: at })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .where('expiresAt', '>', at)
    .where('requestedBy', '!=', decision.decidedBy)
    .where('aboutUserId', 'is distinct from', decision.decidedBy)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toApproval(row);
}

/** Writes down that the officer who asked for an emergency code was given it. */
export async function recordCollection(db: IdentityDb, id: string, at: Date): Promise<void> {
  await db.updateTable('approvals').set({ collectedAt: at }).where('id', '=', id).execute();
}

/** Where a page of approvals begins: behind the one that was asked for then. */
export interface PageStart {
  requestedAt: Date;
  id: string;
}

/** Approvals of some actions, newest first; those of one state at `at` if one is given. */
export async function listApprovals(
  db: IdentityDb,
  {
    actions,
    state,
    at,
    after,
    limit,
  }: { actions: readonly ApprovalAction[]; state?: ApprovalState; at: Date; after?: PageStart; limit: number },
): Promise<Approval[]> {
  let query = db
    .selectFrom('approvals')
    .selectAll()
    .where('action', 'in', [...actions])
    .orderBy('requestedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (state !== undefined) {
    query = query.where(
      sql<string>`case when state = 'pending' and expires_at <= ${at} then 'expired' else state end`,
      '=',
      state,
    );
  }
  if (after !== undefined) {
    query = query.where(sql<boolean>`(requested_at, id) < (${after.requestedAt}, ${after.id})`);
  }
  return (await query.execute()).map(toApproval);
}

function toApproval(row: Selectable<ApprovalTables['approvals']>): Approval {
  const { aboutUserId, decidedBy, decidedAt, decisionReason, collectedAt, ...rest } = row;
  return {
    ...rest,
    ...(aboutUserId !== null && { aboutUserId }),
    ...(decidedBy !== null && { decidedBy, decisionReason }),
    ...(decidedAt !== null && { decidedAt }),
    ...(collectedAt !== null && { collectedAt }),
  };
}
