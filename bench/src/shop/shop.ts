import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Platform, startPlatform } from '@countersign/platform';
import type { AccountJson } from '../baseline/account.ts';
import { startBaselines, startBytes } from '../baseline/baselines.ts';
import type { BenchmarkContext, Report } from '../benchmark.ts';
import { startChild } from '../child.ts';
import type { LoadOptions, LoadResult } from '../load.ts';
import { readCpuUs, readPlatformPids } from '../processes.ts';
import { type Measurement, measureInRounds, ratio, summarise } from '../rounds.ts';
import { buy, fillCart, quoteRequest, type ShopAddress } from './buyer.ts';
import type { BuyersOptions } from './buyers.ts';
import { countUnit } from './counting.ts';
import { orderDatabaseUrl } from './databases.ts';
import { watchEnrolments } from './enrolments.ts';
import { describeShop, hopName, ordersName, quotesName, type ShopReport } from './shop-report.ts';
import { countingSettings } from './statements.ts';

/** Something that is measured in turns with the others. */
interface Subject {
  name: string;
  /** The processes that take part, by name, without the load generator. */
  parts: ReadonlyMap<string, number>;
  generatorPid: number;
  run: (seconds: number) => Promise<LoadResult>;
}

const rounds = 3;
const connections = 16;
const inFlight = 16;
const countedOrders = 7;
const settleMs = 4_000;
const restMs = 5_000;
const reads = ['/v1/products', '/v1/products/tls-ov-multi', '/v1/storefront'] as const;
/** What stands in for the outside world, and what measures. */
const outside = ['sandbox', 'inbox', 'launcher'];

/**
 * Measures complete orders from the cart to the enrolled account, quotes, and reads of the catalog, in turns with a bare
 * route with one gRPC hop and bare routes that send the same bytes; and counts what one order alone makes the platform do.
 */
export async function measureShop(context: BenchmarkContext): Promise<Report> {
  const { closing, note, seconds } = context;
  note('starting the platform from an empty state folder');
  const platform = await startEmptyPlatform(context);
  const address: ShopAddress = { url: platform.gatewayUrl, sandboxUrl: platform.sandboxUrl };
  const parts = await readPlatformPids(platform.home);
  // Here this process is the launcher.
  parts.set('launcher', process.pid);
  const databaseUrl = await orderDatabaseUrl(platform);
  const enrolments = await watchEnrolments(databaseUrl);
  closing.add(() => enrolments.close());
  const buyOne = async (): Promise<void> => await enrolments.wait(await buy(address));

  note('counting what one order alone costs');
  // The first ones fill caches and open connections.
  await buyOne();
  await buyOne();
  const unit = await countUnit(platform, countedOrders, buyOne);

  note('measuring what it costs at rest');
  const atRestMs = await measureRest(parts);
  const subjects = await prepareSubjects({ address, parts, databaseUrl }, context);
  const measured = await measureSubjects(subjects, context);
  const of = (name: string): Measurement[] => measured.get(name) ?? [];
  const report: ShopReport = {
    rounds,
    seconds,
    connections,
    inFlight,
    outside,
    atRestMs,
    orders: summarise(of(ordersName)),
    unit,
    quotes: { ...summarise(of(quotesName)), ofHop: ratio(of(quotesName), of(hopName)) },
    hop: summarise(of(hopName)),
    reads: reads.map((read) => ({
      name: `GET ${read}`,
      ...summarise(of(read)),
      bare: summarise(of(`bare ${read}`)),
      ofBare: ratio(of(read), of(`bare ${read}`)),
    })),
  };
  return { data: report, text: describeShop(report) };
}

/** Processor time that each part uses while nobody wants anything, in milliseconds per second. */
async function measureRest(parts: ReadonlyMap<string, number>): Promise<Record<string, number>> {
  // Relays and workers look around for a while after the last job.
  await delay(settleMs);
  const before = await readCpuUs(parts);
  await delay(restMs);
  const after = await readCpuUs(parts);
  return Object.fromEntries([...after].map(([part, us]) => [part, (us - (before.get(part) ?? 0)) / restMs]));
}

async function startEmptyPlatform({ closing, signal }: BenchmarkContext): Promise<Platform> {
  const home = await mkdtemp(path.join(tmpdir(), 'countersign-bench-'));
  closing.add(() => rm(home, { recursive: true, force: true }));
  const starting = startPlatform({
    home,
    ports: 'free',
    quiet: true,
    write: () => undefined,
    postgresSettings: countingSettings,
    signal,
  });
  // A start that is called off stops what it has started, and then rejects.
  closing.add(async () => (await starting.catch(() => undefined))?.stop());
  return await starting;
}

async function prepareSubjects(
  { address, parts, databaseUrl }: { address: ShopAddress; parts: ReadonlyMap<string, number>; databaseUrl: string },
  { closing, note }: BenchmarkContext,
): Promise<Subject[]> {
  note('preparing carts and baselines');
  const buyers = startChild<BuyersOptions, LoadResult>(new URL('buyers-main.ts', import.meta.url));
  closing.add(buyers.stop);
  const generator = startChild<LoadOptions, LoadResult>(new URL('../load-main.ts', import.meta.url));
  closing.add(generator.stop);
  const load = (options: Pick<LoadOptions, 'url' | 'method' | 'each'>) => (duration: number) =>
    generator.ask({ headers: {}, connections, seconds: duration, ...options });

  // One each: buyers of one cart would wait for one another.
  const carts = await Promise.all(Array.from({ length: connections }, () => fillCart(address)));
  const each = carts.map((cart) => ({
    headers: { ...cart.headers, 'content-type': 'application/json' },
    body: JSON.stringify(quoteRequest(cart)),
  }));
  const answers = Object.fromEntries(
    await Promise.all(reads.map(async (read) => [read, await readAnswer(`${address.url}${read}`)] as const)),
  );
  const bytes = await startBytes(answers, closing);
  const hop = (await startBaselines(sampleAccount, closing)).find(({ name }) => name === 'hop');
  if (hop === undefined) throw new Error('there is no baseline with a hop');

  const asked = { generatorPid: generator.pid };
  return [
    {
      name: ordersName,
      parts,
      generatorPid: buyers.pid,
      // Longer than the others: an order takes a while until it is through.
      run: (duration) => buyers.ask({ ...address, databaseUrl, inFlight, seconds: duration * 2 }),
    },
    { name: hopName, parts: hop.parts, ...asked, run: load({ url: hop.url }) },
    { name: quotesName, parts, ...asked, run: load({ url: `${address.url}/v1/quotes`, method: 'POST', each }) },
    ...reads.flatMap((read) => [
      { name: `bare ${read}`, parts: bytes.parts, ...asked, run: load({ url: `${bytes.url}${read}` }) },
      { name: read, parts, ...asked, run: load({ url: `${address.url}${read}` }) },
    ]),
  ];
}

async function measureSubjects(
  subjects: readonly Subject[],
  { seconds, signal, note }: BenchmarkContext,
): Promise<Map<string, Measurement[]>> {
  return await measureInRounds(subjects, rounds, async ({ name, parts, generatorPid, run }, round) => {
    signal.throwIfAborted();
    note(round === 0 ? `warming up: ${name}` : `round ${round} of ${rounds}: ${name}`);
    const all = new Map([...parts, ['generator', generatorPid]]);
    const before = await readCpuUs(all);
    const result = await run(seconds);
    const after = await readCpuUs(all);
    const { generator: generatorUs = 0, ...cpuUs } = Object.fromEntries(
      [...after].map(([part, us]) => [part, us - (before.get(part) ?? 0)]),
    );
    return { ...result, cpuUs, generatorShare: generatorUs / (result.seconds * 1_000_000) };
  });
}

/** An answer as the bare route must give it. */
async function readAnswer(url: string): Promise<{ type: string; body: string }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${body.slice(0, 300)}`);
  return { type: response.headers.get('content-type') ?? 'application/json', body };
}

/** What the bare route with a hop answers: of the size of a usual answer. */
const sampleAccount: AccountJson = {
  id: 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
  name: 'Sample Works',
  tier: 'starter',
  state: 'active',
  tierRuleId: 'tier-by-licences',
  entitlements: { tier: 'starter', maxMembers: 5, approvalWorkflow: false, organisations: false, apiKeys: false },
  approvalRequired: false,
  members: 1,
  createdAt: '2026-11-22T00:00:00.000Z',
};
