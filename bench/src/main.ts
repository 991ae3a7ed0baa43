// `npm run bench`: starts what it measures, measures it, prints what it found and stops everything again.
import { availableParallelism, cpus, loadavg } from 'node:os';
import type { Benchmark, Report } from './benchmark.ts';
import { createClosing } from './closing.ts';
import { type Options, readCommandLine } from './command-line.ts';
import { measureGateway } from './gateway.ts';

const benchmarks: Readonly<Record<string, Benchmark>> = { gateway: measureGateway };
const limitMs = 175_000;
const usage = `npm run bench -- [benchmark …] [--seconds <1 to 6>] [--json]
  benchmarks: ${Object.keys(benchmarks).join(', ')}`;

const closing = createClosing();
const stopping = new AbortController();
const stop = () => void callOff('called off', 130);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
process.on('disconnect', stop);
const limit = setTimeout(() => void callOff(`not done after ${limitMs / 1000} s`, 1), limitMs);

// One address asks far more often than any client may.
process.env['RATE_LIMIT_PER_MINUTE'] = '1000000000';

process.exitCode = await main();
clearTimeout(limit);
// Whoever waits to be told that the parent is gone is not done.
process.off('disconnect', stop);

async function main(): Promise<number> {
  let options: Options;
  try {
    options = readCommandLine(process.argv.slice(2), Object.keys(benchmarks));
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return 2;
  }
  const machine = {
    node: process.version,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    // Of others, as we have not begun: what they do makes our numbers smaller.
    loadBefore: loadavg()[0] ?? 0,
  };
  try {
    const reports = await runAll(options);
    if (options.json) {
      const data = Object.fromEntries(reports.map(([name, report]) => [name, report.data]));
      console.log(JSON.stringify({ machine, ...data }, undefined, 2));
    } else {
      const { node, processor, cores, loadBefore } = machine;
      console.log(`\n${processor}, ${cores} cores, load ${loadBefore.toFixed(1)} before; Node ${node}`);
      for (const [name, report] of reports) console.log(`\n${name}\n${report.text}`);
    }
    return 0;
  } catch (error) {
    if (!stopping.signal.aborted) console.error(error);
    return 1;
  } finally {
    await closing.close();
  }
}

async function runAll({ names, seconds }: Options): Promise<[string, Report][]> {
  const reports: [string, Report][] = [];
  for (const name of names) {
    const run = benchmarks[name];
    if (run === undefined) throw new Error(`no benchmark is named ${name}`);
    const context = { seconds, closing, signal: stopping.signal, note };
    // Side by side they would measure each other.
    // oxlint-disable-next-line no-await-in-loop
    reports.push([name, await run(context)]);
  }
  return reports;
}

/** Progress goes to standard error: standard output is the report's. */
function note(text: string): void {
  console.error(`  … ${text}`);
}

async function callOff(why: string, code: number): Promise<void> {
  if (stopping.signal.aborted) return;
  console.error(why);
  stopping.abort();
  await closing.close();
  process.exit(code);
}
