import { conflict } from '@countersign/errors';
import {
  type CallContext,
  type ClientScope,
  type Handlers,
  readPageSize,
  readPageToken,
  requireActor,
  requireSecondFactor,
  toPage,
} from '@countersign/grpc';
import type { Document as DocumentMessage, RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import type { OAuthDependencies } from '../oauth/dependencies.ts';
import { requireGrant } from '../oauth/grant-use.ts';
import type { RemoteSigningOutcomes } from '../outcomes.ts';
import { readChunk, requireIntact } from './content.ts';
import {
  type Document,
  type DocumentOwner,
  deleteDocument,
  findDocument,
  isInUse,
  listDocuments,
  lockDocuments,
} from './store.ts';
import {
  appendToDocument,
  type DocumentDependencies,
  documentNotFound,
  finishDocument,
  startDocument,
} from './upload.ts';

type DocumentHandlers = Pick<
  Handlers<typeof RemoteSigningServiceService>,
  | 'startDocument'
  | 'appendDocument'
  | 'finishDocument'
  | 'listDocuments'
  | 'getDocument'
  | 'readDocument'
  | 'deleteDocument'
>;

/** Tokens of applications that store documents to sign them, and fetch what came of it. */
const scopes: readonly ClientScope[] = ['service', 'credential'];

/** The handlers of stored documents. An application sees those that it stored itself or had made, and the user his own. */
export function createDocumentHandlers(
  deps: DocumentDependencies & Pick<OAuthDependencies, 'clients' | 'logger'> & { counted: RemoteSigningOutcomes },
): DocumentHandlers {
  const { db, clock, counted } = deps;
  const ownerOf = async (context: CallContext): Promise<DocumentOwner> => {
    const { userId, client } = requireSecondFactor(context, { scopes });
    if (client === undefined) return { userId };
    await requireGrant(deps, context, { scopes });
    return { userId, clientId: client.id };
  };
  const getDocument = async (id: string, owner: DocumentOwner): Promise<Document> => {
    const document = await findDocument(db, { id, ...owner, at: clock.now() });
    if (document === undefined) throw documentNotFound();
    return document;
  };
  return {
    startDocument: (request, context) =>
      counted('start_document', async () => {
        return { document: toDocumentMessage(await startDocument(deps, request, await ownerOf(context))) };
      }),

    async appendDocument(request, context) {
      await appendToDocument(deps, request, await ownerOf(context));
      return {};
    },

    finishDocument: (request, context) =>
      counted('finish_document', async () => {
        return { document: toDocumentMessage(await finishDocument(deps, request, await ownerOf(context))) };
      }),

    async listDocuments({ pageSize, pageToken }, context) {
      const { userId } = requireActor(context);
      const size = readPageSize(pageSize);
      const before = readPageToken(pageToken, [/^doc_[0-9A-Z]{26}$/])?.[0];
      const documents = await listDocuments(db, { userId, before, at: clock.now(), limit: size + 1 });
      const { page, nextPageToken } = toPage(documents, { size, cursorOf: ({ id }) => [id] });
      return { documents: page.map(toDocumentMessage), nextPageToken };
    },

    async getDocument({ documentId }, context) {
      const isOwn = context.actor?.client === undefined;
      const owner = isOwn ? { userId: requireActor(context).userId } : await ownerOf(context);
      return { document: toDocumentMessage(await getDocument(documentId, owner)) };
    },

    async readDocument({ documentId, ordinal }, context) {
      const document = await getDocument(documentId, await ownerOf(context));
      const { completedAt, chunkCount } = document;
      if (completedAt === null || ordinal >= chunkCount) {
        throw conflict('DOCUMENT_WRONG_STATE', 'this part of the document is not there');
      }
      requireIntact(deps.keyring, document);
      return { content: await readChunk(deps, documentId, ordinal), last: ordinal === chunkCount - 1 };
    },

    async deleteDocument({ documentId }, context) {
      await getDocument(documentId, await ownerOf(context));
      await db.transaction().execute(async (trx) => {
        await lockDocuments(trx, [documentId]);
        if (await isInUse(trx, documentId)) {
          throw conflict('DOCUMENT_IN_USE', 'a signature over this document is awaited; cancel that first');
        }
        await deleteDocument(trx, documentId);
      });
      return {};
    },
  };
}

function toDocumentMessage(document: Document): DocumentMessage {
  const { id, name, mediaType, size, sha256, completedAt, createdAt, expiresAt, signatureRequestId } = document;
  return {
    id,
    name,
    mediaType,
    size: BigInt(size),
    sha256: sha256 ?? Buffer.alloc(0),
    complete: completedAt !== null,
    createdAt,
    expiresAt,
    signatureRequestId: signatureRequestId ?? '',
  };
}
