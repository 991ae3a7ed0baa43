import { Readable } from 'node:stream';
import type { CallContext } from '@countersign/grpc';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { RemoteSigningClient } from '../../clients.ts';
import { DocumentSchema, pieceLimitMs, toDocumentJson } from '../../documents.ts';
import { sendFile } from '../../files.ts';
import { getPart } from '../../json.ts';
import { inOwnTime } from '../../own-time.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, id, nothing } from '../../schemas.ts';

const listAll = {
  operationId: 'listDocuments',
  summary: 'List the own documents',
  description: 'R9: newest first, uploaded and signed ones.',
  tags: ['Signing'],
  querystring: closed(pageQuery),
  response: { 200: page(DocumentSchema, 'One page of documents.') },
};

const params = closed({ documentId: id('doc', 'the document') });

const get = {
  operationId: 'getDocument',
  summary: 'Read about a document',
  description: 'R9: without its content.',
  tags: ['Signing'],
  params,
  response: { 200: DocumentSchema },
};

const download = {
  operationId: 'downloadDocument',
  summary: 'Download a document',
  description: 'R9: its content, under its name, as a file to be saved.',
  tags: ['Signing'],
  params,
  response: {
    200: {
      description: 'The content.',
      content: { 'application/octet-stream': { schema: Type.Unsafe<Readable>({ type: 'string', format: 'binary' }) } },
    },
  },
};

const remove = {
  operationId: 'deleteDocument',
  summary: 'Delete a document',
  description: 'R9: what was signed with it stays signed.',
  tags: ['Signing'],
  params,
  response: { 204: nothing('It is gone.') },
};

const missing = { 404: ['DOCUMENT_NOT_FOUND'] };

/** `/v1/documents`, all but storing one. */
export const documentRoutes: FastifyPluginAsyncTypebox<{ remoteSigning: RemoteSigningClient }> = async (
  app,
  { remoteSigning },
) => {
  app.get(
    '/documents',
    { schema: listAll, config: { acr: twoFactors, problems: { 400: ['PAGE_TOKEN_INVALID'] } } },
    async ({ query }) => {
      const { documents, nextPageToken } = await remoteSigning.listDocuments(toPageRequest(query));
      return toPageJson(documents.map(toDocumentJson), nextPageToken);
    },
  );

  app.get(
    '/documents/:documentId',
    { schema: get, config: { acr: twoFactors, problems: missing } },
    async (request) => {
      const { document } = await remoteSigning.getDocument(request.params);
      return toDocumentJson(document);
    },
  );

  app.get(
    '/documents/:documentId/content',
    { schema: download, config: { acr: twoFactors, problems: { ...missing, 409: ['DOCUMENT_WRONG_STATE'] } } },
    async ({ params: { documentId }, call }, reply) => {
      const { document } = await remoteSigning.getDocument({ documentId });
      const { name, mediaType, size } = getPart(document, 'document');
      const pieces = readPieces(remoteSigning, documentId, call);
      // The first piece decides whether there is a file at all: a refusal must not begin as one.
      const first = await pieces.next();
      const content = Readable.from(after(first, pieces), { objectMode: false, highWaterMark: 1 });
      reply.header('content-length', String(size));
      return sendFile(reply, { content, mediaType, fileName: name });
    },
  );

  app.delete(
    '/documents/:documentId',
    { schema: remove, config: { acr: twoFactors, problems: { ...missing, 409: ['DOCUMENT_IN_USE'] } } },
    async (request, reply) => {
      await remoteSigning.deleteDocument(request.params);
      reply.code(204);
      return null;
    },
  );
};

/** The content piece by piece; the next one is asked for when the client has taken the one before. */
async function* readPieces(
  remoteSigning: RemoteSigningClient,
  documentId: string,
  call: CallContext,
): AsyncGenerator<Buffer, void> {
  for (let ordinal = 0; ; ordinal += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const { content, last } = await inOwnTime(call, pieceLimitMs, () =>
      remoteSigning.readDocument({ documentId, ordinal }),
    );
    yield content;
    if (last) return;
  }
}

async function* after<T>(first: IteratorResult<T, void>, rest: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
