import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { conflict, DomainError, notFound } from '@countersign/errors';
import { type CallContext, newContext } from '@countersign/grpc';
import type { FactorPrompt } from '@countersign/proto/second-factor';
import { open, seal } from '@countersign/sealing';
import { p256 } from '@noble/curves/nist.js';
import { appendToAccount } from '../account-audit.ts';
import { signedAttributes, signedData } from '../format/cms.ts';
import { byteRangeDigest, embedSignature } from '../format/signed-pdf.ts';
import { documentPlace, getActiveCredential, type SignatureDependencies } from './creation.ts';
import {
  beginSigning,
  expireSignatureRequest,
  findSignatureDocument,
  findSignatureRequest,
  finishSigning,
  replaceDocument,
  resumeWaiting,
  type SignatureRequest,
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
/** The signer answers an identical call within a minute with what it signed: asking again is safe. */
const signerAttempts = 3;

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

  let assertion: string;
  try {
    const { challengeId } = request;
    ({ assertion } = await clients.secondFactor.answerSigningChallenge({ challengeId, ...answer }));
  } catch (error) {
    const isDead = error instanceof DomainError && deadChallenges.includes(error.reason);
    await (isDead ? expireInTransaction(deps, id) : resumeWaiting(db, id));
    throw error;
  }

  try {
    return await sign(deps, request, { assertion, context });
  } catch (error) {
    await expireInTransaction(deps, id);
    if (error instanceof DomainError && error.transient) {
      throw conflict('SIGNATURE_INTERRUPTED', 'the signature was interrupted; prepare it anew', { cause: error });
    }
    throw error;
  }
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
  const { prompt } = await deps.clients.secondFactor.askSigningFactor({
    challengeId,
    authenticatorId,
    language,
    resend,
  });
  if (prompt === undefined) throw new Error('second-factor asked for nothing');
  return prompt;
}

async function sign(
  deps: SignatureDependencies,
  request: SignatureRequest,
  { assertion, context }: { assertion: string; context: CallContext },
): Promise<SignatureRequest> {
  const { db, clock, keyring } = deps;
  const { id, userId, credentialId, digests } = request;
  const { accountId: account, certificates } = await getActiveCredential(deps, { id: credentialId, userId });
  const signatures = await askSigner(deps, { keyId: credentialId, digests, assertion }, context);
  const { publicKey } = new X509Certificate(certificates[0]);
  if (
    signatures.length !== digests.length ||
    !digests.every((digest, index) => isSignature(publicKey, digest, signatures[index]))
  ) {
    throw new Error('the signer returned a signature that does not verify');
  }
  const signed = request.hasDocument ? await complete(deps, request, { certificates, signatures }) : undefined;
  const at = clock.now();
  return await db.transaction().execute(async (trx) => {
    const finished = await finishSigning(trx, { id, signatures, at });
    if (finished === undefined) throw new Error('a request was given up while it was signed');
    if (signed !== undefined) await replaceDocument(trx, id, seal(keyring, signed, documentPlace(id)));
    const detail = { digests: digests.length };
    const who = { account, stream: credentialId, actor: userId };
    await appendToAccount(trx, { ...who, action: 'signature.made', subject: id, detail, at });
    return finished;
  });
}

/**
 * From here on the code is used up: the call goes on even if the client hangs up, with the actor's token but without
 * his deadline, and again when the answer got lost.
 */
async function askSigner(
  { clients }: SignatureDependencies,
  { assertion, ...ordered }: { keyId: string; digests: Buffer[]; assertion: string },
  { requestId, traceparent, actorToken }: CallContext,
): Promise<Buffer[]> {
  const context = newContext({ requestId, traceparent, ...(actorToken === undefined ? {} : { actorToken }) });
  const common = { ...ordered, hashAlgorithm: 'SHA-256', clientId: '' };
  const { handle } = await clients.signer.authorise({ ...common, assertion }, { context });
  const request = { ...common, handle };
  for (let attempt = 1; ; attempt += 1) {
    try {
      // One after the other: the next one asks for what this one may have signed.
      // oxlint-disable-next-line no-await-in-loop
      return (await clients.signer.signDigests(request, { context })).signatures;
    } catch (error) {
      const isLost = error instanceof DomainError && error.kind === 'unavailable';
      if (!isLost || attempt === signerAttempts) throw error;
    }
  }
}

/** Puts the signature into the prepared PDF, after looking whether it is still the one that was authorised. */
async function complete(
  { db, keyring }: SignatureDependencies,
  { id, digests }: SignatureRequest,
  { certificates, signatures }: { certificates: [Buffer, ...Buffer[]]; signatures: readonly Buffer[] },
): Promise<Buffer> {
  const document = await findSignatureDocument(db, id);
  const [signature] = signatures;
  if (document === undefined || signature === undefined) throw new Error('a document or its signature vanished');
  const { contentsStart, contentsEnd } = document;
  const prepared = { bytes: open(keyring, document.content, documentPlace(id)), contentsStart, contentsEnd };
  const attributes = signedAttributes({ messageDigest: byteRangeDigest(prepared), certificate: certificates[0] });
  if (
    !createHash('sha256')
      .update(attributes)
      .digest()
      .equals(digests[0] ?? Buffer.alloc(0))
  ) {
    throw new Error('the prepared document is not the one that was authorised');
  }
  return embedSignature(prepared, signedData({ algorithm: 'P-256', attributes, signature, certificates }));
}

/** Whether an ECDSA signature in DER over a SHA-256 digest holds. */
function isSignature(publicKey: KeyObject, digest: Buffer, signature: Buffer | undefined): boolean {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const options = { prehash: false, lowS: false, format: 'der' } as const;
  return signature !== undefined && p256.verify(signature, digest, point, options);
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
    return conflict('CHALLENGE_EXPIRED', 'this signature was not authorised in time; prepare it anew');
  }
  const words = { awaiting_authorisation: 'not ready', signing: 'being signed', signed: 'signed', expired: 'expired' };
  return conflict('SIGNATURE_REQUEST_WRONG_STATE', `this signature request is ${words[request.state]}`);
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
