import { availableParallelism } from 'node:os';
import type { BenchmarkContext, Report } from '../benchmark.ts';
import { startChild } from '../child.ts';
import { countUnit } from '../counting/counting.ts';
import { outsideParts, startWatchedPlatform } from '../empty-platform.ts';
import type { LoadResult } from '../load.ts';
import { type Measurement, ratio, summarise } from '../rounds.ts';
import { measureRest, measureSubjects, type Subject } from '../subjects.ts';
import { measureCrowd } from './crowd.ts';
import { describeLogin, hashesName, type LoginReport, loginsName } from './login-report.ts';
import { makeUsers } from './users.ts';
import { createVisitor, type Visits } from './visitor.ts';
import type { VisitorsOrder } from './visitors.ts';

const rounds = 3;
const inFlight = 8;
const countedLogins = 7;
const crowdSize = 500;
/** So many that nobody has to come again within a minute. */
const visitors = 3_000;
/** Code that ran a few times only is not compiled yet: a service that just started takes far longer than one at work. */
const warmUpSeconds = 10;

/**
 * Measures complete logins with password and authenticator app through REST, in turns with raw argon2id hashes; counts
 * what one login alone makes the platform do; and what becomes of memory while hundreds log in at once.
 */
export async function measureLogin(context: BenchmarkContext): Promise<Report> {
  const { closing, note, seconds } = context;
  const { place, parts } = await startWatchedPlatform(context);

  note('making users');
  const { ids, emails, ...same } = await makeUsers(place, visitors + crowdSize + countedLogins);
  const as = (from: number, to: number): Visits => ({
    ...same,
    url: place.url,
    ids: ids.slice(from, to),
    emails: emails.slice(from, to),
  });

  note('counting what one login alone costs');
  const counted = createVisitor(as(visitors + crowdSize, emails.length));
  // The first login of each makes his device known.
  for (let first = 0; first < countedLogins; first += 1) {
    // oxlint-disable-next-line no-await-in-loop
    await counted.logIn();
  }
  const unit = await countUnit(place.platform, countedLogins, () => counted.logIn(1));

  note('measuring what it costs at rest');
  const atRestMs = await measureRest(parts);
  const children = startChild<VisitorsOrder, LoadResult>(new URL('visitors-main.ts', import.meta.url));
  closing.add(children.stop);
  await children.ask({ visits: as(0, visitors) });
  note(`logins for ${warmUpSeconds} s, which do not count`);
  await children.ask({ inFlight, seconds: warmUpSeconds });
  const hashes = startChild<{ inFlight: number; seconds: number }, LoadResult>(
    new URL('hashes-main.ts', import.meta.url),
  );
  closing.add(hashes.stop);
  const subjects: Subject[] = [
    {
      name: hashesName,
      parts: new Map([['hashes', hashes.pid]]),
      generatorPid: children.pid,
      run: (duration) => hashes.ask({ inFlight: availableParallelism(), seconds: duration }),
    },
    {
      name: loginsName,
      parts,
      generatorPid: children.pid,
      run: (duration) => children.ask({ inFlight, seconds: duration }),
    },
  ];
  const measured = await measureSubjects(subjects, rounds, context);
  const of = (name: string): Measurement[] => measured.get(name) ?? [];

  note(`${crowdSize} logins at once`);
  const identityPid = parts.get('identity');
  if (identityPid === undefined) throw new Error('identity does not run');
  const crowd = await measureCrowd(as(visitors, visitors + crowdSize), identityPid);
  const report: LoginReport = {
    rounds,
    seconds,
    inFlight,
    outside: outsideParts,
    atRestMs,
    logins: { ...summarise(of(loginsName)), ofHashes: ratio(of(loginsName), of(hashesName)) },
    hashes: summarise(of(hashesName)),
    unit,
    crowd,
  };
  return { data: report, text: describeLogin(report) };
}
