import {
  type Attempt,
  attemptStatement,
  clearThrottle,
  returnAttempt,
  type ThrottledAttempt,
  throttleStatement,
} from '@countersign/attempts';
import { sql } from 'kysely';
import type { IdentityDb, IdentityPool } from '../database.ts';
import type { User } from '../user/user.ts';
import { toUser, type UserColumns, userColumns } from '../user/user-store.ts';
import { attemptsPerFlow, codeStates, type LoginFlow } from './login-flow.ts';
import { type FlowProof, flowColumns, toLoginFlow } from './login-store.ts';

/** What stood in the way of a password, or that it may be looked at. */
export type PasswordAttempt =
  | { outcome: 'counted'; used: number; stopped: boolean; user: User | undefined }
  | { outcome: 'network' | 'bucket' | 'flow' };

/**
 * Counts an attempt at the password of a flow before it is looked at: in the budget of its network, if one is given, in
 * the bucket of its place and in the flow, each only if the one before allowed it. Returns the user with it. One statement
 * and no transaction: parallel guesses pass one by one.
 */
export async function countPasswordAttempt(
  db: IdentityPool,
  {
    flow,
    throttled,
    network,
  }: { flow: Pick<LoginFlow, 'id' | 'userId'>; throttled: ThrottledAttempt; network: Attempt | undefined },
): Promise<PasswordAttempt> {
  const networked = network === undefined ? sql`select 1` : attemptStatement(network);
  const { rows } = await sql<
    { networkAllowed: boolean; bucketAllowed: boolean; stopped: boolean; used: number | null } & UserColumns
  >`
    with networked as (${networked}),
    throttled as (${throttleStatement(throttled, sql<boolean>`exists (select 1 from networked)`)}),
    counted as (
      update login_flows set password_attempts = password_attempts + 1
      where id = ${flow.id} and state = 'password_required' and password_attempts < ${attemptsPerFlow}
        and exists (select 1 from throttled)
      returning password_attempts
    )
    select exists (select 1 from networked) as network_allowed, exists (select 1 from throttled) as bucket_allowed,
      (select stopped from throttled) as stopped, (select password_attempts from counted) as used,
      ${sql.join(userColumns.map((column) => sql.ref(`u.${column}`)))}
    from (select 1) as one left join users u on u.id = ${flow.userId ?? ''}`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('a statement that always has a row had none');
  const { networkAllowed, bucketAllowed, stopped, used, ...person } = row;
  if (!networkAllowed) return { outcome: 'network' };
  if (!bucketAllowed) return { outcome: 'bucket' };
  if (used === null) return { outcome: 'flow' };
  // Without a user every column of his is null.
  return { outcome: 'counted', used, stopped, user: flow.userId === undefined ? undefined : toUser(person) };
}

/** Takes back an attempt at the password of a flow that was counted and never made. */
export async function returnFlowAttempt(db: IdentityDb, id: string): Promise<void> {
  await db
    .updateTable('loginFlows')
    .set((eb) => ({ passwordAttempts: eb('passwordAttempts', '-', 1) }))
    .where('id', '=', id)
    .where('passwordAttempts', '>', 0)
    .execute();
}

/** Opens the bucket that a right password was counted in, and gives the network its attempt back. */
export async function openBudgets(
  db: IdentityDb,
  { bucket, network }: { bucket: string; network: Attempt | undefined },
): Promise<void> {
  await clearThrottle(db, bucket);
  if (network !== undefined) await returnAttempt(db, network);
}

/**
 * Counts an attempt at the code of a flow before it is looked at, and returns the flow; undefined when its secret is
 * wrong, its time is over, it awaits no code, no attempt is left, or it renews another session than `sessionId`.
 */
export async function countCodeAttempt(
  db: IdentityPool,
  { id, secretHash, at, sessionId }: FlowProof & { sessionId: string | undefined },
): Promise<LoginFlow | undefined> {
  const row = await db
    .updateTable('loginFlows')
    .set((eb) => ({ codeAttempts: eb('codeAttempts', '+', 1) }))
    .where('id', '=', id)
    .where('secretHash', '=', secretHash)
    .where('expiresAt', '>', at)
    .where('state', 'in', codeStates)
    .where('codeAttempts', '<', attemptsPerFlow)
    .where((eb) => eb.or([eb('kind', '=', 'login'), eb('sessionId', '=', sessionId ?? '')]))
    .returning(flowColumns)
    .executeTakeFirst();
  return row === undefined ? undefined : toLoginFlow(row);
}
