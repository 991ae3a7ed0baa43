import { conflict, notFound } from '@countersign/errors';
import { type Actor, type Handlers, requireSecondFactor } from '@countersign/grpc';
import type { Authorisation, AuthorisationKey, OAuthServiceService } from '@countersign/proto/oauth';
import { randomToken } from '@countersign/sealing';
import { credentialNotFound } from '../credential/usable.ts';
import { askForCode } from '../signature/challenge.ts';
import { requireClient } from './client-store.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { approvePlain, approveSignatures, denyRequest, requireRevocable } from './request-approval.ts';
import { authorisationRequestNotFound, authorisationRequestWrongState } from './request-errors.ts';
import { toAuthorisation, toShownAuthorisation } from './request-message.ts';
import { pushRequest, startRequest } from './request-start.ts';
import { type AuthorisationRequest, beginApproval, findRequest, isAsked } from './request-store.ts';
import { chooseCredential, findRequestChallenge, openRequestChallenge, openSecondsOf } from './signing-choice.ts';

type Method =
  | 'pushAuthorisation'
  | 'startAuthorisation'
  | 'openApproval'
  | 'getAuthorisation'
  | 'askAuthorisationFactor'
  | 'approveAuthorisation'
  | 'denyAuthorisation';

/** The handlers by which users are asked for what applications want. */
export function createRequestHandlers(deps: OAuthDependencies): Pick<Handlers<typeof OAuthServiceService>, Method> {
  const { counted, db, logger } = deps;
  return {
    pushAuthorisation: (request) => counted('push_authorisation', async () => await pushRequest(deps, request)),

    startAuthorisation: (request) => counted('start_authorisation', async () => await startRequest(deps, request)),

    async openApproval({ approvalId: id }, context) {
      const { userId } = requireSecondFactor(context);
      const secret = randomToken();
      if (await beginApproval(db, { id, userId, secret, at: deps.clock.now() })) return { key: { id, secret } };
      if (await isAsked(db, { id, userId })) {
        throw conflict('APPROVAL_WRONG_STATE', 'this was answered before, or its time is over');
      }
      throw notFound('APPROVAL_NOT_FOUND', 'no such approval');
    },

    async getAuthorisation({ key, credentialId }, context) {
      const request = await requireWaiting(deps, key, context.actor);
      if (context.actor !== undefined) {
        return { authorisation: await show(deps, request, requireSecondFactor(context), credentialId) };
      }
      return { authorisation: toAuthorisation(request, await requireClient(db, request.clientId)) };
    },

    askAuthorisationFactor: ({ key, authenticatorId, resend, credentialId: wanted }, context) =>
      counted('ask_authorisation', async () => {
        const { userId, language } = requireSecondFactor(context);
        const request = await requireWaiting(deps, key, context.actor);
        const { chosen } = await chooseCredential(deps, requireSigning(request), { userId, wanted });
        if (chosen === undefined) throw credentialNotFound();
        const challengeId = await findRequestChallenge(deps, request, chosen);
        const asked = { challengeId, authenticatorId, language, resend };
        return { prompt: await askForCode(deps, asked) };
      }),

    approveAuthorisation: ({ key, credentialId, ...answer }, context) =>
      counted('approve_authorisation', async () => {
        const actor = requireSecondFactor(context);
        const request = await requireWaiting(deps, key, actor);
        await requireClient(db, request.clientId);
        const redirectUri = await (request.content.scope === 'credential'
          ? approveSignatures(deps, request, { actor, context, credentialId, answer })
          : approvePlain(deps, request, { actor, context }));
        const { id, clientId, content } = request;
        logger.info({ requestId: id, clientId, scope: content.scope, userId: actor.userId }, 'a request was approved');
        return { redirectUri };
      }),

    denyAuthorisation: ({ key }, context) =>
      counted('deny_authorisation', async () => {
        const request = await requireWaiting(deps, key, context.actor);
        return { redirectUri: await denyRequest(deps, request) };
      }),
  };
}

/** A request that waits, for who holds its secret; an approval for nobody but the user whom it asks. */
async function requireWaiting(
  { db, clock }: OAuthDependencies,
  key: AuthorisationKey | undefined,
  actor: Actor | undefined,
): Promise<AuthorisationRequest> {
  const request = key === undefined ? undefined : await findRequest(db, key);
  const isOther = request !== undefined && request.userId !== null && request.userId !== actor?.userId;
  if (request === undefined || isOther || request.expiresAt <= clock.now()) throw authorisationRequestNotFound();
  if (request.state !== 'waiting') throw authorisationRequestWrongState();
  return request;
}

/** A request for signatures: for others no factor is asked. */
function requireSigning(request: AuthorisationRequest): AuthorisationRequest {
  if (request.content.scope !== 'credential') throw authorisationRequestWrongState();
  return request;
}

async function show(
  deps: OAuthDependencies,
  request: AuthorisationRequest,
  { userId }: Actor,
  wanted: string,
): Promise<Authorisation> {
  const client = await requireClient(deps.db, request.clientId);
  const now = deps.clock.now();
  const { content } = request;
  if (content.scope === 'credential-deletion') {
    const credential = await requireRevocable(deps, { id: content.credentialId, userId });
    return toShownAuthorisation(request, client, { credentials: [credential], now });
  }
  if (content.scope !== 'credential') return toShownAuthorisation(request, client, { credentials: [], now });
  const { chosen, credentials } = await chooseCredential(deps, request, { userId, wanted });
  if (chosen === undefined) return toShownAuthorisation(request, client, { credentials, now });
  const challenge = await openRequestChallenge(deps, request, chosen);
  const openSeconds = openSecondsOf(content, chosen.policy);
  return toShownAuthorisation(request, client, {
    credentials,
    challenge,
    contentBound: chosen.policy.contentBound,
    signsUntil: openSeconds === 0 ? undefined : new Date(now.getTime() + openSeconds * 1000),
    now,
  });
}
