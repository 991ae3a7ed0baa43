import { type Attempt, clearStatement, returnStatement } from '@countersign/attempts';
import { type OperationNodeSource, sql } from 'kysely';
import type { IdentityDb, IdentityPool, IdentityTransaction, LoginFlowRow } from '../database.ts';
import { selectKnownDevice } from '../device/device-store.ts';
import type { FlowFactors } from '../factor/factor.ts';
import { factorChanges, toFlowFactors } from '../factor/factor-columns.ts';
import type { User } from '../user/user.ts';
import { toUser, type UserColumns, userColumns } from '../user/user-store.ts';
import { type LoginFlow, type LoginFlowState, steps } from './login-flow.ts';

/** What statements return of a flow. */
export const flowColumns = [
  'id',
  'kind',
  'userId',
  'userIdHash',
  'state',
  'language',
  'languageChosen',
  'passwordAttempts',
  'codeAttempts',
  'passwordVersion',
  'channel',
  'maskedDestination',
  'resendAt',
  'sends',
  'deviceId',
  'device',
  'sessionId',
  'expiresAt',
  'factors',
  'prompt',
] as const;

const openStates = (Object.keys(steps) as LoginFlowState[]).filter((state) => 'cancel' in steps[state]);
type FlowRow = Pick<LoginFlowRow, (typeof flowColumns)[number]>;

/** A flow that begins. */
export type NewLoginFlow = Pick<
  LoginFlow,
  'id' | 'kind' | 'userIdHash' | 'language' | 'languageChosen' | 'device' | 'sessionId' | 'expiresAt'
> & {
  secretHash: Buffer;
  /** User ID as it was typed, in normal form. */
  email: string;
  /** Hash of the token of the device; of the empty text without one. */
  deviceTokenHash: Buffer;
  at: Date;
};

/** Stores a new flow and returns it. Whether its user and device are known shows nowhere else: one statement for all. */
export async function insertLoginFlow(
  db: IdentityDb,
  { email, deviceTokenHash, at, sessionId, ...rest }: NewLoginFlow,
): Promise<LoginFlow> {
  const user = db.selectFrom('users').select('users.id').where('email', '=', email);
  const device = selectKnownDevice(db, { email, tokenHash: deviceTokenHash, at });
  const row = await db
    .insertInto('loginFlows')
    .values({
      ...rest,
      userId: user,
      deviceId: device,
      sessionId: sessionId ?? null,
      state: 'password_required',
      createdAt: at,
    })
    .returning(flowColumns)
    .executeTakeFirstOrThrow();
  return toLoginFlow(row);
}

/** Who asks for a flow: its id, and the hash of its secret. */
export interface FlowProof {
  id: string;
  secretHash: Buffer;
  at: Date;
}

/** The flow of an id and the hash of its secret; undefined also when its time is over. */
export async function findLoginFlow(db: IdentityDb, { id, secretHash, at }: FlowProof): Promise<LoginFlow | undefined> {
  const row = await db
    .selectFrom('loginFlows')
    .select(flowColumns)
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

/** A send that came to no end in this time did not happen. */
const sendLimitMs = 30_000;

/**
 * Takes the next send of a flow, until it moves or `endSend` is called; false when somebody else took it since the flow was
 * read, or has one under way.
 */
export async function takeSend(
  db: IdentityPool,
  { id, state, sends }: Pick<LoginFlow, 'id' | 'state' | 'sends'>,
  at: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('loginFlows')
    .set({ sends: sends + 1, sendingSince: at })
    .where('id', '=', id)
    .where('state', '=', state)
    .where('sends', '=', sends)
    // Whoever read the flow while a PIN was on its way to be sent would send a second one.
    .where((eb) =>
      eb.or([eb('sendingSince', 'is', null), eb('sendingSince', '<=', new Date(at.getTime() - sendLimitMs))]),
    )
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Ends a send that went wrong. */
export async function endSend(db: IdentityPool, id: string): Promise<void> {
  await db.updateTable('loginFlows').set({ sendingSince: null }).where('id', '=', id).execute();
}

/** How a flow changes when it moves; factors that are not named stay. */
export interface Move extends FlowFactors {
  from: readonly LoginFlowState[];
  to: LoginFlowState;
  language?: string;
  languageChosen?: boolean;
  passwordVersion?: number;
  pin?: LoginFlow['pin'];
}

function moving(db: IdentityDb, id: string, { from, to, pin, factors, prompt, ...rest }: Move) {
  return db
    .updateTable('loginFlows')
    .set({
      ...rest,
      state: to,
      ...factorChanges({ ...(factors !== undefined && { factors }), ...(prompt !== undefined && { prompt }) }),
      // Only a flow that awaits a PIN, or the code of a loss, shows where it went; what is not told anew stays.
      ...(to !== 'pin_required' &&
        to !== 'loss_code_required' && { channel: null, maskedDestination: null, resendAt: null }),
      ...(pin !== undefined && { ...pin, resendAt: pin.resendAt ?? null, sendingSince: null }),
    })
    .where('id', '=', id)
    .where('state', 'in', from)
    .returning(flowColumns);
}

/** Moves a flow by one conditional statement; undefined when it is in none of the states `from` any more. */
export async function moveLoginFlow(db: IdentityDb, id: string, move: Move): Promise<LoginFlow | undefined> {
  const row = await moving(db, id, move).executeTakeFirst();
  return row === undefined ? undefined : toLoginFlow(row);
}

/**
 * Moves a flow whose password was right, opens the bucket it was counted in, gives the network its attempt back, and sets
 * the user's language, in one statement; undefined when the flow moved on meanwhile.
 */
export async function passPassword(
  db: IdentityDb,
  {
    flow,
    move,
    bucket,
    network,
    language,
  }: {
    flow: LoginFlow;
    move: Move;
    bucket: string;
    network: Attempt | undefined;
    language: string;
  },
): Promise<LoginFlow | undefined> {
  const returned = network === undefined ? sql`select 1` : returnStatement(network);
  // Each waits for the one before, so that rows are locked in the order of `countPasswordAttempt`.
  const after = (name: string) => sql<boolean>`(select count(*) from ${sql.ref(name)}) >= 0`;
  const { rows } = await sql<FlowRow>`
    with returned as (${returned}),
    cleared as (${clearStatement(bucket, after('returned'))}),
    moved as (${moving(db, flow.id, move).where(after('cleared'))}),
    spoken as (
      update users set language = ${language}
      where id = ${flow.userId ?? ''} and language <> ${language} and exists (select 1 from moved)
    )
    select ${sql.join(flowColumns.map((column) => sql.ref(column)))} from moved`.execute(db);
  return rows[0] === undefined ? undefined : toLoginFlow(rows[0]);
}

/**
 * Marks the flow of a login completed and its user and known device seen, and returns the user as he is now; undefined
 * when the flow was completed or cancelled meanwhile. It waits for a change of the user's roles under way: the roles it
 * returns are those of the session. `changes` are made in the same statement whether or not the flow moved: roll back where
 * it did not.
 */
export async function completeFlow(
  trx: IdentityTransaction,
  {
    flow,
    move,
    sessionId,
    changes,
    at,
  }: { flow: LoginFlow; move: Move; sessionId: string; changes: readonly OperationNodeSource[]; at: Date },
): Promise<User | undefined> {
  const others = changes.map((change, index) => sql`${sql.ref(`change${index}`)} as (${change})`);
  const { rows } = await sql<UserColumns>`
    with moved as (${moving(trx, flow.id, move).set({ sessionId })}),
    ${sql.join(others)},
    seen as (
      update devices set last_used_at = ${at} where id = ${flow.deviceId ?? ''} and exists (select 1 from moved)
    )
    update users u set first_login_at = coalesce(u.first_login_at, ${at}), last_login_at = ${at}
    from moved where u.id = moved.user_id
    returning ${sql.join(userColumns.map((column) => sql.ref(`u.${column}`)))}`.execute(trx);
  return toUser(rows[0]);
}

/** Cancels all open flows of a user: what they proved holds no more. */
export async function cancelLoginFlowsOf(db: IdentityDb, userId: string): Promise<void> {
  await db
    .updateTable('loginFlows')
    .set({ state: 'cancelled' })
    .where('userId', '=', userId)
    .where('state', 'in', openStates)
    .execute();
}

/** A flow as the rules know it. */
export function toLoginFlow(row: FlowRow): LoginFlow {
  const {
    userId,
    passwordVersion,
    channel,
    maskedDestination,
    resendAt,
    deviceId,
    sessionId,
    factors,
    prompt,
    ...rest
  } = row;
  return {
    ...rest,
    ...toFlowFactors({ factors, prompt }),
    ...(userId !== null && { userId }),
    ...(deviceId !== null && { deviceId }),
    ...(sessionId !== null && { sessionId }),
    ...(passwordVersion !== null && { passwordVersion }),
    ...(channel !== null && {
      pin: { channel, maskedDestination: maskedDestination ?? '', ...(resendAt !== null && { resendAt }) },
    }),
  };
}
