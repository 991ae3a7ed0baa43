import { isUniqueViolation } from '@countersign/db';
import { type ExpressionBuilder, sql } from 'kysely';
import type { IdentityDatabase, IdentityDb } from '../database.ts';
import { type PersonalValidation, type PersonalValidationState, wrongState } from './personal-validation.ts';

/** Stores a version; throws `PERSONAL_VALIDATION_WRONG_STATE` when a parallel submission stored it first. */
export async function insertValidation(db: IdentityDb, validation: PersonalValidation): Promise<void> {
  const { email: _, mobileSealed, evidenceUntil: __, decidedAt: ___, loss: ____, ...rest } = validation;
  try {
    await db
      .insertInto('personalValidations')
      .values({ ...rest, mobileSealed: mobileSealed ?? null })
      .execute();
  } catch (error) {
    if (isUniqueViolation(error)) throw wrongState('submitted');
    throw error;
  }
}

/** The latest version of a user's validation. */
export async function findValidationOfUser(db: IdentityDb, userId: string): Promise<PersonalValidation | undefined> {
  return await selectValidations(db)
    .where('v.userId', '=', userId)
    .orderBy('v.version', 'desc')
    .limit(1)
    .executeTakeFirst()
    .then(toValidation);
}

/** The latest approved version of a user's validation, whatever was submitted since. */
export async function findApprovedOfUser(db: IdentityDb, userId: string): Promise<PersonalValidation | undefined> {
  return await selectValidations(db)
    .where('v.userId', '=', userId)
    .where('v.state', '=', 'approved')
    .orderBy('v.version', 'desc')
    .limit(1)
    .executeTakeFirst()
    .then(toValidation);
}

/** The latest version of a validation; with `lock` nobody else decides it before the transaction ends. */
export async function findValidation(
  db: IdentityDb,
  id: string,
  { lock = false } = {},
): Promise<PersonalValidation | undefined> {
  return await selectValidations(db)
    .where('v.id', '=', id)
    .orderBy('v.version', 'desc')
    .limit(1)
    .$if(lock, (query) => query.forUpdate('v'))
    .executeTakeFirst()
    .then(toValidation);
}

/** One version of a validation. */
export async function findValidationVersion(
  db: IdentityDb,
  { id, version }: { id: string; version: number },
): Promise<PersonalValidation | undefined> {
  return await selectValidations(db)
    .where('v.id', '=', id)
    .where('v.version', '=', version)
    .executeTakeFirst()
    .then(toValidation);
}

/** Where a page of validations begins: behind the one that was submitted then. */
export interface PageStart {
  submittedAt: Date;
  id: string;
}

/** Latest versions, oldest submission first. */
export async function listValidations(
  db: IdentityDb,
  { state, after, limit }: { state?: PersonalValidationState; after?: PageStart; limit: number },
): Promise<PersonalValidation[]> {
  let query = selectValidations(db).where(isLatest).orderBy('v.submittedAt').orderBy('v.id').limit(limit);
  if (state !== undefined) query = query.where('v.state', '=', state);
  if (after !== undefined) {
    query = query.where(sql<boolean>`(v.submitted_at, v.id) > (${after.submittedAt}, ${after.id})`);
  }
  return (await query.execute()).flatMap((row) => toValidation(row) ?? []);
}

/** Decides a submitted version by one conditional statement; false when it is not submitted any more. */
export async function decideValidation(
  db: IdentityDb,
  {
    id,
    version,
    ...decision
  }: {
    id: string;
    version: number;
    state: 'approved' | 'rejected';
    reason: string;
    decidedBy: string;
    decidedAt: Date;
    evidenceUntil: Date;
  },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('personalValidations')
    .set(decision)
    .where('id', '=', id)
    .where('version', '=', version)
    .where('state', '=', 'submitted')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function selectValidations(db: IdentityDb) {
  return db
    .selectFrom('personalValidations as v')
    .innerJoin('users as u', 'u.id', 'v.userId')
    .leftJoin('factorLosses as l', (join) =>
      join.onRef('l.validationId', '=', 'v.id').onRef('l.validationVersion', '=', 'v.version'),
    )
    .select([
      'v.id',
      'v.version',
      'v.userId',
      'u.email',
      'v.state',
      'v.givenName',
      'v.surname',
      'v.mobileSealed',
      'v.country',
      'v.evidenceSealed',
      'v.submittedAt',
      'v.reason',
      'v.evidenceUntil',
      'v.decidedAt',
      'l.id as lossId',
      'l.reportedAt as lossReportedAt',
    ]);
}

type Validations = IdentityDatabase & { v: IdentityDatabase['personalValidations'] };

function isLatest(eb: ExpressionBuilder<Validations, 'v'>) {
  return eb.not(
    eb.exists(
      eb
        .selectFrom('personalValidations as newer')
        .select('newer.version')
        .whereRef('newer.id', '=', 'v.id')
        .whereRef('newer.version', '>', 'v.version'),
    ),
  );
}

type Row = Omit<PersonalValidation, 'mobileSealed' | 'evidenceUntil' | 'decidedAt' | 'loss'> & {
  mobileSealed: Buffer | null;
  evidenceUntil: Date | null;
  decidedAt: Date | null;
  lossId: string | null;
  lossReportedAt: Date | null;
};

function toValidation(row: Row | undefined): PersonalValidation | undefined {
  if (row === undefined) return undefined;
  const { mobileSealed, evidenceUntil, decidedAt, lossId, lossReportedAt, ...rest } = row;
  return {
    ...rest,
    ...(mobileSealed !== null && { mobileSealed }),
    ...(evidenceUntil !== null && { evidenceUntil }),
    ...(decidedAt !== null && { decidedAt }),
    ...(lossId !== null && lossReportedAt !== null && { loss: { id: lossId, reportedAt: lossReportedAt } }),
  };
}
