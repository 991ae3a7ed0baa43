import { announcing, changeTogether } from '@countersign/db';
import type { Selectable } from 'kysely';
import type { IdentityDb, IdentityPool, IdentityTransaction } from '../database.ts';
import type { FlowFactors } from '../factor/factor.ts';
import { factorChanges, toFlowFactors } from '../factor/factor-columns.ts';
import {
  attemptsPerFlow,
  type RecoveryFlow,
  type RecoveryFlowState,
  resendPauseMs,
  sendsPerFlow,
  steps,
} from './recovery-flow.ts';
import type { RecoveryTables } from './tables.ts';

/** Announced for each mail of a recovery, also of a user ID that nobody has; carries `recoveryFlowId` and `send`. */
export const recoveryCodeTopic = 'recovery-code';

const columns = [
  'id',
  'userId',
  'userIdHash',
  'deviceId',
  'state',
  'language',
  'languageChosen',
  'sends',
  'resendAt',
  'codeAttempts',
  'factorAttempts',
  'passwordVersion',
  'expiresAt',
  'factors',
  'prompt',
] as const;

const openStates = (Object.keys(steps) as RecoveryFlowState[]).filter((state) => 'cancel' in steps[state]);

/** Stores a new flow and orders its first mail, in one statement. */
export async function insertRecoveryFlow(
  db: IdentityDb,
  { flow, secretHash, at }: { flow: Omit<RecoveryFlow, keyof FlowFactors>; secretHash: Buffer; at: Date },
): Promise<void> {
  const { userId = null, deviceId = null, ...rest } = flow;
  await changeTogether(db, [
    announcing(codeOrder(flow)),
    db.insertInto('recoveryFlows').values({ ...rest, userId, deviceId, secretHash, createdAt: at }),
  ]);
}

/** The flow of an id and the hash of its secret; undefined also when its time is over. */
export async function findRecoveryFlow(
  db: IdentityDb,
  { id, secretHash, at }: { id: string; secretHash: Buffer; at: Date },
): Promise<RecoveryFlow | undefined> {
  const row = await db
    .selectFrom('recoveryFlows')
    .select(columns)
    .where('id', '=', id)
    .where('secretHash', '=', secretHash)
    .where('expiresAt', '>', at)
    .executeTakeFirst();
  return toRecoveryFlow(row);
}

/** The flow of an id, for this service's own work; undefined also when its time is over. */
export async function findRecoveryFlowById(db: IdentityDb, id: string, at: Date): Promise<RecoveryFlow | undefined> {
  const row = await db
    .selectFrom('recoveryFlows')
    .select(columns)
    .where('id', '=', id)
    .where('expiresAt', '>', at)
    .executeTakeFirst();
  return toRecoveryFlow(row);
}

/** Where a flow stands now; only for a caller who found it by its secret before. */
export async function findRecoveryFlowState(db: IdentityDb, id: string): Promise<RecoveryFlowState | undefined> {
  const row = await db.selectFrom('recoveryFlows').select('state').where('id', '=', id).executeTakeFirst();
  return row?.state;
}

/**
 * Counts an attempt at the mailed code or at the code of a factor, before it is looked at; returns how many are used, or
 * undefined when none was left or the flow moved on. One statement and no transaction: parallel guesses pass one by one.
 */
export async function countFlowAttempt(
  db: IdentityPool,
  { id, state }: Pick<RecoveryFlow, 'id' | 'state'>,
): Promise<number | undefined> {
  const counter = state === 'code_required' ? 'codeAttempts' : 'factorAttempts';
  const row = await db
    .updateTable('recoveryFlows')
    .set((eb) => ({ [counter]: eb(counter, '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', state)
    .where(counter, '<', attemptsPerFlow)
    .returning(counter)
    .executeTakeFirst();
  return row?.[counter];
}

/** How a flow changes when it moves; factors that are not named stay. */
export interface Move extends FlowFactors {
  from: readonly RecoveryFlowState[];
  to: RecoveryFlowState;
  language?: string;
  languageChosen?: boolean;
  passwordVersion?: number;
}

/** Moves a flow by one conditional statement; undefined when it is in none of the states `from` any more. */
export async function moveRecoveryFlow(
  db: IdentityDb,
  id: string,
  { from, to, factors, prompt, ...rest }: Move,
): Promise<RecoveryFlow | undefined> {
  const row = await db
    .updateTable('recoveryFlows')
    .set({
      ...rest,
      ...factorChanges({ ...(factors !== undefined && { factors }), ...(prompt !== undefined && { prompt }) }),
      state: to,
    })
    .where('id', '=', id)
    .where('state', 'in', from)
    .returning(columns)
    .executeTakeFirst();
  return toRecoveryFlow(row);
}

/**
 * Counts and orders another mail; undefined when it is too early, none is left, or the code is awaited no more. The pauses
 * are kept here, because second-factor knows nothing of a user ID that nobody has.
 */
export async function orderAnotherCode(
  trx: IdentityTransaction,
  { id, sends, at }: { id: string; sends: number; at: Date },
): Promise<RecoveryFlow | undefined> {
  const row = await trx
    .updateTable('recoveryFlows')
    .set({ sends: sends + 1, resendAt: new Date(at.getTime() + resendPauseMs(sends + 1)) })
    .where('id', '=', id)
    .where('state', '=', 'code_required')
    .where('sends', '=', sends)
    .where('sends', '<', sendsPerFlow)
    .where('resendAt', '<=', at)
    .returning(columns)
    .executeTakeFirst();
  const flow = toRecoveryFlow(row);
  if (flow !== undefined) await announcing(codeOrder(flow)).execute(trx);
  return flow;
}

/** Cancels all open flows of a user, but for `except`: what they proved holds no more. */
export async function cancelRecoveryFlowsOf(trx: IdentityTransaction, userId: string, except = ''): Promise<void> {
  // Locked in one order, `except` included, so that two who complete at the same time do not wait in a circle.
  await trx
    .selectFrom('recoveryFlows')
    .select('id')
    .where('userId', '=', userId)
    .where('state', 'in', openStates)
    .orderBy('id')
    .forUpdate()
    .execute();
  await trx
    .updateTable('recoveryFlows')
    .set({ state: 'cancelled' })
    .where('userId', '=', userId)
    .where('id', '!=', except)
    .where('state', 'in', openStates)
    .execute();
}

function codeOrder({ id, sends }: Pick<RecoveryFlow, 'id' | 'sends'>) {
  return { queue: 'identity', topic: recoveryCodeTopic, payload: { recoveryFlowId: id, send: String(sends) } };
}

function toRecoveryFlow(
  row: Pick<Selectable<RecoveryTables['recoveryFlows']>, (typeof columns)[number]> | undefined,
): RecoveryFlow | undefined {
  if (row === undefined) return undefined;
  const { userId, deviceId, passwordVersion, factors, prompt, ...rest } = row;
  return {
    ...rest,
    ...toFlowFactors({ factors, prompt }),
    ...(userId !== null && { userId }),
    ...(deviceId !== null && { deviceId }),
    ...(passwordVersion !== null && { passwordVersion }),
  };
}
