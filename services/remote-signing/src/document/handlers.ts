import { conflict } from '@countersign/errors';
import {
  type Handlers,
  readPageSize,
  readPageToken,
  requireActor,
  requireSecondFactor,
  toPage,
} from '@countersign/grpc';
import type { Document as DocumentMessage, RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import type { RemoteSigningOutcomes } from '../outcomes.ts';
import { readChunk, requireIntact } from './content.ts';
import { type Document, deleteDocument, findDocument, isInUse, listDocuments, lockDocuments } from './store.ts';
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

/** The handlers of stored documents. */
export function createDocumentHandlers(
  deps: DocumentDependencies & { counted: RemoteSigningOutcomes },
): DocumentHandlers {
  const { db, clock, counted } = deps;
  const getDocument = async (id: string, userId: string): Promise<Document> => {
    const document = await findDocument(db, { id, userId, at: clock.now() });
    if (document === undefined) throw documentNotFound();
    return document;
  };
  return {
    startDocument: (request, context) =>
      counted('start_document', async () => {
        const { userId } = requireSecondFactor(context);
        return { document: toDocumentMessage(await startDocument(deps, request, userId)) };
      }),

    async appendDocument(request, context) {
      const { userId } = requireSecondFactor(context);
      await appendToDocument(deps, request, userId);
      return {};
    },

    finishDocument: (request, context) =>
      counted('finish_document', async () => {
        const { userId } = requireSecondFactor(context);
        return { document: toDocumentMessage(await finishDocument(deps, request, userId)) };
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
      const { userId } = requireActor(context);
      return { document: toDocumentMessage(await getDocument(documentId, userId)) };
    },

    async readDocument({ documentId, ordinal }, context) {
      const { userId } = requireSecondFactor(context);
      const document = await getDocument(documentId, userId);
      const { completedAt, chunkCount } = document;
      if (completedAt === null || ordinal >= chunkCount) {
        throw conflict('DOCUMENT_WRONG_STATE', 'this part of the document is not there');
      }
      requireIntact(deps.keyring, document);
      return { content: await readChunk(deps, documentId, ordinal), last: ordinal === chunkCount - 1 };
    },

    async deleteDocument({ documentId }, context) {
      const { userId } = requireSecondFactor(context);
      await getDocument(documentId, userId);
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
