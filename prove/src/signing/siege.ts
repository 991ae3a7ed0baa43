import { setTimeout as delay } from 'node:timers/promises';
import type { PersistentClient } from '../persistent-client.ts';
import { seededRandom } from '../seeded-random.ts';
import type { SigningReceipt } from './books.ts';
import { findSigningFaults, type SigningFault } from './books.ts';
import type { SigningPlace } from './place.ts';
import { dangersOfPeople, planSigning, planSigningWeather } from './plan.ts';
import { readCertificates, readReceipt, readSigningBooks } from './reading.ts';
import { type SigningRun, walkSigning } from './run.ts';
import { type SigningWreckage, slowDown, wreckSigning } from './wreckers.ts';

/** What was signed while the platform was wrecked, and what was wrong with it. */
export interface SiegeReport {
  receipts: SigningReceipt[];
  wreckage: SigningWreckage;
  /** Digests that the signer signed, and those that it reserved and never signed. */
  signed: number;
  lost: number;
  repeatedRequests: number;
  /** Same code given at once: how often, and how many of them were answered with a signature. */
  given: number;
  faults: SigningFault[];
}

const settleLimitMs = 420_000;
const settleEveryMs = 2_000;
const backLimitMs = 60_000;

/** Signs a lot at once while processes die, and reads all books afterwards. */
export async function signUnderSiege(
  place: SigningPlace,
  { runs, seed, atOnce }: { runs: number; seed: number; atOnce: number },
): Promise<SiegeReport> {
  const { api, databases, signers, note, signal } = place;
  const random = seededRandom(seed);
  const wreckage: SigningWreckage = { kills: [], signerKilledAt: [], redisEmptied: 0 };
  const certificates = await readCertificates(api, signers);
  const done: SigningRun[] = [];
  for (let first = 0; first < runs; first += atOnce) {
    signal?.throwIfAborted();
    const over = new AbortController();
    const weather = planSigningWeather(random.fork(`weather ${first}`), dangersOfPeople);
    const wrecking = wreckSigning(weather, { ...place, signal: over.signal }, wreckage);
    const wave = Array.from({ length: Math.min(atOnce, runs - first) }, (_, index) => first + index);
    // A wave is over before the next one begins: weather is for all of it.
    // oxlint-disable-next-line no-await-in-loop
    const walked = await Promise.all(
      wave.map((run) =>
        walkSigning(api, signers, planSigning(random.fork(run), run)).catch((error: unknown) => {
          throw new Error(`run ${run} of seed ${seed} could not be walked`, { cause: error });
        }),
      ),
    ).finally(() => over.abort());
    done.push(...walked);
    // oxlint-disable-next-line no-await-in-loop
    await wrecking;
    // oxlint-disable-next-line no-await-in-loop
    await waitUntilBack(place);
    note(`${done.length} of ${runs} signatures, ${wreckage.kills.length} processes killed`);
  }
  await slowDown(databases, 0);
  note('the faults end; waiting until everything has ended');
  await settle(place);
  const receipts: SigningReceipt[] = [];
  for (let first = 0; first < done.length; first += atOnce) {
    // oxlint-disable-next-line no-await-in-loop
    const some = await Promise.all(done.slice(first, first + atOnce).map((run) => readReceipt(api, run, certificates)));
    receipts.push(...some);
  }
  const books = await readSigningBooks(databases, { api, signers, signerKilledAt: wreckage.signerKilledAt });
  const broken = findBroken(place, api.broken);
  return {
    receipts,
    wreckage,
    signed: books.authorised.filter(({ signature }) => signature !== null).length,
    lost: books.authorised.filter(({ state }) => state === 'reserved').length,
    repeatedRequests: api.repeated,
    given: done.reduce((sum, { plan }) => sum + plan.authorisations, 0),
    faults: [
      ...broken,
      ...(receipts.some(({ state }) => state === 'signed')
        ? []
        : [{ run: -1, subject: 'everything', what: 'nothing was signed, which proves nothing' }]),
      ...findSigningFaults(receipts, books),
    ],
  };
}

/** Requests that met a fault of the product's own, with what the logs say of them. */
export function findBroken({ platform }: SigningPlace, broken: PersistentClient['broken']): SigningFault[] {
  return broken.map(({ request, requestId }) => {
    const said = platform.logs().filter((line) => line.includes(requestId) && line.includes('"err"'));
    return { run: -1, subject: request, what: `was answered with 500 ${said.join(' ')}` };
  });
}

/** Waits until what was killed answers again: a wave that meets nobody would prove nothing. */
export async function waitUntilBack({ platform: { ports } }: SigningPlace): Promise<void> {
  const until = Date.now() + backLimitMs;
  const isBack = async (name: string) => {
    const answer = await fetch(`http://127.0.0.1:${ports[name]}/health/ready`).catch(() => undefined);
    return answer?.ok === true;
  };
  const names = ['signer-ops', 'remote-signing-ops', 'certificate-authority-ops', 'second-factor-ops', 'gateway'];
  // oxlint-disable-next-line no-await-in-loop
  while (!(await Promise.all(names.map(isBack))).every(Boolean) && Date.now() < until) {
    // oxlint-disable-next-line no-await-in-loop
    await delay(200);
  }
}

/** Waits until nothing is being signed and nothing is reserved any more, and a root covers it; or it takes too long. */
export async function settle({ databases, note }: SigningPlace): Promise<void> {
  const until = Date.now() + settleLimitMs;
  let said = '';
  while (Date.now() < until) {
    // oxlint-disable-next-line no-await-in-loop
    const [signing, open] = await Promise.all([
      databases.query('remote-signing', `select 1 from signature_requests where state = 'signing'`),
      databases.query('signer', 'select 1 from batches where signed_at is null and lost_at is null'),
    ]);
    if (signing.length + open.length === 0) return;
    const left = `${signing.length} requests being signed, ${open.length} calls that were interrupted`;
    if (left !== said) note(left);
    said = left;
    // oxlint-disable-next-line no-await-in-loop
    await delay(settleEveryMs);
  }
}
