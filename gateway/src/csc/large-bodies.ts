import { finished, type Writable } from 'node:stream';
import { unavailable } from '@countersign/errors';

/** From this size on a body counts as large, in bytes; so does one whose size is not told. */
const largeBytes = 1024 * 1024;
/** Large bodies that are in memory at a time, of one application and of all. */
const mostOfOne = 3;
const mostOfAll = 8;
const retryAfterSeconds = 2;

/** Keeps the memory that large bodies take within bounds, whoever sends them, and leaves room for other applications. */
export interface LargeBodies {
  /**
   * Takes the place of the body of a request until it is answered or given up. Throws SERVICE_UNAVAILABLE, before anything of
   * the body is read, while there is none.
   */
  admit(headers: Readonly<Record<string, unknown>>, response: Writable, clientId: string): void;
}

/** Makes the places. */
export function createLargeBodies(): LargeBodies {
  const held = new Map<string, number>();
  return {
    admit: ({ 'content-length': told }, response, clientId) => {
      if (typeof told === 'string' && Number(told) < largeBytes) return;
      const own = held.get(clientId) ?? 0;
      const all = [...held.values()].reduce((sum, each) => sum + each, 0);
      if (own >= mostOfOne || all >= mostOfAll) {
        const detail = 'too many large documents are being signed; try again';
        throw unavailable('SERVICE_UNAVAILABLE', detail, { retryAfterSeconds });
      }
      held.set(clientId, own + 1);
      finished(response, () => {
        const left = (held.get(clientId) ?? 1) - 1;
        if (left === 0) held.delete(clientId);
        else held.set(clientId, left);
      });
    },
  };
}
