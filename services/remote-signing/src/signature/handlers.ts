import {
  enumValue,
  type Handlers,
  readPageSize,
  readPageToken,
  requireActor,
  requireSecondFactor,
  toPage,
} from '@countersign/grpc';
import type {
  DocumentSignature,
  RemoteSigningServiceService,
  SignatureRequest as SignatureRequestMessage,
} from '@countersign/proto/remote-signing';
import type { Logger } from '@countersign/runtime';
import type { RemoteSigningOutcomes } from '../outcomes.ts';
import {
  askSignatureFactor,
  authoriseSignatureRequest,
  cancelSignatureRequest,
  signatureRequestNotFound,
  stateAt,
} from './authorisation.ts';
import { createSignatureRequest } from './creation.ts';
import type { SignatureDependencies } from './dependencies.ts';
import {
  findSignatureRequest,
  listItems,
  listSignatureRequests,
  type SignatureItem,
  type SignatureRequest,
} from './store.ts';

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
  const toMessages = async (requests: readonly SignatureRequest[]): Promise<SignatureRequestMessage[]> => {
    const ids = requests.filter(({ hasDocument }) => hasDocument).map(({ id }) => id);
    const items = Map.groupBy(await listItems(db, ids), ({ requestId }) => requestId);
    return requests.map((request) =>
      toSignatureRequestMessage(request, { items: items.get(request.id) ?? [], now: clock.now() }),
    );
  };
  const answer = async (request: SignatureRequest) => ({ signatureRequest: (await toMessages([request]))[0] });
  return {
    createSignatureRequest: (request, context) =>
      counted('prepare', async () => {
        const { userId } = requireSecondFactor(context);
        return await answer(await createSignatureRequest(deps, request, userId));
      }),

    askSignatureFactor: ({ signatureRequestId: id, authenticatorId, resend }, context) =>
      counted('ask', async () => {
        const actor = requireSecondFactor(context);
        return { prompt: await askSignatureFactor(deps, { id, authenticatorId, resend }, actor) };
      }),

    authoriseSignatureRequest: ({ signatureRequestId: id, ...proof }, context) =>
      counted('sign', async () => {
        const { userId } = requireSecondFactor(context);
        const signed = await authoriseSignatureRequest(deps, { id, userId, ...proof }, context);
        const { credentialId, hasDocument } = signed;
        const what = hasDocument ? 'documents signed' : 'digests signed';
        logger.info({ signatureRequestId: id, credentialId, userId }, what);
        return await answer(signed);
      }),

    cancelSignatureRequest: ({ signatureRequestId: id }, context) =>
      counted('cancel', async () => {
        const { userId } = requireSecondFactor(context);
        return await answer(await cancelSignatureRequest(deps, { id, userId }));
      }),

    async getSignatureRequest({ signatureRequestId: id }, context) {
      const { userId } = requireActor(context);
      const request = await findSignatureRequest(db, { id, userId });
      if (request === undefined) throw signatureRequestNotFound();
      return await answer(request);
    },

    async listSignatureRequests({ pageSize, pageToken }, context) {
      const { userId } = requireActor(context);
      const size = readPageSize(pageSize);
      const before = readPageToken(pageToken, [/^sig_[0-9A-Z]{26}$/])?.[0];
      const requests = await listSignatureRequests(db, { userId, before, limit: size + 1 });
      const { page, nextPageToken } = toPage(requests, { size, cursorOf: ({ id }) => [id] });
      return { signatureRequests: await toMessages(page), nextPageToken };
    },
  };
}

function toSignatureRequestMessage(
  request: SignatureRequest,
  { items, now }: { items: readonly SignatureItem[]; now: Date },
): SignatureRequestMessage {
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
    factors: shown?.factors ?? [],
    transactionUri: shown?.transactionUri ?? '',
    transactionQrSvg: shown?.transactionQrSvg ?? '',
    hashAlgorithm: request.hashAlgorithm,
    documents: items.map((item, index) => toDocumentSignature(item, labels[index] ?? '')),
    receipt: request.receipt ?? '',
    soleControlLevel: request.soleControlLevel ?? 0,
    createdAt: request.createdAt,
  };
}

function toDocumentSignature(item: SignatureItem, label: string): DocumentSignature {
  const { documentId, format, level, reason, location, appearance, signedDocumentId } = item;
  return {
    documentId,
    format,
    level,
    label,
    reason,
    location,
    appearance: appearance ?? undefined,
    signedDocumentId: signedDocumentId ?? '',
  };
}
