import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { DatabaseOwner } from '../../../test/src/platform-databases.ts';
import { findLosses } from '../books.ts';
import { readAllBooks, settleOrders } from '../checkout.ts';
import type { Load } from '../load/load.ts';
import { PersistentClient } from '../persistent-client.ts';
import { Provider } from '../provider.ts';
import { type BatchRow, findSigningFaults, type SigningBooks, type SigningReceipt } from '../signing/books.ts';
import { readSigningBooks } from '../signing/reading.ts';
import type { LoadedPlace } from './place.ts';

/** What the books say when everything has settled. */
export interface BookCheck {
  orders: Record<string, number>;
  signatures: number;
  /** Signatures that were interrupted and not given up yet: that takes up to four minutes, for which a short run does not wait. */
  interrupted: number;
  /** Announcements of all services, all of them carried. */
  announcements: number;
  /** What was acknowledged and is not there, or is there twice, as sentences. */
  lost: string[];
}

const announcing: readonly DatabaseOwner[] = ['order', 'enrollment', 'identity', 'second-factor', 'remote-signing'];
const settleLimitMs = 240_000;
/** A batch of the signer that has no signature two minutes after it was reserved is given up in the round of that minute. */
const givenUpAfterMs = 200_000;

/** Waits until nothing moves any more, and holds what people were told against every book. */
export async function checkBooks({
  place,
  load,
  note,
  short,
}: {
  place: LoadedPlace;
  load: Load;
  note: (text: string) => void;
  /** Does not wait until interrupted signatures are given up. */
  short: boolean;
}): Promise<BookCheck> {
  const { platform, databases, people, mails } = place;
  const { book } = load;
  const provider = await Provider.of(platform);
  const ids = book.orders.map(({ id }) => id);
  note('waiting until every order and signature has settled');
  await settleOrders({ databases, provider, mails }, ids, note);
  const unfinished = await settleRest(place, { forSignatures: !short });
  const books = await readAllBooks({ databases, provider, mails }, ids);
  const orders: Record<string, number> = {};
  for (const { status } of books.orders.values()) orders[status] = (orders[status] ?? 0) + 1;
  const losses = findLosses(book.receipts, books);
  const signing = await readSigningBooks(databases, {
    api: new PersistentClient(platform.gatewayUrl),
    signers: people,
    signerKilledAt: [],
  });
  const all = await readSigningReceipts(place, load);
  const isLeft = ({ state, answers }: SigningReceipt) => short && state === 'signing' && answers.length === 0;
  const receipts = all.map((receipt) => (isLeft(receipt) ? { ...receipt, state: 'interrupted' } : receipt));
  const announcements = await Promise.all(
    announcing.map(async (owner) => await databases.query<{ id: string }>(owner, 'select id from outbox')),
  );
  return {
    orders,
    interrupted: receipts.filter(({ state }) => state === 'interrupted').length,
    signatures: receipts.filter(({ state }) => state === 'signed').length,
    announcements: announcements.flat().length,
    lost: [
      ...(await load.findLost()),
      ...losses.map(({ orderId, what }) => `order ${orderId}: ${what}`),
      ...findSigningFaults(receipts, interruptedIn(short ? withoutLately(signing) : signing, receipts)).map(
        ({ subject, what }) => `${subject}: ${what}`,
      ),
      ...unfinished,
      ...(await findFailedJobs(place)),
      ...(book.receipts.length + book.signatures.length > 0 ? [] : ['nothing was done, which proves nothing']),
    ],
  };
}

/** The books without calls of the signer that were cut off so lately that they cannot have been given up. */
function withoutLately(books: SigningBooks): SigningBooks {
  const before = Date.now() - givenUpAfterMs;
  const isDue = ({ signedAt, lostAt, reservedAt }: BatchRow) =>
    signedAt !== null || lostAt !== null || reservedAt.getTime() < before;
  return { ...books, batches: books.batches.filter(isDue) };
}

/** The books, in which requests that were interrupted are called so. */
function interruptedIn(books: SigningBooks, receipts: readonly SigningReceipt[]): SigningBooks {
  const left = new Set(receipts.flatMap(({ requestId, state }) => (state === 'interrupted' ? [requestId] : [])));
  const requests = [...books.requests].map(
    ([id, book]) => [id, left.has(id) ? { ...book, state: 'interrupted' } : book] as const,
  );
  return { ...books, requests: new Map(requests) };
}

/** What people asked to sign and were told, as it is in their requests and in what they were handed out. */
async function readSigningReceipts({ databases }: LoadedPlace, { book }: Load): Promise<SigningReceipt[]> {
  const handedOut = new Map(book.signatures.map(({ requestId, signatures }) => [requestId, signatures]));
  const requests = await databases.query<
    Pick<SigningReceipt, 'requestId' | 'credentialId' | 'digests' | 'state'> & { receipt: string | null }
  >(
    'remote-signing',
    `select id as "requestId", credential_id as "credentialId", state, receipt,
       array(select encode(one, 'hex') from unnest(digests) with ordinality as d (one, n) order by n) as digests
     from signature_requests`,
  );
  return requests.map(({ receipt, ...request }, run) => {
    const told = handedOut.get(request.requestId);
    return {
      ...request,
      run,
      wantsDocuments: false,
      answers: told === undefined ? [] : ['signed'],
      handedOut: (told ?? []).map((signature) => Buffer.from(signature, 'base64').toString('hex')),
      receipt: receipt ?? undefined,
      findings: [],
    };
  });
}

/** Waits until every announcement was carried and nothing is being signed; says what is left when that takes too long. */
async function settleRest(
  { databases }: LoadedPlace,
  { forSignatures }: { forSignatures: boolean },
): Promise<string[]> {
  const until = Date.now() + settleLimitMs;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const [uncarried, signing, reserved] = await Promise.all([
      Promise.all(
        announcing.map(async (owner) => {
          const rows = await databases.query<{ topic: string }>(
            owner,
            'select distinct topic from outbox where sent_at is null',
          );
          return rows.map(({ topic }) => `${owner} never carried ${topic}`);
        }),
      ),
      databases.query<{ id: string }>('remote-signing', `select id from signature_requests where state = 'signing'`),
      databases.query<{ id: string }>('signer', 'select id from batches where signed_at is null and lost_at is null'),
    ]);
    const left = [
      ...uncarried.flat(),
      ...(forSignatures ? [...signing, ...reserved] : []).map(({ id }) => `${id} is being signed for ever`),
    ];
    if (left.length === 0 || Date.now() > until) return left;
    // oxlint-disable-next-line no-await-in-loop
    await delay(1_000);
  }
}

/** Jobs that were given up: none may be, for every fault has passed. */
async function findFailedJobs({ platform }: LoadedPlace): Promise<string[]> {
  const password = (await readFile(path.join(platform.home, 'secrets', 'redis-password'), 'utf8')).trim();
  const redis = new Redis(`redis://:${password}@127.0.0.1:${platform.ports['redis']}`);
  try {
    const keys = await redis.keys('countersign:*:failed');
    const failed = await Promise.all(keys.map(async (key) => ({ key, ids: await redis.zrange(key, '0', '-1') })));
    const jobs = await Promise.all(
      failed.flatMap(({ key, ids }) =>
        ids.map(async (id) => {
          const [name, reason] = await redis.hmget(key.replace(/failed$/, id), 'name', 'failedReason');
          return `job ${name} (${id}) was given up: ${reason}`;
        }),
      ),
    );
    return jobs;
  } finally {
    redis.disconnect();
  }
}
