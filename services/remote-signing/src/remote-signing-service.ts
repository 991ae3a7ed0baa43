import { conflict } from '@countersign/errors';
import { enumValue, type Handlers, requireActor, requireMember, requireSecondFactor } from '@countersign/grpc';
import type {
  Credential as CredentialMessage,
  RemoteSigningServiceService,
  SignatureRequest as SignatureRequestMessage,
} from '@countersign/proto/remote-signing';
import { createOutcomes, type Logger } from '@countersign/runtime';
import { open } from '@countersign/sealing';
import type { Registry } from 'prom-client';
import { describeCertificate, toPem } from './credential/certificate.ts';
import { createCredential } from './credential/creation.ts';
import { type Credential, findCredential, listCredentials } from './credential/store.ts';
import {
  askSignatureFactor,
  authoriseSignatureRequest,
  signatureRequestNotFound,
  stateAt,
} from './signature/authorisation.ts';
import {
  createSignatureRequest,
  credentialNotFound,
  documentPlace,
  type SignatureDependencies,
} from './signature/creation.ts';
import { findSignatureDocument, findSignatureRequest, type SignatureRequest } from './signature/store.ts';

export type RemoteSigningDependencies = SignatureDependencies & { logger: Logger; metrics: Registry };

const listLimit = 100;

/** The handlers of remote signing. Everything is looked up together with its owner, the actor. */
export function createRemoteSigningService(
  deps: RemoteSigningDependencies,
): Handlers<typeof RemoteSigningServiceService> {
  const { db, clock, keyring, logger } = deps;
  const counted = createOutcomes<'create_credential' | 'prepare' | 'ask' | 'sign'>(deps.metrics, {
    name: 'remote_signing_outcomes_total',
    help: 'Credentials made, signatures prepared, factors asked and signatures made, by outcome',
  });
  const toMessage = (request: SignatureRequest) => toSignatureRequestMessage(request, clock.now());

  const getRequest = async (id: string, userId: string): Promise<SignatureRequest> => {
    const request = await findSignatureRequest(db, { id, userId });
    if (request === undefined) throw signatureRequestNotFound();
    return request;
  };

  return {
    createCredential: ({ accountId, idempotencyKey }, context) =>
      counted('create_credential', async () => {
        const { userId } = requireSecondFactor(context);
        requireMember(context, accountId);
        return { credential: toCredentialMessage(await createCredential(deps, { userId, accountId, idempotencyKey })) };
      }),

    async listCredentials(_request, context) {
      const { userId } = requireActor(context);
      return { credentials: (await listCredentials(db, userId, listLimit)).map(toCredentialMessage) };
    },

    async getCredential({ credentialId }, context) {
      const { userId } = requireActor(context);
      const credential = await findCredential(db, { id: credentialId, userId });
      if (credential === undefined) throw credentialNotFound();
      return { credential: toCredentialMessage(credential) };
    },

    createSignatureRequest: (request, context) =>
      counted('prepare', async () => {
        const { userId } = requireSecondFactor(context);
        return { signatureRequest: toMessage(await createSignatureRequest(deps, request, userId)) };
      }),

    askSignatureFactor: ({ signatureRequestId: id, authenticatorId, resend }, context) =>
      counted('ask', async () => {
        const actor = requireSecondFactor(context);
        return { prompt: await askSignatureFactor(deps, { id, authenticatorId, resend }, actor) };
      }),

    authoriseSignatureRequest: ({ signatureRequestId: id, ...answer }, context) =>
      counted('sign', async () => {
        const { userId } = requireSecondFactor(context);
        const signed = await authoriseSignatureRequest(deps, { id, userId, ...answer }, context);
        const { credentialId, hasDocument } = signed;
        const what = hasDocument ? 'document signed' : 'digests signed';
        logger.info({ signatureRequestId: id, credentialId, userId }, what);
        return { signatureRequest: toMessage(signed) };
      }),

    async getSignatureRequest({ signatureRequestId }, context) {
      const { userId } = requireActor(context);
      return { signatureRequest: toMessage(await getRequest(signatureRequestId, userId)) };
    },

    async getSignedDocument({ signatureRequestId }, context) {
      const { userId } = requireActor(context);
      const request = await getRequest(signatureRequestId, userId);
      if (!request.hasDocument || request.state !== 'signed') {
        throw conflict('SIGNATURE_REQUEST_WRONG_STATE', 'this signature request has no signed document');
      }
      const document = await findSignatureDocument(db, request.id);
      if (document === undefined) throw new Error('a signed document vanished');
      return { content: open(keyring, document.content, documentPlace(request.id)), label: request.labels[0] ?? '' };
    },
  };
}

function toCredentialMessage({ id, state, certificate, chain, createdAt }: Credential): CredentialMessage {
  const common = { id, state: enumValue('CREDENTIAL_STATE', state), keyAlgorithm: 'P-256', createdAt };
  if (certificate === null || chain === null) {
    const none = { subject: '', issuer: '', serialNumber: '', certificatePem: '', chainPem: '' };
    return { ...common, ...none, notBefore: undefined, notAfter: undefined };
  }
  return {
    ...common,
    ...describeCertificate(certificate),
    certificatePem: toPem([certificate]),
    chainPem: toPem(chain),
  };
}

function toSignatureRequestMessage(request: SignatureRequest, now: Date): SignatureRequestMessage {
  const { digests, labels, signatures, hasDocument } = request;
  const state = stateAt(request, now);
  // A request that ended is written down a moment later.
  const shown = state === 'awaiting_authorisation' ? request : undefined;
  return {
    id: request.id,
    credentialId: request.credentialId,
    state: enumValue('SIGNATURE_REQUEST_STATE', state),
    digests: digests.map((digest, index) => ({ digest, label: labels[index] ?? '' })),
    challengeId: request.challengeId ?? '',
    challengeKind: request.challengeKind ?? '',
    expiresAt: request.expiresAt,
    signedAt: request.signedAt ?? undefined,
    signatures: hasDocument ? [] : (signatures ?? []),
    hasDocument,
    factors: shown?.factors ?? [],
    transactionUri: shown?.transactionUri ?? '',
    transactionQrSvg: shown?.transactionQrSvg ?? '',
  };
}
