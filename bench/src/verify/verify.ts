import { readTokenKey } from '../../../test/src/forged-tokens.ts';
import { certificateOf } from '../../../test/src/insider.ts';
import type { TestPlatform } from '../../../test/src/test-platform.ts';
import type { BenchmarkContext, Report } from '../benchmark.ts';
import { startChild } from '../child.ts';
import { countUnit } from '../counting/counting.ts';
import { databaseUrlOf } from '../counting/databases.ts';
import { outsideParts, startWatchedPlatform } from '../empty-platform.ts';
import type { LoadResult } from '../load.ts';
import { makeUsers, type Users } from '../login/users.ts';
import { type Measurement, ratio, summarise } from '../rounds.ts';
import { measureRest, measureSubjects, type Subject } from '../subjects.ts';
import { makeWaitingLogins } from './flows.ts';
import type { ActivatorOrder, FinisherOrder, Load, RawOrder, VerifierOrder } from './orders.ts';
import { createVerifier } from './verifier.ts';
import { describeVerify, names, type VerifyReport } from './verify-report.ts';

const rounds = 3;
const inFlight = 16;
/** As many as a service of ours opens. */
const connections = 10;
const countedVerifications = 7;
/** So many that each has a code that was not used whenever his turn comes. */
const verifyingUsers = 20_000;
const rawUsers = 10_000;
const finishingUsers = 10_000;
const warmUpSeconds = 6;

/**
 * Measures verifications of second factors through the service, in turns with the statements that they consist of, and
 * through the step of a login over REST; counts what one verification makes the platform do.
 */
export async function measureVerify(context: BenchmarkContext): Promise<Report> {
  const { closing, note, seconds } = context;
  const { place, parts } = await startWatchedPlatform(context);

  note('making users');
  const users = await makeUsers(place, countedVerifications + verifyingUsers + rawUsers + finishingUsers);
  const take = createTaking(users);

  note('counting what one verification alone costs');
  const counted = createVerifier(await asIdentity(place, take(countedVerifications)));
  closing.add(counted.close);
  const unit = await countUnit(place.platform, countedVerifications, () => counted.verify());

  note('measuring what it costs at rest');
  const atRestMs = await measureRest(parts);
  const verifiers = startChild<VerifierOrder, LoadResult>(new URL('verifier-main.ts', import.meta.url));
  closing.add(verifiers.stop);
  await verifiers.ask(await asIdentity(place, take(verifyingUsers)));
  const raw = startChild<RawOrder, LoadResult>(new URL('raw-main.ts', import.meta.url));
  closing.add(raw.stop);
  const databaseUrl = await databaseUrlOf(place.platform, 'second-factor');
  await raw.ask({ databaseUrl, userIds: take(rawUsers).ids, connections });
  const finishers = startChild<FinisherOrder, LoadResult>(new URL('finisher-main.ts', import.meta.url));
  closing.add(finishers.stop);
  const finishing = take(finishingUsers);
  await finishers.ask({
    url: place.url,
    ...(await makeWaitingLogins(place, finishing)),
    otpauthUri: users.otpauthUri,
  });
  note(`verifications for ${warmUpSeconds} s, which do not count`);
  await verifiers.ask({ inFlight, seconds: warmUpSeconds });

  const activators = startChild<ActivatorOrder, LoadResult>(new URL('activator-main.ts', import.meta.url));
  closing.add(activators.stop);
  await activators.ask({
    address: `localhost:${place.platform.ports['second-factor']}`,
    tls: await certificateOf(place.platform, 'gateway'),
    tokenKey: await readTokenKey(place.platform),
  });
  const pages = startChild<Load, LoadResult>(new URL('pages-main.ts', import.meta.url));
  closing.add(pages.stop);
  const egrids = startChild<Load, LoadResult>(new URL('egrids-main.ts', import.meta.url));
  closing.add(egrids.stop);

  const subject = (
    name: string,
    child: { pid: number; ask: (load: Load) => Promise<LoadResult> },
    own = parts,
  ): Subject => ({
    name,
    parts: own,
    generatorPid: child.pid,
    run: (duration) => child.ask({ inFlight, seconds: duration }),
  });
  const drawing = (name: string, child: { pid: number; ask: (load: Load) => Promise<LoadResult> }): Subject => ({
    name,
    parts: new Map([['pdf', child.pid]]),
    generatorPid: process.pid,
    run: (duration) => child.ask({ inFlight: 1, seconds: duration / 2 }),
  });
  const databaseOnly = new Map([...parts].filter(([part]) => part === 'postgres'));
  const measured = await measureSubjects(
    [
      subject(names.raw, raw, databaseOnly),
      subject(names.verified, verifiers),
      subject(names.finished, finishers),
      subject(names.activated, activators),
      drawing(names.pages, pages),
      drawing(names.egrids, egrids),
    ],
    rounds,
    context,
  );
  const of = (name: string): Measurement[] => measured.get(name) ?? [];
  const report: VerifyReport = {
    rounds,
    seconds,
    inFlight,
    outside: outsideParts,
    atRestMs,
    unit,
    verified: { ...summarise(of(names.verified)), ofRaw: ratio(of(names.verified), of(names.raw)) },
    finished: { ...summarise(of(names.finished)), ofRaw: ratio(of(names.finished), of(names.raw)) },
    raw: { ...summarise(of(names.raw)), ofRaw: 1 },
    activated: summarise(of(names.activated)),
    pages: { ...summarise(of(names.pages)), ofRaw: 1 },
    egrids: { ...summarise(of(names.egrids)), ofRaw: ratio(of(names.egrids), of(names.pages)) },
  };
  return { data: report, text: describeVerify(report) };
}

/** Takes users one after the other, so that none has two tasks. */
function createTaking({ ids, emails, ...same }: Users): (count: number) => Users {
  let taken = 0;
  return (count) => {
    const range = [taken, taken + count] as const;
    taken += count;
    return { ...same, ids: ids.slice(...range), emails: emails.slice(...range) };
  };
}

async function asIdentity({ platform }: TestPlatform, { ids, otpauthUri }: Users) {
  return {
    address: `localhost:${platform.ports['second-factor']}`,
    tls: await certificateOf(platform, 'identity'),
    userIds: ids,
    otpauthUri,
  };
}
