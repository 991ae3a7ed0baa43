import { conflict, DomainError } from '@countersign/errors';
import { type Actor, type CallContext, requireRecentAuthentication, runInContext } from '@countersign/grpc';
import { digestKindFromJSON } from '@countersign/proto/signer';
import { newId } from '@countersign/runtime';
import { hashToken, randomToken, sealUnder } from '@countersign/sealing';
import type { Transaction } from 'kysely';
import { appendToAccount } from '../account-audit.ts';
import { atSigner, insertAuthorisation } from '../application/authorisation-store.ts';
import { findCredential } from '../credential/store.ts';
import { credentialNotFound, stateAt, wrongState } from '../credential/usable.ts';
import type { RemoteSigningDatabase } from '../database.ts';
import type { ActiveCredential } from '../signature/credential.ts';
import { requireSession } from '../signature/session.ts';
import { authoriseAtSigner, lastingContext } from '../signature/signer-calls.ts';
import { sealActivation } from './approval.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { recordOfGrant } from './grant-audit.ts';
import { activationPlace, findGrant, insertGrant, type NewGrant, type OAuthGrant } from './grant-store.ts';
import { grantEnded } from './oauth-errors.ts';
import { withParameters } from './redirect-uri.ts';
import { authorisationRequestWrongState } from './request-errors.ts';
import {
  type AuthorisationRequest,
  endApproving,
  finishApproving,
  leaveWaiting,
  resumeWaiting,
} from './request-store.ts';
import { chooseCredential, digestsOf, findRequestChallenge, openSecondsOf } from './signing-choice.ts';

const codeLifeMs = 60_000;
/** For the one call that a creation or deletion is: as long as its token, which the code comes before. */
const singleUseLifeMs = 300_000;

/** A fresh code of the second factor. */
export interface ApprovalAnswer {
  code: string;
  authenticatorId: string;
  cellsChallengeId: string;
}

/** Who decides, in which call. */
export interface Decider {
  actor: Actor;
  context: CallContext;
}

/** What the signer let be signed. */
interface Activation {
  credential: ActiveCredential;
  authorisationId: string;
  handle: string;
  expiresAt: Date;
}

/** Grants what needs no code of its own: the service, a creation, a deletion. Returns where the browser goes. */
export async function approvePlain(
  deps: OAuthDependencies,
  request: AuthorisationRequest,
  { actor, context }: Decider,
): Promise<string> {
  const { db, clock } = deps;
  const at = clock.now();
  const { scope, credentialId } = request.content;
  if (scope !== 'service') requireRecentAuthentication(context, { withinMs: deps.reauthenticationMs, at });
  if (scope === 'credential-deletion') await requireRevocable(deps, { id: credentialId, userId: actor.userId });
  await requireSession(deps, context);
  const code = randomToken();
  const lifeMs = scope === 'service' ? deps.grantLifeMs : codeLifeMs + singleUseLifeMs;
  await db.transaction().execute(async (trx) => {
    if (!(await leaveWaiting(trx, { id: request.id, to: 'approved', at }))) throw authorisationRequestWrongState();
    const grant = await insertGrant(trx, {
      ...toGrant(request, actor, { code, at }),
      ...(credentialId === '' ? {} : { credentialId }),
      expiresAt: new Date(at.getTime() + lifeMs),
    });
    await recordGranted(trx, grant, {});
  });
  return redirectTo(deps, request, { code });
}

/**
 * Has signatures authorised by a fresh code: of several calls at the same time exactly one. A refused code lets the request
 * wait for another. Once the code was accepted, the request ends approved or dead: whoever dies between the signer and our
 * own database leaves an authorisation of which nobody knows the handle, and nothing is ever signed by it. Returns where the
 * browser goes; empty for an approval.
 */
export async function approveSignatures(
  deps: OAuthDependencies,
  request: AuthorisationRequest,
  { actor, context, credentialId, answer }: Decider & { credentialId: string; answer: ApprovalAnswer },
): Promise<string> {
  const { db, clock, clients } = deps;
  const { id } = request;
  const { chosen: credential } = await chooseCredential(deps, request, { userId: actor.userId, wanted: credentialId });
  if (credential === undefined) throw credentialNotFound();
  const challengeId = await findRequestChallenge(deps, request, credential);
  await requireSession(deps, context);
  if (!(await leaveWaiting(db, { id, to: 'approving', at: clock.now() }))) throw authorisationRequestWrongState();
  let assertion: string;
  try {
    const { factorKinds: permittedKinds, contentBound } = credential.policy;
    ({ assertion } = await clients.secondFactor.answerSigningChallenge({
      challengeId,
      ...answer,
      permittedKinds,
      contentBound,
      // The code comes from our own page, which shows the request before it asks.
      shown: true,
      digests: [],
      signatures: 0,
    }));
  } catch (error) {
    // An answer that got lost on its way here has used its challenge up.
    const isDead = error instanceof DomainError && error.reason === 'CHALLENGE_ANSWERED';
    await (isDead ? endApproving(db, { id, at: clock.now() }) : resumeWaiting(db, id));
    throw error;
  }
  // The code is used up: the work goes on even if the browser hangs up.
  try {
    return await runInContext(lastingContext(context), async () => {
      const activation = await activate(deps, request, credential, assertion);
      return await (request.kind === 'approval'
        ? finishApproval(deps, request, actor, activation)
        : finishRedirect(deps, request, actor, activation));
    });
  } catch (error) {
    await endApproving(db, { id, at: clock.now() });
    if (error instanceof DomainError && error.transient) {
      throw conflict('SIGNATURE_INTERRUPTED', 'this was interrupted; begin anew in the application', { cause: error });
    }
    throw error;
  }
}

/** Where the browser goes after a refusal; empty for an approval. Throws `AUTHORISATION_REQUEST_WRONG_STATE`. */
export async function denyRequest(deps: OAuthDependencies, request: AuthorisationRequest): Promise<string> {
  const isDenied = await leaveWaiting(deps.db, { id: request.id, to: 'denied', at: deps.clock.now() });
  if (!isDenied) throw authorisationRequestWrongState();
  return redirectTo(deps, request, { error: 'access_denied', error_description: 'The user refused' });
}

/** The credential that shall end, if it has not. Throws `CREDENTIAL_NOT_FOUND` or `CREDENTIAL_WRONG_STATE`. */
export async function requireRevocable(
  { db, clock }: Pick<OAuthDependencies, 'db' | 'clock'>,
  key: { id: string; userId: string },
) {
  const credential = await findCredential(db, key);
  if (credential === undefined) throw credentialNotFound();
  const state = stateAt(credential, clock.now());
  if (state === 'active' || state === 'suspended') return credential;
  throw wrongState(state);
}

async function activate(
  deps: OAuthDependencies,
  { clientId, content }: AuthorisationRequest,
  credential: ActiveCredential,
  assertion: string,
): Promise<Activation> {
  const { hashAlgorithm, signatures, digestKind } = content;
  const { authorisationId, handle, expiresAt } = await atSigner(() =>
    authoriseAtSigner(deps, {
      keyId: credential.id,
      assertion,
      digests: digestsOf(content),
      hashAlgorithm,
      clientId,
      signatures,
      digestKind: digestKindFromJSON(digestKind),
      openSeconds: openSecondsOf(content, credential.policy),
    }),
  );
  if (expiresAt === undefined) throw new Error('an authorisation has no end');
  return { credential, authorisationId, handle, expiresAt };
}

async function finishRedirect(
  deps: OAuthDependencies,
  request: AuthorisationRequest,
  actor: Actor,
  { credential, authorisationId, handle, expiresAt }: Activation,
): Promise<string> {
  const at = deps.clock.now();
  const code = randomToken();
  const { signatures, digests } = request.content;
  await deps.db.transaction().execute(async (trx) => {
    await finishApproving(trx, request.id, undefined);
    const wanted = toGrant(request, actor, { code, at });
    const grant = await insertGrant(trx, {
      ...wanted,
      credentialId: credential.id,
      authorisationId,
      activation: sealUnder(code, Buffer.from(handle), activationPlace(wanted.id)),
      activationExpiresAt: expiresAt,
      expiresAt,
    });
    await insertAuthorisation(
      trx,
      toAuthorisation(request, actor, { credential, authorisationId, expiresAt, grant, at }),
    );
    await recordGranted(trx, grant, { credential: credential.id, signatures, digests: digests.length });
  });
  return redirectTo(deps, request, { code });
}

async function finishApproval(
  deps: OAuthDependencies,
  request: AuthorisationRequest,
  actor: Actor,
  { credential, authorisationId, handle, expiresAt: signerEnd }: Activation,
): Promise<string> {
  const at = deps.clock.now();
  const { id, clientId, content, grantId } = request;
  await deps.db.transaction().execute(async (trx) => {
    const grant = grantId === null ? undefined : await findGrant(trx, grantId);
    if (grant === undefined || grant.endedAt !== null || grant.expiresAt <= at) throw grantEnded();
    // Nothing of a grant outlives it.
    const expiresAt = signerEnd < grant.expiresAt ? signerEnd : grant.expiresAt;
    const fetched = { authorisationId, handle, credentialId: credential.id, expiresAt };
    await finishApproving(trx, id, sealActivation(deps, { id, at, activation: fetched }));
    await insertAuthorisation(
      trx,
      toAuthorisation(request, actor, { credential, authorisationId, expiresAt, grant, at }),
    );
    const detail = { client: clientId, signatures: content.signatures, digests: content.digests.length };
    const who = { account: credential.accountId, stream: credential.id, actor: actor.userId };
    await appendToAccount(trx, { ...who, action: 'signature.approved', subject: id, detail, at });
  });
  return '';
}

/** What every grant has of its request and of who gives it. */
function toGrant(
  { clientId, cscVersion, content, dpopThumbprint }: AuthorisationRequest,
  actor: Actor,
  { code, at }: { code: string; at: Date },
): Omit<NewGrant, 'expiresAt'> {
  const { scope, redirectUri, redirectUriGiven, codeChallenge, authorizationDetails, signatures, creation } = content;
  return {
    id: newId('ogr'),
    clientId,
    scope,
    cscVersion,
    userId: actor.userId,
    sessionId: actor.sessionId,
    acr: actor.acr,
    amr: [...actor.amr],
    authenticatedAt: actor.authenticatedAt,
    accountId: actor.accountId ?? null,
    language: actor.language,
    redirectUri,
    redirectUriGiven,
    codeHash: hashToken(code),
    codeChallenge,
    codeExpiresAt: new Date(at.getTime() + codeLifeMs),
    dpopThumbprint,
    signatures,
    authorizationDetails,
    ...(creation === undefined ? {} : { creation }),
    createdAt: at,
  };
}

function toAuthorisation(
  { clientId, content: { signatures, digestKind, hashAlgorithm } }: AuthorisationRequest,
  { userId }: Actor,
  {
    credential,
    authorisationId: id,
    expiresAt,
    grant,
    at: createdAt,
  }: Omit<Activation, 'handle'> & { grant: OAuthGrant; at: Date },
) {
  const ids = { id, grantId: grant.id, clientId, userId, credentialId: credential.id };
  return { ...ids, signatures, digestKind, hashAlgorithm, expiresAt, createdAt };
}

async function recordGranted(
  trx: Transaction<RemoteSigningDatabase>,
  grant: OAuthGrant,
  detail: Readonly<Record<string, string | number>>,
): Promise<void> {
  const { createdAt: at, userId } = grant;
  await recordOfGrant(trx, grant, { action: 'application_access.granted', detail, at, actor: userId ?? '' });
}

/** RFC 6749 4.1.2 and, against mix-up, RFC 9207. */
function redirectTo(
  { issuer }: OAuthDependencies,
  { kind, content: { redirectUri, state } }: AuthorisationRequest,
  answer: Readonly<Record<string, string>>,
): string {
  return kind === 'approval' ? '' : withParameters(redirectUri, { ...answer, state, iss: issuer });
}
