import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Platform, startPlatform } from '@countersign/platform';
import { PlatformDatabases } from '../../test/src/platform-databases.ts';
import { type Books, findLosses, isPaidUnheard, isPassing, type Loss, type Mail, readBooks } from './books.ts';
import { MailCollector } from './mail-collector.ts';
import { PersistentClient } from './persistent-client.ts';
import { planRun, planWeather } from './plan.ts';
import { Provider } from './provider.ts';
import { seededRandom } from './seeded-random.ts';
import { type Receipt, shop } from './shopper.ts';
import { type Wreckage, wreck } from './wreckers.ts';

export interface ProveOptions {
  runs: number;
  seed: number;
  /** Buyers who shop at once. */
  atOnce?: number;
  note: (text: string) => void;
  signal?: AbortSignal;
}

/** What was tried, and what became of it. */
export interface Proof {
  seed: number;
  receipts: Receipt[];
  wreckage: Wreckage;
  /** Orders by where they ended. */
  ends: Record<string, number>;
  /** Requests that had to be sent again. */
  repeatedRequests: number;
  /** Captures beyond the first that the provider made and got back. */
  surplusCaptures: number;
  mails: Mail[];
  losses: Loss[];
  seconds: number;
}

const settleLimitMs = 300_000;

/** Drives buyers through checkouts under faults on a platform of its own, and then reads every book. */
export async function proveCheckout({ runs, seed, atOnce = 8, note, signal }: ProveOptions): Promise<Proof> {
  const begun = performance.now();
  const home = await mkdtemp(path.join(tmpdir(), 'countersign-prove-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(home, { recursive: true, force: true })];
  try {
    note('starting a platform');
    const platform = await startOwnPlatform(home, signal);
    closing.unshift(platform.stop);
    const databases = await PlatformDatabases.of(platform);
    closing.unshift(() => databases.close());
    const provider = await Provider.of(platform);
    const mails = new MailCollector(platform.inboxUrl);
    const api = new PersistentClient(platform.gatewayUrl);
    const world: Place = { platform, databases, provider, mails, api };

    const { receipts, wreckage, taken } = await runWaves(
      { runs, seed, atOnce, note, ...(signal && { signal }) },
      world,
    );
    note('the faults end; waiting until every order has settled');
    await provider.setFaults(undefined);
    const ids = receipts.flatMap(({ order }) => order?.id ?? []);
    await settleOrders(world, ids, note);
    const books = await readAllBooks(world, ids);
    const ends: Record<string, number> = {};
    for (const { status } of books.orders.values()) ends[status] = (ends[status] ?? 0) + 1;
    return {
      seed,
      receipts,
      wreckage,
      ends,
      repeatedRequests: api.repeated,
      surplusCaptures: books.charges.filter(({ refunded }) => refunded > 0).length,
      mails: mails.all,
      losses: [...taken, ...brokenOf(api, platform), ...findLosses(receipts, books)],
      seconds: (performance.now() - begun) / 1000,
    };
  } finally {
    // One after the other, the last opened first.
    // oxlint-disable-next-line no-await-in-loop
    for (const close of closing) await close();
  }
}

/** Answers that no client can act on, with what the processes logged about them. */
function brokenOf({ broken }: PersistentClient, platform: Platform): Loss[] {
  const lines = platform.logs();
  return broken.map(({ request, requestId }) => {
    const said = lines.filter((line) => line.includes(requestId) && line.includes('"err"')).join('\n    ');
    return { run: -1, orderId: '', what: `${request} was answered with 500 ${said}` };
  });
}

interface Place {
  platform: Platform;
  databases: PlatformDatabases;
  provider: Provider;
  mails: MailCollector;
  api: PersistentClient;
}

async function startOwnPlatform(home: string, signal: AbortSignal | undefined): Promise<Platform> {
  process.env['RATE_LIMIT_PER_MINUTE'] = '1000000';
  process.env['RATE_LIMIT_SENSITIVE_PER_MINUTE'] = '1000000';
  return await startPlatform({
    home,
    ports: 'free',
    quiet: true,
    write: () => undefined,
    restartDelay: { firstMs: 200, longestMs: 1_000 },
    ...(signal === undefined ? {} : { signal }),
  });
}

async function runWaves(
  { runs, seed, atOnce = 8, note, signal }: ProveOptions,
  { platform, databases, provider, mails, api }: Place,
) {
  const random = seededRandom(seed);
  const receipts: Receipt[] = [];
  const wreckage: Wreckage = { kills: [], redisEmptied: 0 };
  const taken: Loss[] = [];
  for (let first = 0; first < runs; first += atOnce) {
    signal?.throwIfAborted();
    const weather = planWeather(random.fork(`weather ${first}`));
    // oxlint-disable-next-line no-await-in-loop
    await provider.setFaults(weather.provider);
    const over = new AbortController();
    const orders = new Set<string>();
    const wrecking = wreck(weather, { platform, databases, orders, signal: over.signal });
    const wave = Array.from({ length: Math.min(atOnce, runs - first) }, (_, index) => first + index);
    // A wave is over before the next one begins: weather is for all of it.
    // oxlint-disable-next-line no-await-in-loop
    const done = await Promise.all(
      wave.map((run) =>
        shop(planRun(random.fork(run), run), {
          api,
          sandboxUrl: platform.sandboxUrl,
          onOrder: ({ id }) => void orders.add(id),
          forge: async (order, plan, dueNow) => {
            for (const kind of await provider.forge(api, order, plan, dueNow)) {
              taken.push({ run, orderId: order.id, what: `an event with a ${kind.replace('_', ' ')} was taken` });
            }
          },
        }).catch((error: unknown) => {
          throw new Error(`run ${run} of seed ${seed} could not be walked`, { cause: error });
        }),
      ),
    ).finally(() => over.abort());
    receipts.push(...done);
    // oxlint-disable-next-line no-await-in-loop
    const { kills, redisEmptied } = await wrecking;
    wreckage.kills.push(...kills);
    wreckage.redisEmptied += redisEmptied;
    // The inbox keeps the last thousand messages only.
    // oxlint-disable-next-line no-await-in-loop
    await mails.collect();
    note(`${receipts.length} of ${runs} runs, ${wreckage.kills.length} processes killed`);
  }
  return { receipts, wreckage, taken };
}

/** What the product, the provider and the inbox have about these orders. */
export async function readAllBooks(
  { databases, provider, mails }: Pick<Place, 'databases' | 'provider' | 'mails'>,
  ids: readonly string[],
): Promise<Books> {
  const { charges } = await provider.readBooks();
  await mails.collect();
  return { ...(await readBooks(databases, ids)), charges, mails: mails.all };
}

/** Waits until no order moves by itself any more and every event was delivered, or it takes too long. */
export async function settleOrders(
  { databases, provider, mails }: Pick<Place, 'databases' | 'provider' | 'mails'>,
  ids: readonly string[],
  note: (text: string) => void,
): Promise<void> {
  const until = Date.now() + settleLimitMs;
  let quietSince = Date.now();
  let said = '';
  while (Date.now() < until) {
    // oxlint-disable-next-line no-await-in-loop
    const [{ orders }, { charges, undelivered }, pending] = await Promise.all([
      readBooks(databases, ids),
      provider.readBooks(),
      // An event whose job was killed is worked on again half a minute later, however quiet its order is until then.
      databases.query(
        'order',
        `(select 1 from refunds where status = 'pending' limit 1)
         union all (select 1 from payment_events where handled_at is null limit 1)
         union all (select 1 from mails where sent_at is null limit 1)`,
      ),
    ]);
    const moving = [...orders].filter(([id, book]) => isPassing(book) || isPaidUnheard(id, book, charges)).length;
    const left = `${moving} orders, ${undelivered} deliveries and ${pending.length > 0 ? 'some' : 'no'} other work left`;
    if (undelivered > 0 || pending.length > 0 || moving > 0) quietSince = Date.now();
    if (left !== said) note(left);
    said = left;
    // What was just delivered may still be worked on.
    if (Date.now() - quietSince > 5_000) return;
    // oxlint-disable-next-line no-await-in-loop
    await mails.collect();
    // oxlint-disable-next-line no-await-in-loop
    await delay(1_000);
  }
}
