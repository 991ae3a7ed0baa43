import { notFound } from '@countersign/errors';
import { type CallContext, requireActor } from '@countersign/grpc';
import type { LoginFlowKey } from '@countersign/proto/identity';
import { hashToken } from '@countersign/sealing';
import type { IdentityDeps } from '../dependencies.ts';
import { isEmailHeld } from '../recovery/hold.ts';
import type { User } from '../user/user.ts';
import { getUser } from '../user/user-store.ts';
import { type LoginFlow, type LoginFlowAction, nextState, requireOpen, wrongState } from './login-flow.ts';
import { type FlowProof, findLoginFlow, type Move, moveLoginFlow } from './login-store.ts';

/** What a client proves a flow with, as the store looks for it. */
export function proofOf({ clock }: IdentityDeps, key: LoginFlowKey | undefined): FlowProof {
  return { id: key?.flowId ?? '', secretHash: hashToken(key?.secret ?? ''), at: clock.now() };
}

/** `LOGIN_FLOW_NOT_FOUND`, to be thrown. */
export function flowNotFound() {
  return notFound('LOGIN_FLOW_NOT_FOUND', 'no such login, or its time is over; begin again');
}

/** The flow of a key; throws `LOGIN_FLOW_NOT_FOUND`. */
export async function getFlow(deps: IdentityDeps, key: LoginFlowKey | undefined): Promise<LoginFlow> {
  const flow = await findLoginFlow(deps.db, proofOf(deps, key));
  if (flow === undefined) throw flowNotFound();
  return flow.state === 'pin_required' ? withHold(deps, flow, await getUserOf(deps, flow)) : flow;
}

/** The flow of a key, for an action that must be open; of a step-up only to its own session. */
export async function getFlowFor(
  deps: IdentityDeps,
  { key, action, context }: { key: LoginFlowKey | undefined; action: LoginFlowAction; context: CallContext },
): Promise<LoginFlow> {
  const flow = await getFlow(deps, key);
  requireOpen(flow, action);
  await requireOwnSession(deps, flow, { action, context });
  return flow;
}

/**
 * A step-up goes on only with a token of the session that it renews: throws `AUTHENTICATION_REQUIRED` without one. Another
 * session kills it, and gets `LOGIN_FLOW_WRONG_STATE`: nobody's authentication becomes somebody else's.
 */
export async function requireOwnSession(
  deps: IdentityDeps,
  flow: LoginFlow,
  { action, context }: { action: LoginFlowAction; context: CallContext },
): Promise<void> {
  if (flow.kind === 'login' || requireActor(context).sessionId === flow.sessionId) return;
  await moveLoginFlow(deps.db, flow.id, step(flow, action, 'session_over'));
  throw wrongState('dead');
}

/** The user of a flow that got past the password, or of a step-up. */
export async function getUserOf({ db }: IdentityDeps, { userId }: LoginFlow): Promise<User> {
  if (userId === undefined) throw new Error('a login flow without a user got past the password');
  return await getUser(db, userId);
}

/** A flow that knows whether its user's mailbox may be used. */
export function withHold({ clock, policy }: IdentityDeps, flow: LoginFlow, user: User): LoginFlow {
  return { ...flow, emailClosed: !policy.pinByEmail || isEmailHeld(user, clock.now()) };
}

/** The move that an outcome of an action makes. */
export function step(flow: LoginFlow, action: LoginFlowAction, outcome: Parameters<typeof nextState>[2]): Move {
  return { from: [flow.state], to: nextState(flow.state, action, outcome) };
}

/** Moves a flow; throws `LOGIN_FLOW_WRONG_STATE` when something else moved it first. */
export async function moveOrRefuse({ db }: IdentityDeps, flow: LoginFlow, move: Move): Promise<LoginFlow> {
  const moved = await moveLoginFlow(db, flow.id, move);
  if (moved === undefined) throw wrongState(flow.state);
  return { ...moved, ...(flow.emailClosed !== undefined && { emailClosed: flow.emailClosed }) };
}
