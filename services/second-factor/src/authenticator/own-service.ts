import { appendAudit } from '@countersign/audit';
import { conflict, invalidField } from '@countersign/errors';
import { type Actor, type Handlers, requireActor } from '@countersign/grpc';
import type { ResynchroniseAuthenticatorRequest, SecondFactorServiceService } from '@countersign/proto/second-factor';
import { countFor, findAccountPolicy } from '../account-policy/account-policy-store.ts';
import { spendGuess } from '../budgets.ts';
import { lockUser } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { requireRecent } from '../recent-login.ts';
import { ask, findUsable, matchAnswer, requireCodeOf, requireNextCode, useAnswer } from '../verification/answer.ts';
import { findPending } from './activation.ts';
import { type Authenticator, requireName, toMessage, unknownAuthenticator, wrongState } from './authenticator.ts';
import { findAuthenticator, setLabel } from './authenticator-store.ts';
import { changeAuthenticator } from './change.ts';
import { kindOf } from './factor-kinds.ts';
import { isPending, stateAt } from './state.ts';

type OwnMethod = 'renameAuthenticator' | 'removeAuthenticator' | 'resynchroniseAuthenticator' | 'askAuthenticator';

/** The RPCs by which a user looks after authenticators that he has. */
export function createOwnAuthenticatorHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, OwnMethod> {
  const { db, clock, outcomes } = deps;
  return {
    async renameAuthenticator({ authenticatorId: id, label }, context) {
      const { userId } = requireActor(context);
      const renamed = await setLabel(db, { id, userId, label: requireName(label) });
      if (renamed === undefined) throw unknownAuthenticator();
      return { authenticator: toMessage(renamed, clock.now()) };
    },
    removeAuthenticator: ({ authenticatorId }, context) =>
      outcomes('change_authenticator', async () => {
        const removed = await remove(deps, requireRecent(deps, context), authenticatorId);
        return { authenticator: toMessage(removed, clock.now()) };
      }),
    resynchroniseAuthenticator: (request, context) =>
      outcomes('resynchronise', async () => {
        const found = await resynchronise(deps, requireActor(context), request);
        return { authenticator: toMessage(found, clock.now()) };
      }),
    async askAuthenticator({ authenticatorId: id, language }, context) {
      const authenticator = await findPending(deps, requireActor(context, { allowSetUp: true }), id);
      return {
        prompt: await ask(deps, { purpose: 'activation', subjectId: id, authenticator, language, resend: true }),
      };
    },
  };
}

async function remove({ db, clock, policy }: SecondFactorDeps, actor: Actor, id: string): Promise<Authenticator> {
  const { userId, accountId } = actor;
  return await db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    const at = clock.now();
    const authenticator = await findAuthenticator(trx, { id, userId });
    if (authenticator === undefined || authenticator.kind === 'emergency_code') throw unknownAuthenticator();
    const required = await findAccountPolicy({ db: trx, policy }, accountId);
    const left = await countFor(trx, { userId, required, at, without: id });
    if (stateAt(authenticator, at) === 'active' && left < required.required) {
      throw conflict('LAST_AUTHENTICATOR', 'the policy would not be met without this one; replace it instead');
    }
    const change = isPending(authenticator.state) ? 'removed' : 'revoked';
    return await changeAuthenticator(trx, authenticator, { change, actorId: userId, reason: 'removed', at });
  });
}

/** Both codes are used up, and the clock of the app is known. */
async function resynchronise(
  deps: SecondFactorDeps,
  { userId }: Actor,
  request: ResynchroniseAuthenticatorRequest,
): Promise<Authenticator> {
  const { db, clock } = deps;
  const id = request.authenticatorId;
  const authenticator = await findUsable(deps, { userId, id, purpose: 'login' });
  if (authenticator === undefined) throw unknownAuthenticator();
  if (kindOf(authenticator).matchResync === undefined) throw wrongState();
  const code = requireCodeOf(authenticator, request.code);
  const nextCode = requireNextCode(request.nextCode);
  if (nextCode === '') throw invalidField('CODE_MALFORMED', '/nextCode', 'must be the code that the app showed next');
  const door = { userId, recovery: false };
  await spendGuess(deps, { budget: 'resynchronisation', id, ...door });
  const answer = {
    ...door,
    purpose: 'verification',
    subjectId: id,
    authenticator,
    code,
    nextCode,
    challengeId: '',
  } as const;
  const fitting = await matchAnswer(deps, answer);
  await db.transaction().execute(async (trx) => {
    await useAnswer(trx, fitting, door);
    await appendAudit(trx, {
      stream: userId,
      actor: userId,
      action: 'authenticator.resynchronised',
      subject: id,
      detail: { kind: authenticator.kind },
      at: clock.now(),
    });
  });
  return (await findAuthenticator(db, { id, userId })) ?? authenticator;
}
