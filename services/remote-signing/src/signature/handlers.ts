import { enumValue, type Handlers, requireActor, requireSecondFactor } from '@countersign/grpc';
import type {
  RemoteSigningServiceService,
  SignatureRequest as SignatureRequestMessage,
} from '@countersign/proto/remote-signing';
import type { Logger } from '@countersign/runtime';
import type { RemoteSigningOutcomes } from '../outcomes.ts';
import { askSignatureFactor, authoriseSignatureRequest, signatureRequestNotFound, stateAt } from './authorisation.ts';
import { createSignatureRequest, type SignatureDependencies } from './creation.ts';
import { findSignatureRequest, type SignatureRequest } from './store.ts';

type SignatureHandlers = Pick<
  Handlers<typeof RemoteSigningServiceService>,
  | 'createSignatureRequest'
  | 'listSignatureRequests'
  | 'askSignatureFactor'
  | 'authoriseSignatureRequest'
  | 'getSignatureRequest'
  | 'cancelSignatureRequest'
>;

/** The handlers of signatures. */
export function createSignatureHandlers(
  deps: SignatureDependencies & { logger: Logger; counted: RemoteSigningOutcomes },
): SignatureHandlers {
  const { db, clock, logger, counted } = deps;
  const toMessage = (request: SignatureRequest) => toSignatureRequestMessage(request, clock.now());
  const missing = (name: string) => () => Promise.reject(new Error(`${name} is not there`));
  return {
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
        const what = hasDocument ? 'documents signed' : 'digests signed';
        logger.info({ signatureRequestId: id, credentialId, userId }, what);
        return { signatureRequest: toMessage(signed) };
      }),

    async getSignatureRequest({ signatureRequestId: id }, context) {
      const { userId } = requireActor(context);
      const request = await findSignatureRequest(db, { id, userId });
      if (request === undefined) throw signatureRequestNotFound();
      return { signatureRequest: toMessage(request) };
    },

    listSignatureRequests: missing('listSignatureRequests'),
    cancelSignatureRequest: missing('cancelSignatureRequest'),
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
    hashAlgorithm: 'SHA-256',
    documents: [],
    receipt: '',
    soleControlLevel: 0,
    createdAt: request.createdAt,
  };
}
