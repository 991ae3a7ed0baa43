import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { DomainError, invalid } from '@countersign/errors';

/** Times after which an upload is given up. */
export interface UploadLimits {
  /** Without a byte. */
  stallMs: number;
  /** In all. */
  totalMs: number;
}

/** Less than the server's own limit of a request, so that a client hears why. */
export const usualUploadLimits: UploadLimits = { stallMs: 20_000, totalMs: 270_000 };

const chunkBytes = 1024 * 1024;
/** Largest document that is taken. */
export const maxUploadBytes = 50 * chunkBytes;

/** How long, and how much, is still taken of a body that was refused, so that its sender hears why. */
const lingerMs = 10_000;
const lingerBytes = 100 * chunkBytes;

/**
 * Takes a body piece by piece, 1 MiB at most, and hands each on before it takes more: never more than two pieces lie in
 * memory. Returns the SHA-256 of all. Throws `DOCUMENT_TOO_LARGE` beyond 50 MiB, whatever was announced,
 * `REQUEST_TIMEOUT` for a client that is too slow, and `REQUEST_MALFORMED` for a body that breaks off.
 */
export async function receive(
  body: Readable,
  limits: UploadLimits,
  store: (chunk: Buffer, ordinal: number) => Promise<void>,
): Promise<Buffer> {
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  const digest = createHash('sha256');
  const endsAt = Date.now() + limits.totalMs;
  let waiting: Buffer[] = [];
  let [bytes, held, ordinal] = [0, 0, 0];
  const flush = async (least: number) => {
    while (held >= least && held > 0) {
      const all = Buffer.concat(waiting);
      const chunk = all.subarray(0, chunkBytes);
      waiting = chunk.length < all.length ? [all.subarray(chunk.length)] : [];
      held = all.length - chunk.length;
      // oxlint-disable-next-line no-await-in-loop
      await store(chunk, ordinal);
      ordinal += 1;
    }
  };
  try {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop
      const next = await take(pieces, Math.min(limits.stallMs, endsAt - Date.now()));
      if (next.done === true) break;
      bytes += next.value.length;
      if (bytes > maxUploadBytes) throw uploadTooLarge();
      digest.update(next.value);
      waiting.push(next.value);
      held += next.value.length;
      // oxlint-disable-next-line no-await-in-loop
      await flush(chunkBytes);
    }
    await flush(1);
  } catch (error) {
    void linger(body, pieces);
    throw error;
  }
  return digest.digest();
}

/** The refusal of a body that is too large, or says that it will be. */
export function uploadTooLarge(): DomainError {
  return invalid('DOCUMENT_TOO_LARGE', 'a document has at most 50 MiB');
}

/** The next piece of a body. */
async function take(
  pieces: AsyncIterator<Buffer, undefined>,
  limitMs: number,
): Promise<IteratorResult<Buffer, undefined>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const slow = () => reject(invalid('REQUEST_TIMEOUT', 'the document came too slowly; send it again'));
    timer = setTimeout(slow, Math.max(0, limitMs));
  });
  const next = pieces.next().catch((error: unknown) => {
    throw invalid('REQUEST_MALFORMED', 'the body broke off', { cause: error });
  });
  try {
    return await Promise.race([next, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Takes what still comes and drops it; a sender that goes on for too long is cut off. */
async function linger(body: Readable, pieces: AsyncIterator<Buffer, undefined>): Promise<void> {
  const endsAt = Date.now() + lingerMs;
  try {
    for (let left = lingerBytes; left > 0; ) {
      // oxlint-disable-next-line no-await-in-loop
      const next = await take(pieces, endsAt - Date.now());
      if (next.done === true) return;
      left -= next.value.length;
    }
  } catch {
    // It broke off, or came too slowly.
  }
  body.destroy();
}
