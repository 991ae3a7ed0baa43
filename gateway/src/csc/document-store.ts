import { createHash, randomUUID } from 'node:crypto';
import { runInContext } from '@countersign/grpc';
import type { FastifyRequest } from 'fastify';
import { pieceLimitMs } from '../documents.ts';
import { getPart } from '../json.ts';
import { inOwnTime } from '../own-time.ts';
import type { CscDeps } from './call.ts';
import type { SignatureFormat } from './signature-formats.ts';

/** Documents of one call, stored for as long as it takes. */
export interface DocumentStore {
  /** Stores a document and returns its id. */
  add(content: Buffer, format: string): Promise<string>;
  /** The content of a document. */
  read(documentId: string): Promise<Buffer>;
  /** Has a document deleted that was made meanwhile. */
  own(documentId: string): void;
  /** Leaves everything where it is. */
  keep(): void;
  /** Deletes what is left; what cannot be deleted ends by its age, and the log tells. */
  clear(): Promise<void>;
}

const chunkBytes = 1024 * 1024;
const mediaTypes: Readonly<Record<SignatureFormat, string>> = {
  pades: 'application/pdf',
  cades: 'application/octet-stream',
};

/** Stores documents by the service that signs them, as the actor of the request. */
export function createDocumentStore(
  remoteSigning: CscDeps['remoteSigning'],
  { call, log }: Pick<FastifyRequest, 'call' | 'log'>,
): DocumentStore {
  const stored = new Set<string>();
  const piece = <T>(work: () => Promise<T>) => inOwnTime(call, pieceLimitMs, work);
  return {
    add: async (content, format) => {
      const { document } = await piece(() =>
        remoteSigning.startDocument({
          name: 'document',
          mediaType: mediaTypes[format as SignatureFormat],
          size: BigInt(content.length),
          idempotencyKey: randomUUID(),
        }),
      );
      const { id: documentId } = getPart(document, 'document');
      stored.add(documentId);
      for (let ordinal = 0; ordinal * chunkBytes < content.length; ordinal += 1) {
        const chunk = content.subarray(ordinal * chunkBytes, (ordinal + 1) * chunkBytes);
        // oxlint-disable-next-line no-await-in-loop
        await piece(() => remoteSigning.appendDocument({ documentId, ordinal, content: chunk }));
      }
      const sha256 = createHash('sha256').update(content).digest();
      await piece(() => remoteSigning.finishDocument({ documentId, sha256 }));
      return documentId;
    },
    read: async (documentId) => {
      const chunks: Buffer[] = [];
      for (let ordinal = 0; ; ordinal += 1) {
        // oxlint-disable-next-line no-await-in-loop
        const { content, last } = await piece(() => remoteSigning.readDocument({ documentId, ordinal }));
        chunks.push(content);
        if (last) return Buffer.concat(chunks);
      }
    },
    own: (documentId) => void stored.add(documentId),
    keep: () => stored.clear(),
    clear: async () => {
      // Also for a client that is gone.
      const own = { ...call, signal: AbortSignal.timeout(pieceLimitMs), deadlineMs: Date.now() + pieceLimitMs };
      const deletions = [...stored].map((documentId) =>
        runInContext(own, async () => await remoteSigning.deleteDocument({ documentId })),
      );
      for (const { status } of await Promise.allSettled(deletions)) {
        if (status === 'rejected') log.warn('a document of a signature stays until it ends by its age');
      }
    },
  };
}
