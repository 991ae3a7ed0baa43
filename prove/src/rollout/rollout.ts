import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Platform } from '@countersign/platform';
import { PlatformDatabases } from '../../../test/src/platform-databases.ts';
import { startTestPlatform } from '../../../test/src/test-platform.ts';
import { findLosses } from '../books.ts';
import { readAllBooks, settleOrders } from '../checkout.ts';
import { enrolPeople } from '../load/enrol-people.ts';
import { type Load, startLoad } from '../load/load.ts';
import type { LoadBook } from '../load/load-book.ts';
import type { Sent } from '../load/load-client.ts';
import { MailCollector } from '../mail-collector.ts';
import { Provider } from '../provider.ts';
import { startBalancer } from './balancer.ts';

export interface RolloutOptions {
  /** Rounds of restarts are begun for so long; one is always done. */
  seconds: number;
  seed: number;
  /** Services whose instances are restarted; all of them, and the gateways, when absent. */
  only?: readonly string[];
  /** Whether one instance of each service is restarted at the same time, instead of one after the other. */
  together?: boolean;
  /** DRAIN_SECONDS of the processes. */
  drainSeconds?: number;
  note: (text: string) => void;
  signal?: AbortSignal;
}

/** One instance that was ended and came back. */
export interface Restart {
  instance: string;
  /** Ms since the epoch. */
  fromMs: number;
  untilMs: number;
}

/** What was done, and what became of the requests meanwhile. */
export interface RolloutProof {
  seed: number;
  drainSeconds: number;
  requests: number;
  /** Requests and failures by route. */
  routes: Record<string, { requests: number; failures: number }>;
  errands: Record<string, number>;
  restarts: Restart[];
  /** Requests that failed, with what was being restarted then, and whatever was acknowledged and lost, as sentences. */
  faults: string[];
  /** Orders that were acknowledged as completed, and those that the books have as completed. */
  ordersCompleted: number;
  ordersInBooks: number;
  signatures: number;
  longestMs: number;
  longestRoute: string;
  seconds: number;
}

const residents = 3;
const guests = 3;
const pauseMs = [50, 400] as const;

/**
 * Restarts every process of a platform that has two of each, one after the other, while people use it by way of a balancer.
 * Nobody repeats anything: each request that had no answer, or one of 5xx or 429, is a fault.
 */
export async function proveRollout(options: RolloutOptions): Promise<RolloutProof> {
  const { seed, drainSeconds = 4, note, signal } = options;
  const begun = performance.now();
  const home = await mkdtemp(path.join(tmpdir(), 'countersign-rollout-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(home, { recursive: true, force: true, maxRetries: 5 })];
  try {
    const balancer = await startBalancer();
    closing.unshift(() => balancer.close());
    process.env['RATE_LIMIT_PER_MINUTE'] = '1000000';
    process.env['RATE_LIMIT_SENSITIVE_PER_MINUTE'] = '1000000';
    process.env['PUBLIC_URL'] = balancer.url;
    process.env['DRAIN_SECONDS'] = String(drainSeconds);
    note('starting a platform with two of everything');
    const { platform, inboxUrl, inviteOperator, stop } = await startTestPlatform(path.join(home, 'platform'), {
      replicas: 2,
      ...(signal === undefined ? {} : { signal }),
    });
    closing.unshift(stop);
    await balancer.watch(['gateway', 'gateway-2'].map((name) => platform.ports[name] ?? 0));
    const databases = await PlatformDatabases.of(platform);
    closing.unshift(() => databases.close());
    const provider = await Provider.of(platform);
    const mails = new MailCollector(inboxUrl);

    note('people enrol');
    const { url } = balancer;
    const people = await enrolPeople({ url, inboxUrl, inviteOperator, folder: home, count: residents });
    const { sandboxUrl } = platform;
    const load = startLoad({ url, sandboxUrl, residents: people, guests, seed, pauseMs, patienceMs: 0 });
    closing.unshift(() => load.stop());
    const restarts = await restartAll(platform, load, options, () => mails.collect());

    const book = await load.stop();
    note('the load ends; waiting until every order has settled');
    const ids = book.orders.map(({ id }) => id);
    await settleOrders({ databases, provider, mails }, ids, note);
    const books = await readAllBooks({ databases, provider, mails }, ids);
    const completed = book.receipts.filter(({ acknowledged }) => acknowledged.includes('completed'));
    const inBooks = completed.filter(({ order }) => books.orders.get(order?.id ?? '')?.status === 'completed');
    const longest = book.sent.reduce<Sent | undefined>(
      (most, one) => (one.tookMs > (most?.tookMs ?? -1) ? one : most),
      undefined,
    );
    return {
      seed,
      drainSeconds,
      requests: book.sent.length,
      routes: countRoutes(book.sent),
      errands: countErrands(book),
      restarts,
      faults: [
        ...findFailures(book, restarts),
        ...(await load.findLost()),
        ...findLosses(book.receipts, books).map(({ orderId, what }) => `${orderId} ${what}`),
        ...findMissing(book),
      ],
      ordersCompleted: completed.length,
      ordersInBooks: inBooks.length,
      signatures: book.signatures.length,
      longestMs: Math.round(longest?.tookMs ?? 0),
      longestRoute: longest?.route ?? '',
      seconds: (performance.now() - begun) / 1_000,
    };
  } finally {
    // One after the other, the last opened first.
    // oxlint-disable-next-line no-await-in-loop
    for (const close of closing) await close();
  }
}

/** Whether a request failed for somebody who repeats nothing. */
export function isFailure({ status, fault }: Pick<Sent, 'status' | 'fault'>): boolean {
  return fault !== undefined || status === undefined || status >= 500 || status === 429;
}

async function restartAll(
  platform: Platform,
  { book }: Load,
  { seconds, only, together = false, note, signal }: RolloutOptions,
  afterEach: () => Promise<void>,
): Promise<Restart[]> {
  const chosen = platform.instances.filter((instance) => only?.includes(instance.replace(/-2$/, '')) ?? true);
  // First all that have no number: never both of a service at once.
  const [first, second] = [chosen.filter((name) => !name.endsWith('-2')), chosen.filter((name) => name.endsWith('-2'))];
  const steps = together ? [first, second] : first.flatMap((name) => [[name], [`${name}-2`]]);
  const restarts: Restart[] = [];
  const until = performance.now() + seconds * 1_000;
  do {
    for (const instances of steps) {
      signal?.throwIfAborted();
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      await Promise.all(
        instances.map(async (instance) => {
          const fromMs = Date.now();
          await platform.restart(instance);
          restarts.push({ instance, fromMs, untilMs: Date.now() });
        }),
      );
      // oxlint-disable-next-line no-await-in-loop
      await afterEach();
      const failed = book.sent.filter(isFailure).length;
      note(`${instances.join(', ')} restarted; ${book.sent.length} requests, ${failed} failed`);
    }
  } while (performance.now() < until);
  return restarts;
}

function findFailures({ sent, walks }: LoadBook, restarts: readonly Restart[]): string[] {
  const failed = sent.filter(isFailure).map(({ route, errand, atMs, tookMs, status, code, fault, requestId }) => {
    const meanwhile = restarts
      .filter(({ fromMs, untilMs }) => fromMs <= atMs + tookMs && untilMs >= atMs)
      .map(({ instance, fromMs }) => `${instance} (since ${((atMs - fromMs) / 1_000).toFixed(1)} s)`);
    const said = fault ?? `${status} ${code ?? ''}`;
    return `${route}: ${said} after ${Math.round(tookMs)} ms, ${errand}, request ${requestId ?? 'without an id'}; restarting: ${meanwhile.join(', ') || 'nothing'}`;
  });
  const refused = walks.filter(({ outcome }) => outcome === 'refused');
  return [...failed, ...refused.map(({ errand, because }) => `${errand} was refused: ${because}`)];
}

/** Errands that nobody got done prove nothing about themselves. */
function findMissing(book: LoadBook): string[] {
  const done = countErrands(book);
  return ['browse', 'checkout', 'login', 'refresh', 'sign']
    .filter((errand) => done[errand] === undefined)
    .map((errand) => `nobody got as far as ${errand}, which proves nothing`);
}

function countErrands({ walks }: LoadBook): Record<string, number> {
  const done: Record<string, number> = {};
  for (const { errand, outcome } of walks) {
    const name = errand.replace(/^.*: /, '');
    if (outcome === 'done') done[name] = (done[name] ?? 0) + 1;
  }
  return done;
}

function countRoutes(sent: readonly Sent[]): RolloutProof['routes'] {
  const routes: RolloutProof['routes'] = {};
  for (const one of sent) {
    const figures = (routes[one.route] ??= { requests: 0, failures: 0 });
    figures.requests += 1;
    if (isFailure(one)) figures.failures += 1;
  }
  return routes;
}
