import type { IdentityDb, IdentityPool, LoginFlowRow } from '../database.ts';
import { attemptsPerFlow, type LoginFlow, type LoginFlowState } from './login-flow.ts';

const columns = [
  'id',
  'userId',
  'userIdHash',
  'state',
  'language',
  'languageChosen',
  'channel',
  'maskedDestination',
  'resendAt',
  'expiresAt',
] as const;

/** Stores a new flow. */
export async function insertLoginFlow(
  db: IdentityDb,
  { flow, secretHash, at }: { flow: LoginFlow; secretHash: Buffer; at: Date },
): Promise<void> {
  const { id, userId, userIdHash, state, language, languageChosen, expiresAt } = flow;
  await db
    .insertInto('loginFlows')
    .values({
      id,
      secretHash,
      userId: userId ?? null,
      userIdHash,
      state,
      language,
      languageChosen,
      createdAt: at,
      expiresAt,
    })
    .execute();
}

/** The flow of an id and the hash of its secret; undefined also when its time is over. */
export async function findLoginFlow(
  db: IdentityDb,
  { id, secretHash, at }: { id: string; secretHash: Buffer; at: Date },
): Promise<LoginFlow | undefined> {
  const row = await db
    .selectFrom('loginFlows')
    .select(columns)
    .where('id', '=', id)
    .where('secretHash', '=', secretHash)
    .where('expiresAt', '>', at)
    .executeTakeFirst();
  return row === undefined ? undefined : toLoginFlow(row);
}

/** Where a flow stands now; only for a caller who found it by its secret before. */
export async function findLoginFlowState(db: IdentityDb, id: string): Promise<LoginFlowState | undefined> {
  const row = await db.selectFrom('loginFlows').select('state').where('id', '=', id).executeTakeFirst();
  return row?.state;
}

/**
 * Counts an attempt at the password or at a code of a flow, before either is looked at; returns how many are used, or
 * undefined when none was left or the flow moved on. One statement and no transaction: parallel guesses pass one by one.
 */
export async function countFlowAttempt(
  db: IdentityPool,
  { id, state }: Pick<LoginFlow, 'id' | 'state'>,
): Promise<number | undefined> {
  const counter = state === 'password_required' ? 'passwordAttempts' : 'codeAttempts';
  const row = await db
    .updateTable('loginFlows')
    .set((eb) => ({ [counter]: eb(counter, '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', state)
    .where(counter, '<', attemptsPerFlow)
    .returning(counter)
    .executeTakeFirst();
  return row?.[counter];
}

/** How a flow changes when it moves. */
export interface Move {
  from: readonly LoginFlowState[];
  to: LoginFlowState;
  language?: string;
  languageChosen?: boolean;
  pin?: LoginFlow['pin'];
  sessionId?: string;
}

/** Moves a flow by one conditional statement; undefined when it is in none of the states `from` any more. */
export async function moveLoginFlow(db: IdentityDb, id: string, move: Move): Promise<LoginFlow | undefined> {
  const { from, to, pin, ...rest } = move;
  const row = await db
    .updateTable('loginFlows')
    .set({
      ...rest,
      state: to,
      // Only a flow that awaits a PIN shows where it went; what is not told anew stays.
      ...(to !== 'pin_required' && { channel: null, maskedDestination: null, resendAt: null }),
      ...(pin !== undefined && { ...pin, resendAt: pin.resendAt ?? null }),
    })
    .where('id', '=', id)
    .where('state', 'in', from)
    .returning(columns)
    .executeTakeFirst();
  return row === undefined ? undefined : toLoginFlow(row);
}

/** Cancels all open flows of a user: what they proved holds no more. */
export async function cancelLoginFlowsOf(db: IdentityDb, userId: string): Promise<void> {
  await db
    .updateTable('loginFlows')
    .set({ state: 'cancelled' })
    .where('userId', '=', userId)
    .where('state', 'in', ['password_required', 'pin_required', 'factor_required'])
    .execute();
}

function toLoginFlow(row: Pick<LoginFlowRow, (typeof columns)[number]>): LoginFlow {
  const { userId, channel, maskedDestination, resendAt, ...rest } = row;
  return {
    ...rest,
    ...(userId !== null && { userId }),
    ...(channel !== null && {
      pin: { channel, maskedDestination: maskedDestination ?? '', ...(resendAt !== null && { resendAt }) },
    }),
  };
}
