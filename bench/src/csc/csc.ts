import type { BenchmarkContext, Report } from '../benchmark.ts';
import { startChild } from '../child.ts';
import { countUnit } from '../counting/counting.ts';
import { outsideParts, startWatchedPlatform } from '../empty-platform.ts';
import type { LoadOptions, LoadResult } from '../load.ts';
import { type Measurement, ratio, summarise } from '../rounds.ts';
import { createRestSigner } from '../sign/rest-signer.ts';
import { measureSubjects, type Subject } from '../subjects.ts';
import { createApplication } from './application.ts';
import { type CscReport, describeCsc, type Row } from './csc-report.ts';
import { makeGrantingUser } from './granting-user.ts';
import type { CscOrder, CscTask } from './orders.ts';

const rounds = 3;
const countedSignatures = 5;
/** A user has five factors at most, and one of them is his app. */
const inFlight = 4;
/** Authorisations that `signHash` uses up, for each second of a measurement. */
const stockPerSecond = { 1: 60, 100: 8 } as const;

interface CscSubject extends Subject {
  group: Row['group'];
  /** Beside what it is compared. */
  beside?: string;
}

/**
 * Measures signatures by version 2 of the CSC API, by codes that the application collects, in turns with the same through
 * `/v1/signatures`; time-stamps beside those by RFC 3161; and what applications read.
 */
export async function measureCsc(context: BenchmarkContext): Promise<Report> {
  const { closing, note, seconds } = context;
  const { place, parts } = await startWatchedPlatform(context);

  note('making somebody who lets an application sign');
  const user = await makeGrantingUser(place, inFlight, context);
  const { credentialId } = user;
  const [lane] = user.lanes;
  if (lane === undefined) throw new Error('nobody granted anything');

  note('counting what one signature alone costs');
  const alone = { application: createApplication(user), user: await createRestSigner(user.user) };
  const units = {
    csc: await countUnit(place.platform, countedSignatures, async () =>
      alone.application.signHash(await alone.application.authorise(lane, 1)),
    ),
    rest: await countUnit(place.platform, countedSignatures, () =>
      alone.user.signDigestsByCard(credentialId, 1, lane.card),
    ),
  };

  const start = <Question extends object, Answer>(file: URL) => {
    const child = startChild<Question, Answer>(file);
    closing.add(child.stop);
    return child;
  };
  const signers = start<CscOrder, LoadResult>(new URL('csc-main.ts', import.meta.url));
  const load = start<LoadOptions, LoadResult>(new URL('../load-main.ts', import.meta.url));
  await signers.ask(user);

  const subject = (
    { name, group, beside }: Pick<CscSubject, 'name' | 'group' | 'beside'>,
    task: CscTask,
    digests: 1 | 100 = 1,
  ): CscSubject => ({
    name,
    group,
    ...(beside === undefined ? {} : { beside }),
    parts,
    generatorPid: signers.pid,
    ...(task === 'signHash'
      ? {
          prepare: async (length) => await signers.ask({ stock: Math.ceil(length * stockPerSecond[digests]), digests }),
        }
      : {}),
    run: async (length) =>
      await signers.ask({ task, digests, inFlight, seconds: group === 'timestamps' ? length / 2 : length }),
  });
  const reading = (name: string, path: string, more: () => Partial<LoadOptions>, beside?: string): CscSubject => ({
    name,
    group: 'reads',
    ...(beside === undefined ? {} : { beside }),
    parts,
    generatorPid: load.pid,
    run: async (length) =>
      await load.ask({
        url: `${place.url}${path}`,
        headers: {},
        connections: 16,
        seconds: Math.max(1, length / 2),
        ...more(),
      }),
  });
  const post = (token: string | undefined, body: object): Partial<LoadOptions> => ({
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    each: Array.from({ length: 16 }, () => ({ headers: {}, body: JSON.stringify(body) })),
  });
  const subjects: CscSubject[] = [
    subject({ name: '/v1, 1 digest, card', group: 'single' }, 'rest by card'),
    subject({ name: 'CSC, 1 digest, card', group: 'single', beside: '/v1, 1 digest, card' }, 'whole'),
    subject({ name: '/v1, 1 digest, app', group: 'single' }, 'rest by app'),
    subject({ name: 'signHash alone, 1 digest', group: 'single' }, 'signHash'),
    subject({ name: '/v1, 100 digests, card', group: 'batch' }, 'rest by card', 100),
    subject({ name: 'CSC, 100 digests, card', group: 'batch', beside: '/v1, 100 digests, card' }, 'whole', 100),
    subject({ name: '/v1, 100 digests, app', group: 'batch' }, 'rest by app', 100),
    subject({ name: 'signHash alone, 100 digests', group: 'batch' }, 'signHash', 100),
    subject({ name: '/pki/tsa', group: 'timestamps' }, 'tsa'),
    subject({ name: 'signatures/timestamp', group: 'timestamps', beside: '/pki/tsa' }, 'timestamp'),
    reading('info', '/csc/v2/info', () => post(undefined, {})),
    reading('GET /v1/credentials/{id}', `/v1/credentials/${credentialId}`, () => ({
      // Its tokens are short-lived.
      headers: { authorization: `Bearer ${alone.user.token()}` },
    })),
    reading(
      'credentials/info',
      '/csc/v2/credentials/info',
      () => post(lane.token, { credentialID: credentialId }),
      'GET /v1/credentials/{id}',
    ),
  ];
  const measured = await measureSubjects(subjects, rounds, context);
  const of = (name: string): Measurement[] => measured.get(name) ?? [];
  const report: CscReport = {
    rounds,
    seconds,
    inFlight,
    outside: outsideParts,
    units,
    rows: subjects.map(
      ({ name, group, beside }): Row => ({
        name,
        group,
        ...summarise(of(name)),
        ...(beside === undefined ? {} : { ofOther: ratio(of(name), of(beside)) }),
      }),
    ),
  };
  return { data: report, text: describeCsc(report) };
}
