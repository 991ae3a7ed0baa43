import { appendAudit } from '@countersign/audit';
import { type Actor, isSetUpSession } from '@countersign/grpc';
import type { EnrolAuthenticatorRequest, EnrolAuthenticatorResponse } from '@countersign/proto/second-factor';
import { newId } from '@countersign/runtime';
import { findAccountPolicy } from '../account-policy/account-policy-store.ts';
import { lockUser, type SecondFactorTransaction } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import type { Profile } from '../policy/policy.ts';
import {
  type Authenticator,
  activationLimitMs,
  requireLabel,
  requireRoom,
  toMessage,
  unknownAuthenticator,
  wrongState,
} from './authenticator.ts';
import { findAuthenticator, insertAuthenticator, retirePending } from './authenticator-store.ts';
import type { FactorKind, Issue } from './factor-kind.ts';
import { factorKinds } from './factor-kinds.ts';
import { kindNotPermitted } from './refusals.ts';
import { readStanding, requireSetUpOpen } from './standing.ts';
import { stateAt } from './state.ts';

/** Begins the enrolment of an authenticator of any kind; what it answers is shown once. */
export async function enrol(
  deps: SecondFactorDeps,
  actor: Actor,
  request: EnrolAuthenticatorRequest,
): Promise<EnrolAuthenticatorResponse> {
  const { db, clock, policy } = deps;
  const label = requireLabel(request.label);
  const required = await findAccountPolicy({ db, policy }, actor.accountId);
  const kind = factorKinds.find((one) => one.kind === (request.kind === '' ? 'totp' : request.kind));
  if (kind === undefined || !required.kinds.some((permitted) => permitted === kind.kind)) throw kindNotPermitted();
  const { userId, sessionId } = actor;
  // Before anything of a kind is done, which may cost a message.
  requireSetUpOpen(actor, await readStanding(db, userId, clock.now()));
  const issue = await kind.prepare(deps, request, actor);
  const authenticator = await db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    const at = clock.now();
    const standing = await readStanding(trx, userId, at);
    requireSetUpOpen(actor, standing);
    const replacesId = await requireReplaced(trx, { userId, id: request.replacesId, at });
    // One that replaces another, or all, takes the place of it.
    const takesPlace = replacesId !== null || (isSetUpSession(actor) && standing.grantId !== null);
    requireRoom(standing.held - (takesPlace ? 1 : 0));
    await retirePending(trx, userId, at);
    return await issueAuthenticator(trx, {
      kind,
      issue,
      userId,
      actorId: userId,
      label,
      sessionId,
      replacesId,
      profile: required.profile,
      at,
    });
  });
  const shown = await issue.show(authenticator);
  return {
    otpauthUri: '',
    qrSvg: '',
    egridPassword: '',
    softToken: undefined,
    prompt: undefined,
    expiresAt: authenticator.expiresAt,
    ...shown,
    authenticator: toMessage(authenticator, clock.now()),
  };
}

/** Id of the own authenticator that is to be replaced; null for none. Throws `AUTHENTICATOR_NOT_FOUND` or `…_WRONG_STATE`. */
async function requireReplaced(
  trx: SecondFactorTransaction,
  { userId, id, at }: { userId: string; id: string; at: Date },
): Promise<string | null> {
  if (id === '') return null;
  const replaced = await findAuthenticator(trx, { id, userId });
  if (replaced === undefined || replaced.kind === 'emergency_code') throw unknownAuthenticator();
  if (!['active', 'suspended', 'locked', 'expired'].includes(stateAt(replaced, at))) throw wrongState();
  return id;
}

/** What an authenticator is issued with, by its user or by somebody who administers him. */
export interface Issuing {
  kind: FactorKind;
  issue: Issue;
  userId: string;
  /** Who does it. */
  actorId: string;
  /** Empty for the default of the kind. */
  label: string;
  /** Null for one that is assigned. */
  sessionId: string | null;
  replacesId: string | null;
  profile: Profile;
  at: Date;
}

/** Writes a pending authenticator, what its kind keeps of it, and the audit. The user is locked by the caller. */
export async function issueAuthenticator(
  trx: SecondFactorTransaction,
  { kind, issue, userId, actorId, label, sessionId, replacesId, profile, at }: Issuing,
): Promise<Authenticator> {
  const id = newId('aut');
  await issue.claim?.(trx);
  const authenticator = await insertAuthenticator(trx, {
    id,
    userId,
    kind: kind.kind,
    label: label === '' ? kind.defaultLabel : label,
    profile,
    sessionId,
    replacesId,
    createdAt: at,
    expiresAt: new Date(at.getTime() + (issue.activationMs ?? activationLimitMs)),
    ...issue.columns(id),
  });
  await issue.write?.(trx, authenticator);
  await appendAudit(trx, {
    stream: userId,
    actor: actorId,
    action: 'authenticator.issued',
    subject: id,
    detail: { kind: kind.kind },
    at,
  });
  return authenticator;
}
