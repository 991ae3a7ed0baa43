import type { AccountJson } from '../baseline/account.ts';
import { startBaselines, startBytes } from '../baseline/baselines.ts';
import type { BenchmarkContext, Report } from '../benchmark.ts';
import { startChild } from '../child.ts';
import { countUnit } from '../counting/counting.ts';
import { databaseUrlOf } from '../counting/databases.ts';
import { outsideParts, startWatchedPlatform } from '../empty-platform.ts';
import type { LoadOptions, LoadResult } from '../load.ts';
import { type Measurement, ratio, summarise } from '../rounds.ts';
import { measureRest, measureSubjects, type Subject } from '../subjects.ts';
import { buy, fillCart, quoteRequest, type ShopAddress } from './buyer.ts';
import type { BuyersOptions } from './buyers.ts';
import { watchEnrolments } from './enrolments.ts';
import { describeShop, hopName, ordersName, quotesName, type ShopReport } from './shop-report.ts';

const rounds = 3;
const connections = 16;
const inFlight = 16;
const countedOrders = 7;
const reads = ['/v1/products', '/v1/products/tls-ov-multi', '/v1/storefront'] as const;

/**
 * Measures complete orders from the cart to the enrolled account, quotes, and reads of the catalog, in turns with a bare
 * route with one gRPC hop and bare routes that send the same bytes; and counts what one order alone makes the platform do.
 */
export async function measureShop(context: BenchmarkContext): Promise<Report> {
  const { closing, note, seconds } = context;
  const { place, parts } = await startWatchedPlatform(context);
  const { platform } = place;
  const address: ShopAddress = { url: platform.gatewayUrl, sandboxUrl: platform.sandboxUrl };
  const databaseUrl = await databaseUrlOf(platform, 'order');
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
  const measured = await measureSubjects(subjects, rounds, context);
  const of = (name: string): Measurement[] => measured.get(name) ?? [];
  const report: ShopReport = {
    rounds,
    seconds,
    connections,
    inFlight,
    outside: outsideParts,
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
