import { appendAudit } from '@countersign/audit';
import { conflict, notFound } from '@countersign/errors';
import { type Actor, type Handlers, requireSecondFactor } from '@countersign/grpc';
import type {
  AnswerSigningChallengeRequest,
  AskSigningFactorRequest,
  CreateSigningChallengeRequest,
  SecondFactorServiceService,
} from '@countersign/proto/second-factor';
import { newId } from '@countersign/runtime';
import { type AccountPolicy, counts } from '../account-policy/account-policy.ts';
import { findOwnPolicy } from '../account-policy/account-policy-store.ts';
import { assuranceOf } from '../assurance.ts';
import { type Authenticator, toFactor, unknownAuthenticator } from '../authenticator/authenticator.ts';
import { listActive } from '../authenticator/authenticator-store.ts';
import type { FittingCode } from '../authenticator/factor-kind.ts';
import { factorKinds, kindOf } from '../authenticator/factor-kinds.ts';
import { spendGuess } from '../budgets.ts';
import { lockUser, type SecondFactorDb } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { isPermitted } from '../policy/permitted.ts';
import { requireId } from '../request-fields.ts';
import {
  ask,
  factorNotPermitted,
  findUsable,
  matchAnswer,
  requireCodeOf,
  useAnswerWithin,
} from '../verification/answer.ts';
import {
  canServe,
  challengeLifeMs,
  countSignatures,
  isBindable,
  isBlank,
  readAuthorised,
  readWish,
  requireFactor,
  requireLabels,
  requireOpen,
  requireSaid,
  type SigningChallenge,
  type Wish,
} from './signing-challenge.ts';
import {
  type Asker,
  findChallenge,
  findNewestOfOperation,
  insertChallenge,
  markAnswered,
} from './signing-challenge-store.ts';

type SigningMethod = 'createSigningChallenge' | 'askSigningFactor' | 'answerSigningChallenge';

/** Applications whose users gave them leave may collect factors themselves. */
const applications = { scopes: ['service'] } as const;

/** The RPCs by which remote-signing has a signature authorised. */
export function createSigningChallengeHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, SigningMethod> {
  const { outcomes } = deps;
  return {
    async createSigningChallenge(request, context) {
      const actor = requireSecondFactor(context, applications);
      const accountId = accountOf(actor, request);
      const factors = await listSigningFactors(deps, actor.userId, await findOwnPolicy(deps, accountId));
      requireFactor(factors.length);
      const challenge = await openChallenge(deps, actor, { ...request, accountId });
      return {
        challengeId: challenge.id,
        kind: factors[0]?.kind ?? '',
        expiresAt: challenge.expiresAt,
        factors: factors.map(toFactor),
        ...(await presentTransaction(deps, challenge, factors)),
      };
    },
    askSigningFactor: (request, context) =>
      outcomes('ask_factor', async () => ({
        prompt: await askFactor(deps, requireSecondFactor(context, applications), request),
      })),
    answerSigningChallenge: (request, context) =>
      outcomes('sign', async () => ({
        assertion: await answer(deps, requireSecondFactor(context, applications), request),
      })),
  };
}

function askerOf({ userId, client }: Actor): Asker {
  return { userId, clientId: client?.id ?? null };
}

/** The account of the credential, or of the token of a caller that does not name it; null for none. */
function accountOf({ accountId }: Actor, request: CreateSigningChallengeRequest): string | null {
  return request.accountId === '' ? (accountId ?? null) : requireId(request.accountId, 'accountId');
}

/** The factors of a user that may authorise a signature, the one that was used last first. */
async function listSigningFactors(
  { db, clock, policy }: SecondFactorDeps,
  userId: string,
  required: AccountPolicy | undefined,
): Promise<Authenticator[]> {
  const active = await listActive(db, userId, clock.now());
  return active.filter((one) => isPermitted(policy, one.kind, 'signing') && counts(one, required));
}

async function presentTransaction(
  deps: SecondFactorDeps,
  challenge: SigningChallenge,
  factors: readonly Authenticator[],
): Promise<{ transactionUri: string; transactionQrSvg: string }> {
  // A code for digests that are not all named would be bound to less than what it authorises.
  if (!isBindable(challenge)) return { transactionUri: '', transactionQrSvg: '' };
  const authenticator = factors.find((factor) => kindOf(factor).signing !== undefined);
  const signing = authenticator === undefined ? undefined : kindOf(authenticator).signing;
  if (authenticator === undefined || signing === undefined) return { transactionUri: '', transactionQrSvg: '' };
  return await signing.present(deps, { authenticator, challenge });
}

async function openChallenge(
  { db, clock }: SecondFactorDeps,
  actor: Actor,
  request: Omit<CreateSigningChallengeRequest, 'accountId'> & { accountId: string | null },
): Promise<SigningChallenge> {
  const at = clock.now();
  const operationId = requireId(request.operationId, 'operationId');
  const credentialId = requireId(request.credentialId, 'credentialId');
  const asker = askerOf(actor);
  const wish = readWish(request);
  requireSaid(wish, asker);
  const labels = requireLabels(request.labels, request.digests.length);
  const findServing = async (within: SecondFactorDb) => {
    const newest = await findNewestOfOperation(within, { operationId, ...asker });
    return newest !== undefined && canServe(newest, { credentialId, ...wish, at }) ? newest : undefined;
  };
  // What an application asks for comes again and again: to show the factors, to ask one, to answer.
  const known = isBlank(wish) ? await findServing(db) : undefined;
  if (known !== undefined) return known;
  return await db.transaction().execute(async (trx) => {
    await lockUser(trx, asker.userId);
    const newest = await findServing(trx);
    if (newest !== undefined) return newest;
    const expiresAt = new Date(at.getTime() + challengeLifeMs);
    const { accountId } = request;
    const said = { operationId, credentialId, accountId, ...wish, labels };
    const opened = { id: newId('chl'), ...asker, ...said, createdAt: at, expiresAt };
    await insertChallenge(trx, opened);
    return { ...opened, answeredAt: null };
  });
}

async function askFactor(deps: SecondFactorDeps, actor: Actor, request: AskSigningFactorRequest) {
  const { userId } = actor;
  const { id, accountId } = await findOpen(deps, { id: request.challengeId, ...askerOf(actor) });
  const required = await findOwnPolicy(deps, accountId);
  const authenticator = await findUsable(deps, { userId, id: request.authenticatorId, purpose: 'signing', required });
  if (authenticator === undefined) throw unknownAuthenticator();
  const { language, resend } = request;
  return await ask(deps, { purpose: 'signing', subjectId: id, authenticator, language, resend });
}

/** Throws `CHALLENGE_NOT_FOUND`, `CHALLENGE_ANSWERED` or `CHALLENGE_EXPIRED`. */
async function findOpen({ db, clock }: SecondFactorDeps, key: { id: string } & Asker): Promise<SigningChallenge> {
  const challenge = await findChallenge(db, key);
  if (challenge === undefined) throw notFound('CHALLENGE_NOT_FOUND', 'no such challenge');
  requireOpen(challenge, clock.now());
  return challenge;
}

async function answer(deps: SecondFactorDeps, actor: Actor, request: AnswerSigningChallengeRequest): Promise<string> {
  const { clock, signAssertion } = deps;
  const { userId, sessionId, authenticatedAt } = actor;
  const challenge = await findOpen(deps, { id: request.challengeId, ...askerOf(actor) });
  const authorised = readAuthorised(challenge, request);
  const required = await findOwnPolicy(deps, challenge.accountId);
  const authenticator = await findUsable(deps, { userId, id: request.authenticatorId, purpose: 'signing', required });
  if (authenticator !== undefined && !takesKind(request, authenticator)) throw factorNotPermitted();
  const code = requireCodeOf(authenticator, request.code);
  const door = { userId, recovery: false };
  await spendGuess(deps, { budget: 'challenge', id: challenge.id, ...door });
  const given = {
    ...door,
    purpose: 'signing',
    subjectId: challenge.id,
    authenticator,
    code,
    challengeId: request.cellsChallengeId,
    nextCode: '',
    required,
  } as const;
  const bound = await matchBound(deps, { challenge, authenticator, code, required });
  const matched = bound.length > 0 ? bound : await matchAnswer(deps, given);
  const isBound = bound.length > 0;
  // Before the code is used up: the signer would refuse it only afterwards.
  const fitting = matched.filter((one) => takesKind(request, one) && (isBound || !request.contentBound));
  if (fitting.length === 0) throw factorNotPermitted();
  const used = await recordAnswer(deps, { challenge, authorised }, { ...door, authenticator, fitting });
  const { methods } = assuranceOf(used);
  const factor = { id: used.authenticatorId, kind: used.kind };
  // Of what an application says that it showed, and of what was not known when the page was made, we know nothing.
  const shown = request.shown && challenge.clientId === null && !isBlank(challenge);
  const proof = { sessionId, methods, factor, bound: isBound, shown, authenticatedAt };
  return await signAssertion({ challenge, authorised, ...proof, at: clock.now() });
}

/** Whether the key that is to sign takes a kind of factor. */
function takesKind(
  { permittedKinds }: Pick<AnswerSigningChallengeRequest, 'permittedKinds'>,
  { kind }: Pick<Authenticator, 'kind'>,
): boolean {
  return permittedKinds.length === 0 || permittedKinds.includes(kind);
}

/** Whether the code was made for exactly these digests, by an app that can do so. */
async function matchBound(
  deps: SecondFactorDeps,
  {
    challenge,
    authenticator,
    code,
    required,
  }: {
    challenge: SigningChallenge;
    authenticator: Authenticator | undefined;
    code: string;
    required: AccountPolicy | undefined;
  },
): Promise<FittingCode[]> {
  // Most codes are none; they cost no look at the factors.
  if (!isBindable(challenge) || !factorKinds.some(({ signing }) => signing?.isOne(code) === true)) return [];
  const { userId, id: subjectId } = challenge;
  const candidates = authenticator === undefined ? await listSigningFactors(deps, userId, required) : [authenticator];
  const at = deps.clock.now();
  const fitting: FittingCode[] = [];
  for (const candidate of candidates) {
    const { signing } = kindOf(candidate);
    if (signing?.isOne(code) !== true) continue;
    const given = { authenticator: candidate, code, challengeId: '', at, recovery: false, challenge };
    // oxlint-disable-next-line no-await-in-loop -- one or two apps of a user
    const match = await signing.match(deps, { ...given, purpose: 'signing', subjectId });
    if (match !== undefined) fitting.push(match);
  }
  return fitting;
}

/** Uses up the challenge and the code, both or neither. */
async function recordAnswer(
  deps: SecondFactorDeps,
  { challenge, authorised }: { challenge: SigningChallenge; authorised: Wish },
  answered: Parameters<typeof useAnswerWithin>[2],
): Promise<FittingCode> {
  const { db, clock } = deps;
  const { id, userId, credentialId, clientId } = challenge;
  const at = clock.now();
  return await db.transaction().execute(async (trx) => {
    if (!(await markAnswered(trx, id, at))) {
      throw conflict('CHALLENGE_ANSWERED', 'this challenge was answered before');
    }
    const used = await useAnswerWithin(trx, deps, answered);
    await appendAudit(trx, {
      stream: userId,
      actor: userId,
      action: 'signing_challenge.answered',
      subject: id,
      detail: {
        credentialId,
        authenticatorId: used.authenticatorId,
        kind: used.kind,
        signatures: countSignatures(authorised),
        ...(clientId === null ? {} : { clientId }),
      },
      at,
    });
    return used;
  });
}
