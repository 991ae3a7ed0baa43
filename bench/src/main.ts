// `npm run bench`: starts what it measures, measures it, prints what it found and stops everything again.
import { availableParallelism, cpus, loadavg } from 'node:os';
import type { Benchmark, Report } from './benchmark.ts';
import { createClosing } from './closing.ts';
import { type Options, readCommandLine } from './command-line.ts';
import { measureCsc } from './csc/csc.ts';
import { measureGateway } from './gateway.ts';
import { measureLogin } from './login/login.ts';
import { measureShop } from './shop/shop.ts';
import { measureSign } from './sign/sign.ts';
import { measureVerify } from './verify/verify.ts';

/** Each with the time after which it is given up. */
const benchmarks: Readonly<Record<string, { run: Benchmark; limitMs: number }>> = {
  gateway: { run: measureGateway, limitMs: 175_000 },
  login: { run: measureLogin, limitMs: 240_000 },
  shop: { run: measureShop, limitMs: 300_000 },
  verify: { run: measureVerify, limitMs: 300_000 },
  sign: { run: measureSign, limitMs: 900_000 },
  csc: { run: measureCsc, limitMs: 600_000 },
};
const usage = `npm run bench -- [benchmark …] [--seconds <1 to 6>] [--json]
  benchmarks: ${Object.keys(benchmarks).join(', ')}`;

/** What the benchmark under way has started. */
let current = createClosing();
const stopping = new AbortController();
const stop = () => void callOff('called off', 130);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
process.on('disconnect', stop);

// One address asks far more often than any client may.
process.env['RATE_LIMIT_PER_MINUTE'] = '1000000000';
process.env['RATE_LIMIT_SENSITIVE_PER_MINUTE'] = '1000000000';
process.env['LOGIN_MISSES_PER_ADDRESS'] = '100000';
process.env['SMS_PREFIX_HOUR_LIMIT'] = '1000000';
process.env['SMS_DAY_LIMIT'] = '1000000';
process.env['SMS_CONVERSION_ALARM_PERCENT'] = '0';

process.exitCode = await main();
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
  }
}

async function runAll({ names, seconds }: Options): Promise<[string, Report][]> {
  const reports: [string, Report][] = [];
  for (const name of names) {
    const benchmark = benchmarks[name];
    if (benchmark === undefined) throw new Error(`no benchmark is named ${name}`);
    const { run, limitMs } = benchmark;
    const closing = createClosing();
    const limit = setTimeout(() => void callOff(`${name} was not done after ${limitMs / 1000} s`, 1), limitMs);
    current = closing;
    try {
      // Side by side they would measure each other.
      // oxlint-disable-next-line no-await-in-loop
      reports.push([name, await run({ seconds, closing, signal: stopping.signal, note })]);
    } finally {
      clearTimeout(limit);
      // oxlint-disable-next-line no-await-in-loop
      await closing.close();
    }
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
  await current.close();
  process.exit(code);
}
