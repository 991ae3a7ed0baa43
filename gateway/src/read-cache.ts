import { createHash } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';

/** An answer as it is sent. */
export interface CachedAnswer {
  bytes: Buffer;
  /** Strong entity tag (RFC 9110 8.8.3). */
  etag: string;
  /** Headers that are the same whoever asks. */
  headers: Readonly<OutgoingHttpHeaders>;
}

interface Entry extends CachedAnswer {
  usableUntilMs: number;
}

export interface ReadCacheOptions {
  /** Asks for a value that changes exactly when any answer may change. */
  readGeneration: () => Promise<string>;
  now: () => number;
}

/** Longest that an answer is used: what it says of the present moment is then as old as that. */
const longestMs = 5_000;
/** How often the generation is asked for while there are readers, and how long its last answer is believed. */
const askEveryMs = 1_000;
const believedMs = 10_000;
// Whoever asks for ever new things must not fill the memory: oldest out.
const mostEntries = 500;
const largestBytes = 256 * 1024;

/**
 * Keeps answers to public reads as bytes. All are dropped when the generation changes, none is used while the generation
 * has not been heard of for ten seconds, and each is used for five seconds at most.
 */
export function createReadCache({ readGeneration, now }: ReadCacheOptions) {
  const entries = new Map<string, Entry>();
  let generation: string | undefined;
  let heardAtMs = Number.NEGATIVE_INFINITY;
  let askedAtMs = Number.NEGATIVE_INFINITY;

  const ask = (): void => {
    if (now() - askedAtMs < askEveryMs) return;
    askedAtMs = now();
    readGeneration().then(
      (read) => {
        if (read !== generation) entries.clear();
        generation = read;
        heardAtMs = now();
      },
      // Not heard: after a while nothing is believed any more.
      () => {},
    );
  };

  return {
    /** The answer to use, or undefined when the question must be asked. */
    find(key: string): CachedAnswer | undefined {
      ask();
      const entry = entries.get(key);
      if (entry === undefined || now() >= entry.usableUntilMs || now() - heardAtMs > believedMs) return undefined;
      return entry;
    },

    /** What the generation is now; to be given back with the answer that was asked for after this. */
    generation: (): string | undefined => generation,

    /**
     * Keeps an answer, unless the generation has changed since it was asked for; `until` is the moment from which it
     * may be wrong.
     */
    keep(
      key: string,
      payload: string | Buffer,
      { since, until, headers = {} }: { since: string | undefined; until?: number; headers?: OutgoingHttpHeaders },
    ): CachedAnswer {
      const bytes = Buffer.from(payload);
      const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`;
      const answer = { bytes, etag, headers: { ...headers, etag } };
      if (since === undefined || since !== generation || bytes.length > largestBytes) return answer;
      const usableUntilMs = Math.min(now() + longestMs, until ?? Number.POSITIVE_INFINITY);
      entries.delete(key);
      entries.set(key, { ...answer, usableUntilMs });
      if (entries.size > mostEntries) entries.delete(entries.keys().next().value ?? '');
      return answer;
    },

    size: () => entries.size,
  };
}

export type ReadCache = ReturnType<typeof createReadCache>;
