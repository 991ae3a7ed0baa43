import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import { forbidden } from '@countersign/errors';
import { type Actor, isSetUpSession } from '@countersign/grpc';
import { restoreAttempts, spendAttempt } from '../budgets.ts';
import { lockUser, type SecondFactorTransaction } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { noteReplacement, useGrants } from '../replacement/replacement-store.ts';
import { requireForm } from '../request-fields.ts';
import { type Authenticator, requireActivatable, unknownAuthenticator, wrongState } from './authenticator.ts';
import { activate, findAuthenticator, listAuthenticators, moveAuthenticator } from './authenticator-store.ts';
import type { FittingCode } from './factor-kind.ts';
import { kindOf } from './factor-kinds.ts';
import { codeRefused } from './refusals.ts';
import { readStanding, requireSetUpOpen } from './standing.ts';
import { isDead } from './state.ts';

/** Activates a pending authenticator of the actor with its first code, and revokes what it replaces. */
export async function activateWith(
  deps: SecondFactorDeps,
  actor: Actor,
  { id, code, challengeId }: { id: string; code: string; challengeId: string },
): Promise<Authenticator> {
  const { db, clock } = deps;
  const at = clock.now();
  const authenticator = await findPending(deps, actor, id);
  const kind = kindOf(authenticator);
  if (kind.requireFirst === undefined) requireForm(code, kind.form);
  else kind.requireFirst(authenticator, code);
  await spendAttempt(deps, 'activation', id);
  const given = {
    authenticator,
    code,
    challengeId,
    at,
    recovery: false,
    purpose: 'activation',
    subjectId: id,
  } as const;
  const fitting = await (kind.matchFirst ?? kind.match)(deps, { ...given, actor });
  if (fitting === undefined) {
    await kind.missed?.(deps, authenticator);
    throw codeRefused();
  }
  return await db.transaction().execute(async (trx) => await recordActivation(trx, deps, { actor, id, fitting }));
}

/**
 * A pending authenticator of the actor that this session may activate. Throws `SET_UP_OVER`, `AUTHENTICATOR_NOT_FOUND`,
 * `AUTHENTICATOR_EXPIRED`, `AUTHENTICATOR_WRONG_STATE` or `OTHER_SESSION`.
 */
export async function findPending({ db, clock }: SecondFactorDeps, actor: Actor, id: string): Promise<Authenticator> {
  const { userId, sessionId } = actor;
  // Before anything is counted or asked: whoever reported a loss must not use up what waits for the owner.
  if (isSetUpSession(actor)) requireSetUpOpen(actor, await readStanding(db, userId, clock.now()));
  const authenticator = await findAuthenticator(db, { id, userId });
  if (authenticator === undefined) throw unknownAuthenticator();
  requireActivatable(authenticator, clock.now());
  const { ownSession } = kindOf(authenticator);
  if (ownSession === true && authenticator.sessionId !== sessionId) {
    throw forbidden('OTHER_SESSION', 'only the session that was shown its codes can do this');
  }
  return authenticator;
}

async function recordActivation(
  trx: SecondFactorTransaction,
  deps: SecondFactorDeps,
  { actor, id, fitting }: { actor: Actor; id: string; fitting: FittingCode },
): Promise<Authenticator> {
  const at = deps.clock.now();
  const { userId } = actor;
  await lockUser(trx, userId);
  const standing = await readStanding(trx, userId, at);
  requireSetUpOpen(actor, standing);
  const pending = await findAuthenticator(trx, { id, userId });
  if (pending === undefined) throw unknownAuthenticator();
  requireActivatable(pending, at);
  if (!(await fitting.use(trx))) throw codeRefused();
  const active = await activate(trx, { id, at });
  if (active === undefined) throw wrongState();
  await restoreAttempts(trx, 'activation', id);
  await useGrants(trx, { userId, at });
  if (isSetUpSession(actor) && standing.everActive && standing.grantId !== null) {
    await replaceAll(trx, deps, { actor, by: active, at });
    if (!isValidated(actor, standing.grantId)) await noteReplacement(trx, { userId, at });
  } else if (active.replacesId !== null) {
    await revokeReplaced(trx, deps, { actor, id: active.replacesId, by: active, at });
  }
  await announce(trx, { queue: 'identity', topic: 'factor-changed', payload: { userId, authenticatorId: id } });
  await appendAudit(trx, {
    stream: userId,
    actor: userId,
    action: 'authenticator.activated',
    subject: id,
    detail: { kind: active.kind },
    at,
  });
  return active;
}

/** Whether the identity of whoever replaces what he lost was validated for it, so that no emergency code had a part in it. */
function isValidated({ amr }: Actor, grantId: string): boolean {
  // The cause is the emergency code that was used, or the report of loss whose personal validation was approved.
  return !amr.includes('emergency') && !grantId.startsWith('aut_');
}

/** Whoever replaces what he lost has it revoked as a whole. */
async function replaceAll(
  trx: SecondFactorTransaction,
  deps: SecondFactorDeps,
  { actor, by, at }: { actor: Actor; by: Authenticator; at: Date },
): Promise<void> {
  for (const other of await listAuthenticators(trx, actor.userId)) {
    if (other.id === by.id || isDead(other.state)) continue;
    // oxlint-disable-next-line no-await-in-loop -- one transaction, one connection
    await revokeReplaced(trx, deps, { actor, id: other.id, by, at });
  }
}

async function revokeReplaced(
  trx: SecondFactorTransaction,
  deps: SecondFactorDeps,
  { actor: { userId, language }, id, by, at }: { actor: Actor; id: string; by: Authenticator; at: Date },
): Promise<void> {
  const replaced = await findAuthenticator(trx, { id, userId });
  if (replaced !== undefined)
    await kindOf(replaced).replaced?.(trx, deps, { authenticator: replaced, by, language, at });
  const revoked = await moveAuthenticator(trx, { id, to: 'revoked', reason: 'replaced' });
  // It may have ended by itself meanwhile.
  if (revoked === undefined) return;
  await appendAudit(trx, {
    stream: userId,
    actor: userId,
    action: 'authenticator.revoked',
    subject: id,
    detail: { kind: revoked.kind, reason: 'replaced' },
    at,
  });
}
