import { appendAudit } from '@countersign/audit';
import { conflict, notFound } from '@countersign/errors';
import { type Actor, type Handlers, requireSecondFactor } from '@countersign/grpc';
import type { CreateSigningChallengeRequest, SecondFactorServiceService } from '@countersign/proto/second-factor';
import { newId } from '@countersign/runtime';
import { matchAnyApp, useFirst } from '../authenticator/app-code.ts';
import type { FittingCode } from '../authenticator/factor-kind.ts';
import { readStanding } from '../authenticator/standing.ts';
import { spendGuess } from '../budgets.ts';
import { lockUser } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { requireCode, requireId } from '../request-fields.ts';
import {
  canServe,
  challengeLifeMs,
  joinDigests,
  requireFactor,
  requireOpen,
  type SigningChallenge,
} from './signing-challenge.ts';
import { findChallenge, findNewestOfOperation, insertChallenge, markAnswered } from './signing-challenge-store.ts';

/** The RPCs by which remote-signing has a signature authorised. */
export function createSigningChallengeHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, 'createSigningChallenge' | 'answerSigningChallenge'> {
  return {
    async createSigningChallenge(request, context) {
      const { id, expiresAt } = await openChallenge(deps, requireSecondFactor(context), request);
      return {
        challengeId: id,
        kind: 'totp',
        expiresAt,
        factors: [],
        transactionUri: '',
        transactionQrSvg: '',
      };
    },
    answerSigningChallenge: ({ challengeId, code }, context) =>
      deps.outcomes('sign', async () => {
        const actor = requireSecondFactor(context);
        return { assertion: await answer(deps, actor, { id: challengeId, code: requireCode(code) }) };
      }),
  };
}

async function openChallenge(
  { db, clock }: SecondFactorDeps,
  { userId }: Actor,
  request: CreateSigningChallengeRequest,
): Promise<{ id: string; expiresAt: Date }> {
  const at = clock.now();
  const operationId = requireId(request.operationId, 'operationId');
  const credentialId = requireId(request.credentialId, 'credentialId');
  const digests = joinDigests(request.digests);
  requireFactor((await readStanding(db, userId, at)).active);
  return await db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    const newest = await findNewestOfOperation(trx, { operationId, userId });
    if (newest !== undefined && canServe(newest, { credentialId, digests, at })) return newest;
    const expiresAt = new Date(at.getTime() + challengeLifeMs);
    const { labels } = request;
    const challenge = {
      id: newId('chl'),
      userId,
      operationId,
      credentialId,
      digests,
      labels,
      createdAt: at,
      expiresAt,
    };
    await insertChallenge(trx, challenge);
    return challenge;
  });
}

async function answer(
  deps: SecondFactorDeps,
  { userId, sessionId }: Actor,
  { id, code }: { id: string; code: string },
): Promise<string> {
  const { db, clock, signAssertion } = deps;
  const at = clock.now();
  const challenge = await findChallenge(db, { id, userId });
  if (challenge === undefined) throw notFound('CHALLENGE_NOT_FOUND', 'no such challenge');
  requireOpen(challenge, at);
  const door = { userId, recovery: false };
  await spendGuess(deps, { budget: 'challenge', id, ...door });

  const fitting = await matchAnyApp(deps, { ...door, code, at });
  await recordAnswer(deps, challenge, fitting);
  return await signAssertion({ challenge, sessionId, at });
}

/** Uses up the challenge and the code, both or neither. */
async function recordAnswer(
  { db, clock }: SecondFactorDeps,
  { id, userId, credentialId }: SigningChallenge,
  fitting: readonly FittingCode[],
): Promise<void> {
  const at = clock.now();
  await db.transaction().execute(async (trx) => {
    if (!(await markAnswered(trx, id, at))) {
      throw conflict('CHALLENGE_ANSWERED', 'this challenge was answered before');
    }
    const { authenticatorId } = await useFirst(trx, fitting);
    await appendAudit(trx, {
      stream: userId,
      actor: userId,
      action: 'signing_challenge.answered',
      subject: id,
      detail: { credentialId, authenticatorId },
      at,
    });
  });
}
