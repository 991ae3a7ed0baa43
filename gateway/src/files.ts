import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Answers with a file to be saved, never shown: its name for people in UTF-8 (RFC 6266 4.3), beside one that all clients read. */
export function sendFile<Content extends Buffer | Readable>(
  reply: FastifyReply,
  { content, mediaType, fileName }: { content: Content; mediaType: string; fileName: string },
): Content {
  const plain = fileName.replaceAll(/[^\w.-]/g, '_');
  const full = encodeURIComponent(fileName).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  reply
    .type(mediaType)
    .header('content-disposition', `attachment; filename="${plain}"; filename*=UTF-8''${full}`)
    .header('cache-control', 'private, no-store');
  return content;
}
