import { randomBytes } from 'node:crypto';
import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import { notFound } from '@countersign/errors';
import {
  type Actor,
  type CallContext,
  type Handlers,
  requireActor,
  requireRecentAuthentication,
} from '@countersign/grpc';
import type { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { newId } from '@countersign/runtime';
import { findLock, restoreAttempts, spendAttempt } from '../budgets.ts';
import { lockUser } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { requireCode } from '../request-fields.ts';
import { codeRefused } from './active-code.ts';
import {
  type Authenticator,
  activationLimitMs,
  defaultLabel,
  requireActivatable,
  requireLabel,
  requireRoom,
  requireSetUpOpen,
  toMessage,
  wrongState,
} from './authenticator.ts';
import {
  activate,
  countActive,
  findAuthenticator,
  findPendingSecret,
  insertAuthenticator,
  listActiveIds,
  listAuthenticators,
  retirePending,
} from './authenticator-store.ts';
import { otpauthUri, qrSvgOf } from './otpauth.ts';
import { matchStep, type StepMatch } from './totp.ts';

/** 160 bits, as RFC 4226 4 (R6) recommends for SHA-1. */
const seedBytes = 20;

type AuthenticatorMethod =
  | 'enrolAuthenticator'
  | 'activateAuthenticator'
  | 'listAuthenticators'
  | 'getSetUpProgress'
  | 'getLoginFactors';

/** The RPCs about authenticators and about the policy that asks for one. */
export function createAuthenticatorHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, AuthenticatorMethod> {
  const { db, clock, logger, outcomes } = deps;
  return {
    enrolAuthenticator: ({ label }, context) =>
      outcomes('enrol', () => enrol(deps, requireRecent(deps, context), requireLabel(label))),
    activateAuthenticator: ({ authenticatorId, code }, context) =>
      outcomes('activate', async () => {
        const actor = requireRecent(deps, context);
        const active = await activateWith(deps, actor, { id: authenticatorId, code: requireCode(code) });
        logger.info({ userId: actor.userId, authenticatorId }, 'authenticator activated');
        return { authenticator: toMessage(active, clock.now()) };
      }),
    async listAuthenticators(_request, context) {
      const { userId } = requireActor(context, { allowSetUp: true });
      const authenticators = await listAuthenticators(db, userId);
      return { authenticators: authenticators.map((authenticator) => toMessage(authenticator, clock.now())) };
    },
    async getSetUpProgress(_request, context) {
      const { userId } = requireActor(context, { allowSetUp: true });
      const methods = [{ method: 'authenticator', done: (await countActive(db, userId)) > 0 }];
      return { methods, done: methods.filter(({ done }) => done).length, required: methods.length };
    },
    async getLoginFactors({ userId }) {
      const [activeAuthenticatorIds, lock] = await Promise.all([
        listActiveIds(db, userId),
        findLock(deps, userId, clock.now()),
      ]);
      return { activeKinds: activeAuthenticatorIds.length > 0 ? ['totp'] : [], activeAuthenticatorIds, ...lock };
    },
  };
}

/** A new factor is as good as the password: who adds one beside others has shown his own a moment ago. */
function requireRecent({ policy, clock }: SecondFactorDeps, context: CallContext): Actor {
  return requireRecentAuthentication(context, {
    withinMs: policy.reauthenticationMs,
    at: clock.now(),
    allowSetUp: true,
  });
}

async function enrol({ db, clock, keyring }: SecondFactorDeps, { userId, scope }: Actor, name: string) {
  const at = clock.now();
  const seed = randomBytes(seedBytes);
  const expiresAt = new Date(at.getTime() + activationLimitMs);
  const authenticator = await db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    const active = await countActive(trx, userId);
    requireSetUpOpen({ scope, active });
    requireRoom(active);
    await retirePending(trx, userId, at);
    const issued = await insertAuthenticator(trx, keyring, {
      id: newId('aut'),
      userId,
      kind: 'totp',
      label: name === '' ? defaultLabel : name,
      seed,
      createdAt: at,
      expiresAt,
    });
    await appendAudit(trx, {
      stream: userId,
      actor: userId,
      action: 'authenticator.issued',
      subject: issued.id,
      detail: { kind: issued.kind },
      at,
    });
    return issued;
  });
  const uri = otpauthUri({ seed, account: name === '' ? userId : name });
  return { authenticator: toMessage(authenticator, at), otpauthUri: uri, qrSvg: await qrSvgOf(uri), expiresAt };
}

async function activateWith(
  deps: SecondFactorDeps,
  actor: Actor,
  { id, code }: { id: string; code: string },
): Promise<Authenticator> {
  const { db, clock, keyring, policy } = deps;
  const at = clock.now();
  const key = { id, userId: actor.userId };
  const authenticator = await findAuthenticator(db, key);
  if (authenticator === undefined) throw notFound('AUTHENTICATOR_NOT_FOUND', 'no such authenticator');
  requireActivatable(authenticator, at);
  await spendAttempt(deps, 'activation', id);

  const secret = await findPendingSecret(db, keyring, key);
  if (secret === undefined) throw wrongState();
  const match = matchStep(secret.seed, { code, at, driftSteps: secret.driftSteps, window: policy.totp });
  secret.seed.fill(0);
  if (match === undefined) throw codeRefused();
  return await recordActivation(deps, actor, { ...match, id, at });
}

async function recordActivation(
  { db }: SecondFactorDeps,
  { userId, scope }: Actor,
  match: StepMatch & { id: string; at: Date },
): Promise<Authenticator> {
  const { id, at } = match;
  return await db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    requireSetUpOpen({ scope, active: await countActive(trx, userId) });
    const active = await activate(trx, match);
    if (active === undefined) throw wrongState();
    await restoreAttempts(trx, 'activation', id);
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
  });
}
