import { setTimeout as delay } from 'node:timers/promises';
import { databaseOwners } from '../../../test/src/platform-databases.ts';
import { type Load, startLoad } from '../load/load.ts';
import type { Walk } from '../load/load-book.ts';
import { seededRandom } from '../seeded-random.ts';
import { type BookCheck, checkBooks } from './aftermath.ts';
import { chooseFaults, type Fault, fullSpans, listFaults, shortSpans } from './catalogue.ts';
import { countWalks, type Judgement, judge, refusedWalks } from './judging.ts';
import { atFaultPlace, type LoadedPlace } from './place.ts';

export interface FaultsOptions {
  seed: number;
  /** Some faults of every kind, and short ones. */
  short: boolean;
  /** Only faults whose name holds this; all when absent. */
  only?: string | undefined;
  residents?: number;
  guests?: number;
  note: (text: string) => void;
  signal?: AbortSignal | undefined;
}

/** What became of one fault. */
export interface FaultReport extends Judgement {
  fault: string;
  /** From the beginning of the fault until it was taken back, or until what was ended was gone. */
  lastedMs: number;
  /** From then until the last request that was not answered as it should be; 0 when there was none after it. */
  recoveredMs: number;
  /** Lines that the processes wrote as warnings or worse. */
  warnings: number;
}

/** What was done, and what became of it. */
export interface FaultsProof {
  seed: number;
  reports: FaultReport[];
  requests: number;
  walks: Record<Walk['outcome'], number>;
  books: Omit<BookCheck, 'lost'>;
  /** What was not as it must be, as sentences. */
  faults: string[];
  seconds: number;
}

const calmMs = { full: 3_000, short: 1_500 } as const;
const recoveryLimitMs = 90_000;

/** Does one fault after the other to a platform of its own under steady load, and holds what people were told against the books. */
export async function proveFaults(options: FaultsOptions): Promise<FaultsProof> {
  const begun = performance.now();
  const { seed, short, note, signal, residents = short ? 2 : 4, guests = short ? 3 : 4 } = options;
  const random = seededRandom(seed);
  const faults = planFaults(options);
  const calm = calmMs[short ? 'short' : 'full'];
  return await atFaultPlace({ residents, note, signal }, async (place) => {
    const load = startLoad({
      url: place.platform.gatewayUrl,
      sandboxUrl: place.platform.sandboxUrl,
      residents: place.people,
      guests,
      seed,
      pauseMs: [100, 600],
      patienceMs: 30_000,
    });
    const found: string[] = [];
    const reports: FaultReport[] = [];
    try {
      await untilCalm({ place, load, found, calmMs: calm }, Date.now());
      for (const fault of faults) {
        signal?.throwIfAborted();
        // oxlint-disable-next-line no-await-in-loop -- one fault after the other, each by itself
        await delay(random.integer(100, short ? 500 : 1_500));
        // oxlint-disable-next-line no-await-in-loop
        const report = await undergo(fault, { place, load, found, calmMs: calm });
        reports.push(report);
        // oxlint-disable-next-line no-await-in-loop
        await place.mails.collect();
        note(
          `${fault.name}: ${report.requests} requests, recovered ${(report.recoveredMs / 1_000).toFixed(1)} s after`,
        );
      }
    } finally {
      note('waiting until everybody has finished');
      await load.stop();
    }
    const { lost, ...books } = await checkBooks({ place, load, note, short });
    return {
      seed,
      reports,
      requests: load.book.sent.length,
      walks: countWalks(load.book),
      books,
      faults: [...found, ...refusedWalks(load.book.walks.filter(notOfClocks(reports))), ...lost],
      seconds: (performance.now() - begun) / 1000,
    };
  });
}

function planFaults({ seed, short, only }: FaultsOptions): Fault[] {
  const all = listFaults(short ? shortSpans : fullSpans);
  if (only !== undefined) {
    const named = all.filter(({ name }) => name.includes(only));
    if (named.length === 0) throw new Error(`no fault is named ${only}: ${all.map(({ name }) => name).join(', ')}`);
    return named;
  }
  return short ? chooseFaults(all, seededRandom(seed).fork('faults')) : all;
}

interface Undergoing {
  place: LoadedPlace;
  load: Load;
  /** What was not as it must be; it grows. */
  found: string[];
  /** This long nothing may fail before the next fault: then it counts as recovered. */
  calmMs: number;
}

async function undergo(fault: Fault, undergoing: Undergoing): Promise<FaultReport> {
  const { place, load, found } = undergoing;
  const fromMs = Date.now();
  const warnedBefore = place.warnings.length;
  await fault.happen(place);
  const overMs = Date.now();
  const toMs = await untilCalm(undergoing, overMs, fault);
  const judgement = judge(load.book.sent, fromMs, toMs, fault.allowance);
  found.push(...judgement.forbidden.map((what) => `${fault.name}: ${what}`));
  const warnings = place.warnings.slice(warnedBefore);
  found.push(...findUnexpectedEnds(warnings, fault).map((what) => `${fault.name}: ${what}`));
  return {
    fault: fault.name,
    ...judgement,
    lastedMs: overMs - fromMs,
    recoveredMs: Math.max(0, (judgement.lastFailureMs ?? 0) - overMs),
    warnings: warnings.length,
  };
}

/** Waits until every process is ready and nothing has failed for some seconds; resolves to that moment. */
async function untilCalm(
  { place: { platform }, load: { book }, found, calmMs: calm }: Undergoing,
  sinceMs: number,
  fault?: Fault,
): Promise<number> {
  const limitMs = sinceMs + recoveryLimitMs;
  let calmSinceMs = sinceMs;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    await delay(200);
    const nowMs = Date.now();
    const { lastFailureMs, requests } = judge(book.sent, calmSinceMs - 1_000, nowMs, fault?.allowance);
    if (lastFailureMs !== undefined && lastFailureMs > calmSinceMs) calmSinceMs = lastFailureMs;
    // oxlint-disable-next-line no-await-in-loop
    else if (!(await isReady(platform))) calmSinceMs = nowMs;
    if (nowMs - calmSinceMs > calm && requests > 0) return nowMs;
    if (nowMs > limitMs) {
      found.push(`${fault?.name ?? 'the beginning'}: not recovered after ${recoveryLimitMs / 1_000} s`);
      return nowMs;
    }
  }
}

async function isReady({ ports, gatewayUrl }: LoadedPlace['platform']): Promise<boolean> {
  const ask = async (url: string) => {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    const { degraded = [] } = ((await answer?.json().catch(() => ({}))) ?? {}) as { degraded?: string[] };
    return answer?.ok === true && degraded.length === 0;
  };
  const urls = databaseOwners.map((name) => `http://127.0.0.1:${ports[`${name}-ops`]}/health/ready`);
  return (await Promise.all([...urls, `${gatewayUrl}/health/ready`].map(ask))).every(Boolean);
}

/** Processes that ended although nobody ended them. */
function findUnexpectedEnds(warnings: readonly { text: string }[], { ends }: Fault): string[] {
  return warnings.flatMap(({ text }) => {
    const [, name] = /^(\S+) (?:ended with|was ended by|could not be started)/.exec(text) ?? [];
    return name === undefined || ends.includes(name) ? [] : [text];
  });
}

/** Refusals that a wrong clock explains are the clock's. */
function notOfClocks(reports: readonly FaultReport[]) {
  const hadWrongClocks = reports.some(({ clock }) => clock > 0);
  return ({ because = '' }: Walk): boolean => !(hadWrongClocks && / 401\b|answered 401/.test(because));
}
