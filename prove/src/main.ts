// `npm run prove -- checkout`: drives checkouts under faults against real processes and reads every book afterwards.
import { parseArgs } from 'node:util';
import { proveCheckout } from './checkout.ts';
import { describeProof } from './report.ts';

const usage = `npm run prove -- checkout [--runs <1 to 10000>] [--seed <number>] [--at-once <1 to 32>] [--json]

Starts a platform of its own and lets buyers shop while the payment provider misbehaves, processes are killed and Redis
is emptied; then holds what buyers were told against the books of the provider, the orders, the inventory and the inbox.
The same seed makes the same plans. Ends with 1 when anything was lost.`;

interface Options {
  runs: number;
  seed: number;
  atOnce: number;
  json: boolean;
}

process.exit(await main());

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    console.error(options);
    return options === usage ? 0 : 2;
  }
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopping.abort());
  process.once('disconnect', () => stopping.abort());
  try {
    const proof = await proveCheckout({
      ...options,
      signal: stopping.signal,
      note: (text) => console.error(`  … ${Math.round(performance.now() / 1000)} s: ${text}`),
    });
    console.log(options.json ? JSON.stringify(proof, undefined, 2) : `\n${describeProof(proof)}`);
    return proof.losses.length === 0 ? 0 : 1;
  } catch (error) {
    if (stopping.signal.aborted) return 130;
    console.error(error);
    return 1;
  }
}

function readOptions(args: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        runs: { type: 'string', default: '100' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        'at-once': { type: 'string', default: '8' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return usage;
    if (positionals.length !== 1 || positionals[0] !== 'checkout') throw new Error('what shall be proved? checkout');
    return {
      runs: integer('--runs', values.runs, 10_000),
      seed: integer('--seed', values.seed, Number.MAX_SAFE_INTEGER, 0),
      atOnce: integer('--at-once', values['at-once'], 32),
      json: values.json,
    };
  } catch (error) {
    return `${(error as Error).message}\n\n${usage}`;
  }
}

function integer(name: string, text: string, most: number, least = 1): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new Error(`${name} must be a whole number from ${least} to ${most}`);
  }
  return number;
}
