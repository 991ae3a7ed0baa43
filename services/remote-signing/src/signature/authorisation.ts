import { appendAudit } from '@countersign/audit';
import { conflict, DomainError, notFound } from '@countersign/errors';
import { type CallContext, runInContext } from '@countersign/grpc';
import type { FactorPrompt } from '@countersign/proto/second-factor';
import { DigestKind } from '@countersign/proto/signer';
import { appendToAccount } from '../account-audit.ts';
import { completeDocument } from '../document/store.ts';
import { signedExpiry } from '../document/upload.ts';
import { askForCode } from './challenge.ts';
import { completeDocuments } from './completion.ts';
import { type ActiveCredential, getActiveCredential } from './credential.ts';
import type { SignatureDependencies } from './dependencies.ts';
import { requireSession } from './session.ts';
import { authoriseAtSigner, lastingContext, requireSignatures, signAtSigner } from './signer-calls.ts';
import {
  beginSigning,
  cancelWaiting,
  expireSignatureRequest,
  findSignatureRequest,
  finishSigning,
  listItems,
  resumeWaiting,
  type SignatureItem,
  type SignatureRequest,
  type SigningResult,
} from './store.ts';

interface Authorisation {
  id: string;
  userId: string;
  /** Fresh code of the second factor. */
  code: string;
  /** Authenticator whose code it is; empty for that of any app. */
  authenticatorId: string;
  /** Challenge of the cells that it answers; empty for others. */
  cellsChallengeId: string;
}

/** Answers of the second factor after which its challenge can never be answered. */
const deadChallenges = ['CHALLENGE_EXPIRED', 'CHALLENGE_NOT_FOUND', 'CHALLENGE_ANSWERED'];

/**
 * Authorises a request with a fresh code and signs it; of several calls at the same time exactly one. A refused code
 * lets the request wait for another; once the code was accepted, the request ends either signed or expired, and is
 * never signed twice.
 */
export async function authoriseSignatureRequest(
  deps: SignatureDependencies,
  { id, userId, ...answer }: Authorisation,
  context: CallContext,
): Promise<SignatureRequest> {
  const { db, clock, clients } = deps;
  const request = await beginSigning(db, { id, userId, at: clock.now() });
  if (request === undefined || request.challengeId === null) throw await refusalOf(deps, { id, userId });
  const items = await listItems(db, [id]);
  if (request.hasDocument && items.length === 0) {
    await expireInTransaction(deps, id);
    throw outdated();
  }

  let assertion: string;
  let credential: ActiveCredential;
  try {
    const { challengeId } = request;
    // Its state and policy now: they may have changed since the request was prepared.
    credential = await getActiveCredential(deps, { id: request.credentialId, userId });
    const { factorKinds: permittedKinds, contentBound } = credential.policy;
    ({ assertion } = await clients.secondFactor.answerSigningChallenge({
      challengeId,
      ...answer,
      permittedKinds,
      contentBound,
      // Through the interface for programs nothing was shown by us.
      shown: false,
      digests: [],
      signatures: 0,
    }));
  } catch (error) {
    const isDead = error instanceof DomainError && deadChallenges.includes(error.reason);
    await (isDead ? expireInTransaction(deps, id) : resumeWaiting(db, id));
    throw error;
  }

  // The code is used up: the work goes on even if the client hangs up, with the actor's token but without his deadline.
  const lasting = lastingContext(context);
  try {
    return await runInContext(lasting, () =>
      sign(deps, { request, items, credential }, { assertion, context: lasting }),
    );
  } catch (error) {
    await expireInTransaction(deps, id);
    if (isInterruption(error)) {
      throw conflict('SIGNATURE_INTERRUPTED', 'the signature was interrupted; prepare it anew', { cause: error });
    }
    throw error;
  }
}

/**
 * Whether a part was away while it signed. Nobody else has this authorisation: when the signer says that it was used, the
 * signer ended while it signed, and was asked again.
 */
function isInterruption(error: unknown): boolean {
  return error instanceof DomainError && (error.transient || error.reason === 'AUTHORISATION_USED');
}

/** Gives up a request that waits; one that was given up stays so. */
export async function cancelSignatureRequest(
  deps: SignatureDependencies,
  key: { id: string; userId: string },
): Promise<SignatureRequest> {
  const { db, clock } = deps;
  const cancelled = await db.transaction().execute(async (trx) => {
    const at = clock.now();
    const request = await cancelWaiting(trx, { ...key, at });
    if (request === undefined) return undefined;
    const { userId: actor, credentialId: stream, id: subject } = request;
    await appendAudit(trx, { stream, actor, action: 'signature.cancelled', subject, detail: {}, at });
    return request;
  });
  if (cancelled !== undefined) return cancelled;
  const request = await findSignatureRequest(db, key);
  if (request?.state === 'cancelled') return request;
  throw await refusalOf(deps, key);
}

/** Asks a factor for the code that authorises a request which waits for one: draws cells, or sends a code. */
export async function askSignatureFactor(
  deps: SignatureDependencies,
  { id, authenticatorId, resend }: { id: string; authenticatorId: string; resend: boolean },
  { userId, language }: { userId: string; language: string },
): Promise<FactorPrompt> {
  const request = await findSignatureRequest(deps.db, { id, userId });
  if (request?.challengeId == null || stateAt(request, deps.clock.now()) !== 'awaiting_authorisation') {
    throw await refusalOf(deps, { id, userId });
  }
  const { challengeId } = request;
  return await askForCode(deps, { challengeId, authenticatorId, language, resend });
}

async function sign(
  deps: SignatureDependencies,
  {
    request,
    items,
    credential,
  }: { request: SignatureRequest; items: readonly SignatureItem[]; credential: ActiveCredential },
  { assertion, context }: { assertion: string; context: CallContext },
): Promise<SignatureRequest> {
  const { db, clock } = deps;
  const { id, userId, credentialId, digests, hashAlgorithm } = request;
  await requireSession(deps, context);
  const { signatures, ...activation } = await askSigner(deps, request, assertion);
  await requireSignatures(credential, { hash: hashAlgorithm, digests, signatures });
  const results = await completeDocuments(deps, { request, items, credential, signatures });
  const at = clock.now();
  return await db.transaction().execute(async (trx) => {
    const result = { signatures, ...activation, signedDocumentIds: results.map((each) => each.id) };
    const finished = await finishSigning(trx, { id, at, ...result });
    if (finished === undefined) throw new Error('a request was given up while it was signed');
    for (const stored of results) {
      // oxlint-disable-next-line no-await-in-loop
      const whole = await completeDocument(trx, { ...stored, at, expiresAt: signedExpiry(deps, at) });
      if (whole === undefined) throw new Error('a signed document vanished while it was stored');
    }
    const detail = { digests: digests.length };
    const who = { account: credential.accountId, stream: credentialId, actor: userId };
    await appendToAccount(trx, { ...who, action: 'signature.made', subject: id, detail, at });
    return finished;
  });
}

/**
 * From here on the code is used up: calls that got lost are made again, and the signer answers an identical one with what
 * it did the first time.
 */
async function askSigner(
  deps: SignatureDependencies,
  { credentialId: keyId, digests, hashAlgorithm }: SignatureRequest,
  assertion: string,
): Promise<Pick<SigningResult, 'signatures' | 'receipt' | 'soleControlLevel'>> {
  const common = { keyId, digests, hashAlgorithm, clientId: '' };
  const wanted = { ...common, assertion, signatures: 0, digestKind: DigestKind.UNSPECIFIED, openSeconds: 0 };
  const { handle, soleControlLevel } = await authoriseAtSigner(deps, wanted);
  const { signatures, receipt } = await signAtSigner(deps, { ...common, handle, signedAttributes: [] });
  return { signatures, receipt, soleControlLevel };
}

async function expireInTransaction({ db }: SignatureDependencies, id: string): Promise<void> {
  await db.transaction().execute((trx) => expireSignatureRequest(trx, id));
}

/** Why a request could not be authorised. */
async function refusalOf(
  { db, clock }: SignatureDependencies,
  key: { id: string; userId: string },
): Promise<DomainError> {
  const request = await findSignatureRequest(db, key);
  if (request === undefined) return signatureRequestNotFound();
  if (stateAt(request, clock.now()) === 'expired') {
    return outdated();
  }
  const words = {
    awaiting_authorisation: 'not ready',
    signing: 'being signed',
    signed: 'signed',
    expired: 'expired',
    cancelled: 'cancelled',
  };
  return conflict('SIGNATURE_REQUEST_WRONG_STATE', `this signature request is ${words[request.state]}`);
}

function outdated(): DomainError {
  return conflict('CHALLENGE_EXPIRED', 'this signature was not authorised in time; prepare it anew');
}

/** The state of a request at a moment: one that waited too long is expired even before it is written down. */
export function stateAt(request: SignatureRequest, now: Date): SignatureRequest['state'] {
  const { state, expiresAt } = request;
  return state === 'awaiting_authorisation' && expiresAt <= now ? 'expired' : state;
}

/** The answer for a request that is unknown or another's. */
export function signatureRequestNotFound(): DomainError {
  return notFound('SIGNATURE_REQUEST_NOT_FOUND', 'no such signature request');
}
