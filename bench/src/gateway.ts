import type { AccountJson } from './baseline/account.ts';
import { startBaselines } from './baseline/baselines.ts';
import type { BenchmarkContext, Report } from './benchmark.ts';
import { startChild } from './child.ts';
import { startEmptyPlatform } from './empty-platform.ts';
import { describeGateway, type GatewayReport, subjectNames } from './gateway-report.ts';
import type { LoadOptions, LoadResult } from './load.ts';
import { type Memory, readCpuUs, readMemory, readPlatformPids } from './processes.ts';
import { type Measurement, measureInRounds, ratio, summarise } from './rounds.ts';
import { logIn } from './session.ts';

/** Something that answers requests. */
interface Subject {
  name: string;
  url: string;
  /** The processes that take part in an answer, by name. */
  parts: ReadonlyMap<string, number>;
}

const rounds = 3;
const warmUpSeconds = 2;
const connections = 16;

/**
 * Measures reads of a logged-in user through the gateway and one service beside a bare Fastify route and beside bare
 * routes with one gRPC hop, in turns; and the start and the memory of the platform that answers.
 */
export async function measureGateway(context: BenchmarkContext): Promise<Report> {
  const { seconds, closing, note } = context;
  note('starting the platform from an empty state folder');
  const begun = performance.now();
  const platform = await startEmptyPlatform(context);
  const startUpSeconds = (performance.now() - begun) / 1000;
  const parts = await readPlatformPids(platform.platform.home);
  // Here this process is the launcher.
  parts.set('launcher', process.pid);
  const atRest = await readMemory(parts);

  note('preparing a logged-in user');
  const token = await logIn(platform, (ms) => note(`waiting ${(ms / 1000).toFixed(0)} s for the next code`));
  // Baselines get it too: everyone reads the same request.
  const headers = { authorization: `Bearer ${token}` };
  const accountUrl = `${platform.url}/v1/account`;
  const account = await read(accountUrl, headers);
  const baselines = await startBaselines(JSON.parse(account) as AccountJson, closing);
  const subjects: Subject[] = [
    { name: subjectNames.account, url: accountUrl, parts },
    { name: subjectNames.authenticators, url: `${platform.url}/v1/me/authenticators`, parts },
    ...baselines.map((baseline) => ({ ...baseline, name: subjectNames[baseline.name] })),
  ];
  const bytes = new Map<string, number>();
  for (const { name, url } of subjects) {
    // oxlint-disable-next-line no-await-in-loop -- a few single requests
    const body = await read(url, headers);
    if (baselines.some((baseline) => baseline.url === url) && body !== account) {
      throw new Error(`${name} answers otherwise than the gateway: ${body}`);
    }
    bytes.set(name, Buffer.byteLength(body));
  }

  const measured = await measureSubjects(subjects, headers, context);
  const underLoad = await readMemory(parts);
  const of = (name: string): Measurement[] => measured.get(name) ?? [];
  const report: GatewayReport = {
    rounds,
    seconds,
    connections,
    startUpSeconds,
    subjects: subjects.map(({ name }) => ({
      name,
      bytes: bytes.get(name) ?? 0,
      ...summarise(of(name)),
      ofBare: ratio(of(name), of(subjectNames.bare)),
      ofHop: ratio(of(name), of(subjectNames.hop)),
    })),
    memory: [...parts.keys()].map((name) => ({
      name,
      atRest: atRest.get(name) as Memory,
      underLoad: underLoad.get(name) as Memory,
    })),
  };
  return { data: report, text: describeGateway(report) };
}

async function measureSubjects(
  subjects: readonly Subject[],
  headers: Record<string, string>,
  { seconds, closing, signal, note }: BenchmarkContext,
): Promise<Map<string, Measurement[]>> {
  const generator = startChild<LoadOptions, LoadResult>(new URL('load-main.ts', import.meta.url));
  closing.add(generator.stop);
  return await measureInRounds(subjects, rounds, async ({ name, url, parts }, round) => {
    signal.throwIfAborted();
    note(round === 0 ? `warming up: ${name}` : `round ${round} of ${rounds}: ${name}`);
    const all = new Map([...parts, ['generator', generator.pid]]);
    const before = await readCpuUs(all);
    const result = await generator.ask({ url, headers, connections, seconds: round === 0 ? warmUpSeconds : seconds });
    const after = await readCpuUs(all);
    const { generator: generatorUs = 0, ...cpuUs } = Object.fromEntries(
      [...after].map(([part, us]) => [part, us - (before.get(part) ?? 0)]),
    );
    return { ...result, cpuUs, generatorShare: generatorUs / (result.seconds * 1_000_000) };
  });
}

/** One answer, which must be a success. */
async function read(url: string, headers: Record<string, string>): Promise<string> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${body.slice(0, 300)}`);
  return body;
}
