import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../seeded-random.ts';
import type { Attempts } from '../attempts.ts';
import { findSigningFaults, type SigningFault, type SigningReceipt } from '../books.ts';
import type { SigningPlace } from '../place.ts';
import { dangersOfApplications, planSigningWeather } from '../plan.ts';
import { readCertificates, readSigningBooks } from '../reading.ts';
import { findBroken, settle, waitUntilBack } from '../siege.ts';
import { type SigningWreckage, slowDown, wreckSigning } from '../wreckers.ts';
import { findApplicationFaults, readGiven, withCalls } from './books.ts';
import type { Desk } from './desk.ts';
import type { Desks } from './desks.ts';
import { type ApplicationPlan, planApplication } from './plan.ts';
import { type ApplicationRun, walkApplication } from './run.ts';

/** What applications had signed while the platform was wrecked, and what was wrong with it. */
export interface ApplicationsReport {
  runs: number;
  calls: SigningReceipt[];
  wreckage: SigningWreckage;
  /** Digests that the signer signed, and those that it reserved and never signed. */
  signed: number;
  lost: number;
  /** Requests that were sent again, and times that somebody began anew. */
  repeatedRequests: number;
  restarts: number;
  /** Lines of logs and secrets that were looked for in them. */
  logLines: number;
  secrets: number;
  faults: SigningFault[];
}

const listenEveryMs = 300;

/** Has applications sign a lot while processes die, and reads all books afterwards. */
export async function signByApplications(
  place: SigningPlace,
  { desks, traffic, signers }: Desks,
  { runs, seed, attempts }: { runs: number; seed: number; attempts: Attempts },
): Promise<ApplicationsReport> {
  const { api, databases, note } = place;
  const random = seededRandom(seed);
  const wreckage: SigningWreckage = { kills: [], signerKilledAt: [], redisEmptied: 0 };
  const certificates = await readCertificates(api, signers);
  const listening = listenToLogs(place);
  const done: ApplicationRun[] = [];
  const atOnce = desks.length;
  for (let first = 0; first < runs; first += atOnce) {
    place.signal?.throwIfAborted();
    const over = new AbortController();
    const weather = planSigningWeather(random.fork(`weather ${first}`), dangersOfApplications);
    const wrecking = wreckSigning(weather, { ...place, signal: over.signal }, wreckage);
    const plans = Array.from({ length: Math.min(atOnce, runs - first) }, (_, index) =>
      planApplication(random.fork(first + index), first + index),
    );
    // A wave is over before the next one begins: weather is for all of it.
    // oxlint-disable-next-line no-await-in-loop
    const walked = await Promise.all(
      [...byDesk(desks, plans)].map(async ([desk, own]) => {
        const certificate = certificates.get(desk.options.credentialId) ?? '';
        const found: ApplicationRun[] = [];
        // A browser shows one page at a time.
        // oxlint-disable-next-line no-await-in-loop
        for (const plan of own) found.push(await walk(desk, plan, { place, attempts, certificate }));
        return found;
      }),
    ).finally(() => over.abort());
    done.push(...walked.flat());
    // oxlint-disable-next-line no-await-in-loop
    await wrecking;
    // oxlint-disable-next-line no-await-in-loop
    await waitUntilBack(place);
    note(`${done.length} of ${runs} applications’ authorisations, ${wreckage.kills.length} processes killed`);
  }
  await slowDown(databases, 0);
  note('the faults end; waiting until everything has ended');
  await settle(place);
  const logs = await listening.end();
  const calls = done.flatMap((run) => run.calls);
  const read = await readSigningBooks(databases, { api, signers, signerKilledAt: wreckage.signerKilledAt });
  const books = withCalls(read, calls);
  const authorisations = await readGiven(
    databases,
    desks.map(({ options }) => options.client.clientId),
  );
  const named = new Map(done.flatMap((run) => [...run.named]));
  return {
    runs: done.length,
    calls,
    wreckage,
    signed: books.authorised.filter(({ signature }) => signature !== null).length,
    lost: books.authorised.filter(({ state }) => state === 'reserved').length,
    repeatedRequests: traffic.repeated,
    restarts: desks.reduce((sum, { restarts }) => sum + restarts, 0),
    logLines: logs.length,
    secrets: traffic.secrets.size,
    faults: [
      ...findBroken(place, [...traffic.broken, ...api.broken]),
      ...(calls.some(({ state }) => state === 'signed')
        ? []
        : [{ run: -1, subject: 'everything', what: 'applications signed nothing, which proves nothing' }]),
      ...findSigningFaults(calls, books),
      ...findApplicationFaults({ authorisations, named, logs, secrets: traffic.secrets }),
    ],
  };
}

async function walk(
  desk: Desk,
  plan: ApplicationPlan,
  surroundings: Parameters<typeof walkApplication>[2],
): Promise<ApplicationRun> {
  try {
    return await walkApplication(desk, plan, surroundings);
  } catch (error) {
    throw new Error(
      `run ${plan.run} of an application could not be walked: ${JSON.stringify(plan)}: ${String(error)}`,
      { cause: error },
    );
  }
}

function byDesk(desks: readonly Desk[], plans: readonly ApplicationPlan[]): Map<Desk, ApplicationPlan[]> {
  return Map.groupBy(plans, (plan) => {
    const desk = desks[plan.run % desks.length];
    if (desk === undefined) throw new Error('there is no desk');
    return desk;
  });
}

/** Keeps every line of the logs: the platform forgets them. */
function listenToLogs({ platform }: SigningPlace): { end: () => Promise<string[]> } {
  const over = new AbortController();
  const lines = new Set<string>();
  const listen = async () => {
    for (;;) {
      for (const line of platform.logs()) lines.add(line);
      if (over.signal.aborted) return;
      // oxlint-disable-next-line no-await-in-loop
      await delay(listenEveryMs);
    }
  };
  const listening = listen();
  return {
    end: async () => {
      over.abort();
      await listening;
      return [...lines];
    },
  };
}
