import { setTimeout as delay } from 'node:timers/promises';
import type { Signature } from '../../../test/src/signing.ts';
import { type SeededRandom, seededRandom } from '../seeded-random.ts';
import type { Signer } from '../signing/people.ts';
import { browse, checkOut } from './guest.ts';
import { LoadBook } from './load-book.ts';
import { LoadClient, type Sent } from './load-client.ts';
import { Resident } from './resident.ts';

export interface LoadOptions {
  /** Address of the gateway, or of what stands before it. */
  url: string;
  /** The payment provider's own address, for its page. */
  sandboxUrl: string;
  /** People with an account, a phone and a credential; each has one session at a time. `enrolPeople` makes them. */
  residents: readonly Signer[];
  /** Guests who browse and buy at the same time. */
  guests: number;
  seed: number;
  /** Pause of each person between two errands: least and most ms. */
  pauseMs: readonly [number, number];
  /** How long a request that had no answer, or 5xx, is repeated with the same Idempotency-Key; 0: never. */
  patienceMs: number;
  /** Told of each request when it is over. */
  onSent?: (sent: Sent) => void;
}

/** Load that runs. */
export interface Load {
  /** What happened so far; it grows. */
  readonly book: LoadBook;
  /** Lets everybody finish his errand, and go. Safe to call again. */
  stop(): Promise<LoadBook>;
  /** What was acknowledged and is not there, as sentences: asks the public API once more, after `stop`. */
  findLost(): Promise<string[]>;
}

/**
 * Steady journeys of people over the public API: guests browse and buy, residents log in with a factor, refresh, look at
 * their own and sign with the code of their app. Whoever ends an errand begins the next one after a pause, until `stop`.
 *
 * Nothing here judges what a failed request means. `book.sent` has every request with its answer or fault, `book.walks`
 * every errand and how it ended, and the rest of the book what was acknowledged:
 * - the faults that a caller allows (503 with Retry-After while something is down) are filtered from `book.sent`;
 * - a walk that was `refused` is always a fault of the product;
 * - `findLost()` tells which acknowledged orders, signatures and sessions are gone; `book.receipts` can beside that be held
 *   against the books by `findLosses` once orders have settled (`settleOrders`).
 *
 * With `patienceMs` 0 an errand ends with its first failed request, and is `abandoned`. With more, requests are repeated
 * as a good front end does it; an errand whose repetition is refused (a code is good once) is `abandoned`, too.
 */
export function startLoad(options: LoadOptions): Load {
  const { residents, guests, seed } = options;
  const book = new LoadBook();
  const stopping = new AbortController();
  const random = seededRandom(seed);
  const clientOf = (who: string) =>
    new LoadClient({
      url: options.url,
      who,
      patienceMs: options.patienceMs,
      onSent: (sent) => {
        book.sent.push(sent);
        options.onSent?.(sent);
      },
    });
  const walk: Walking = { book, stopping: stopping.signal, pauseMs: options.pauseMs };

  let run = 0;
  const ofGuests = Array.from({ length: guests }, async (_, number) => {
    const own = random.fork(`guest ${number}`);
    const api = clientOf(`guest ${number}`);
    const next = () => {
      if (own.chance(0.3)) return { errand: 'browse', walk: () => browse(api, own) };
      run += 1;
      const buying = { run, sandboxUrl: options.sandboxUrl, book };
      return { errand: 'checkout', walk: () => checkOut(api, own, buying) };
    };
    await walkOn(walk, { api, random: own, next, onFailure: () => undefined });
  });
  const people = residents.map((signer, number) => {
    const api = clientOf(`resident ${number}`);
    return { api, resident: new Resident(api, signer, { number, book }), own: random.fork(`resident ${number}`) };
  });
  const ofResidents = people.map(async ({ api, resident, own }) => {
    const next = () => resident.next(own);
    await walkOn(walk, { api, random: own, next, onFailure: () => resident.forget() });
  });
  const ended = Promise.all([...ofGuests, ...ofResidents]);

  return {
    book,
    stop: async () => {
      stopping.abort();
      await ended;
      return book;
    },
    findLost: async () => {
      const api = clientOf('somebody who looks again');
      try {
        const found = await Promise.all([
          findLostOrders(api, book),
          ...people.map(async ({ resident }, number) => await findLostOf(api, resident, { number, book })),
        ]);
        return found.flat();
      } finally {
        for (const { api: own } of people) own.close();
        api.close();
      }
    },
  };
}

interface Walking {
  book: LoadBook;
  stopping: AbortSignal;
  pauseMs: readonly [number, number];
}

interface Walker {
  api: LoadClient;
  random: SeededRandom;
  next: () => { errand: string; walk: () => Promise<void> };
  onFailure: () => void;
}

/** One errand after the other, until it is over. */
async function walkOn({ book, stopping, pauseMs }: Walking, { api, random, next, onFailure }: Walker): Promise<void> {
  // Not all at once in the beginning.
  await rest(random.integer(0, pauseMs[1]), stopping);
  while (!stopping.aborted) {
    const { errand, walk } = next();
    api.begin(errand);
    try {
      // oxlint-disable-next-line no-await-in-loop -- a person does one thing after the other
      await walk();
      book.walks.push({ errand: api.errand, outcome: 'done' });
    } catch (error) {
      onFailure();
      const because = error instanceof Error ? error.message : String(error);
      book.walks.push({ errand: api.errand, outcome: api.failures > 0 ? 'abandoned' : 'refused', because });
    }
    // oxlint-disable-next-line no-await-in-loop
    await rest(random.integer(...pauseMs), stopping);
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

async function findLostOrders(api: LoadClient, { orders, receipts }: LoadBook): Promise<string[]> {
  const completed = new Set(
    receipts.flatMap(({ order, acknowledged }) => (acknowledged.includes('completed') ? [order?.id] : [])),
  );
  const found = await Promise.all(
    orders.map(async ({ id, path, headers }) => {
      const { status, body } = await api.send<{ status?: string }>('GET', path, { headers });
      if (status !== 200) return [`order ${id} was acknowledged and answers ${status}`];
      const isLost = completed.has(id) && ['open', 'cancelled', 'expired'].includes(body.status ?? '');
      return isLost ? [`order ${id} was completed and is ${body.status}`] : [];
    }),
  );
  return found.flat();
}

async function findLostOf(
  api: LoadClient,
  resident: Resident,
  { number, book }: { number: number; book: LoadBook },
): Promise<string[]> {
  const own = book.signatures.filter((signature) => signature.resident === number);
  let token: string | undefined;
  try {
    token = await resident.findToken();
  } catch (error) {
    return [`the session of resident ${number} was acknowledged and is lost: ${String(error)}`];
  }
  // Nothing was acknowledged last: his signatures are looked at by the books only.
  if (token === undefined) return [];
  const found = await Promise.all(
    own.map(async ({ requestId, signatures }) => {
      const path = `/v1/signatures/${requestId}`;
      const { status, body } = await api.send<Signature>('GET', path, { token });
      const isThere = status === 200 && body.state === 'signed' && body.signatures.join() === signatures.join();
      return isThere ? [] : [`${requestId} was signed, and answers ${status} ${body.state}`];
    }),
  );
  return found.flat();
}
