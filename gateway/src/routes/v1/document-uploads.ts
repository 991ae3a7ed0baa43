import { Readable } from 'node:stream';
import { conflict } from '@countersign/errors';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { RemoteSigningClient } from '../../clients.ts';
import { DocumentSchema, pieceLimitMs, toDocumentJson } from '../../documents.ts';
import { getPart } from '../../json.ts';
import { inOwnTime } from '../../own-time.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, IdempotencyKey, text } from '../../schemas.ts';
import { maxUploadBytes, receive, type UploadLimits, uploadTooLarge } from '../../uploads.ts';

const rawBody = { type: 'string', format: 'binary', description: 'The document itself, of any type; 50 MiB at most.' };

const create = {
  operationId: 'createDocument',
  summary: 'Store a document',
  description:
    'R9: the body is the document, its Content-Type says what it is. It is kept sealed for seven days; all documents of a user have 500 MiB.',
  tags: ['Signing'],
  consumes: ['application/octet-stream', 'application/pdf'],
  headers: Type.Object({ 'Idempotency-Key': IdempotencyKey }),
  querystring: closed({
    name: Type.Optional(
      text({
        description: 'Name for people; by default the file name of the header Content-Disposition, or `document`.',
        maxLength: 255,
        example: 'contract.pdf',
      }),
    ),
  }),
  response: { 201: DocumentSchema },
};

/** `POST /v1/documents`: a scope of its own, because its body is a file of any type. */
export const documentUploadRoutes: FastifyPluginAsyncTypebox<{
  remoteSigning: RemoteSigningClient;
  limits: UploadLimits;
}> = async (app, { remoteSigning, limits }) => {
  app.removeAllContentTypeParsers();
  // As it comes: nothing is read before the route wants it.
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.post(
    '/documents',
    {
      schema: create,
      bodyLimit: maxUploadBytes,
      config: {
        acr: twoFactors,
        rawBody,
        problems: {
          400: ['DOCUMENT_INVALID'],
          408: ['REQUEST_TIMEOUT'],
          409: ['DOCUMENT_SPACE_EXHAUSTED', 'DOCUMENT_WRONG_STATE', 'CHUNK_OUT_OF_ORDER'],
          413: ['DOCUMENT_TOO_LARGE'],
        },
      },
    },
    async ({ headers, query, call, body }, reply) => {
      const announced = Number(headers['content-length'] ?? 0);
      if (announced > maxUploadBytes) throw uploadTooLarge();
      const [mediaType = ''] = (headers['content-type'] ?? 'application/octet-stream').split(';');
      const { document: started } = await remoteSigning.startDocument({
        name: query.name ?? readFileName(headers['content-disposition']) ?? 'document',
        mediaType: mediaType.trim().toLowerCase(),
        size: BigInt(announced),
        idempotencyKey: headers['idempotency-key'],
      });
      const { id: documentId, complete, sha256: known } = getPart(started, 'document');
      const piece = <T>(work: () => Promise<T>) => inOwnTime(call, pieceLimitMs, work);
      const content = body instanceof Readable ? body : Readable.from([]);
      const sha256 = await receive(content, limits, async (chunk, ordinal) => {
        // A repetition is only compared with what is stored.
        if (!complete) await piece(() => remoteSigning.appendDocument({ documentId, ordinal, content: chunk }));
      });
      if (complete && !sha256.equals(known)) {
        throw conflict(
          'IDEMPOTENCY_KEY_REUSED',
          'this Idempotency-Key came with another request before; choose a new one',
        );
      }
      const { document } = await piece(() => remoteSigning.finishDocument({ documentId, sha256 }));
      const json = toDocumentJson(document);
      reply.code(201).header('location', `/v1/documents/${json.id}`);
      return json;
    },
  );
};

/** The file name of a Content-Disposition (RFC 6266 4.3); undefined when there is none that can be read. */
function readFileName(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      return undefined;
    }
  }
  const quoted = /;\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(header)?.[1]?.replaceAll(/\\(.)/g, '$1');
  return quoted ?? /;\s*filename\s*=\s*([^;\s"]+)/i.exec(header)?.[1];
}
