// `npm run prove`: drives the product under faults and attacks, and reads every book afterwards.
import { parseArgs } from 'node:util';
import { proveCheckout } from './checkout.ts';
import { proveLogin } from './login/login.ts';
import { describeLoginProof } from './login/login-report.ts';
import { describeProof } from './report.ts';

const usage = `npm run prove -- checkout [--runs <1 to 10000>] [--seed <number>] [--at-once <1 to 32>] [--json]
npm run prove -- login [--days <1 to 30>] [--json]

checkout  Starts a platform of its own and lets buyers shop while the payment provider misbehaves, processes are killed
          and Redis is emptied; then holds what buyers were told against the books of the provider, the orders, the
          inventory and the inbox. The same seed makes the same plans.
login     Besieges logins for days of a clock of its own, with real databases: passwords, one-time PINs, codes, mailed
          codes and answers, from one address and from many; prints how many guesses passed, and the odds.

Ends with 1 when anything was not as it must be.`;

interface Options {
  what: 'checkout' | 'login';
  runs: number;
  seed: number;
  atOnce: number;
  days: number;
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
  const conditions = {
    signal: stopping.signal,
    note: (text: string) => console.error(`  … ${Math.round(performance.now() / 1000)} s: ${text}`),
  };
  try {
    const { proof, text, holds } = await prove(options, conditions);
    console.log(options.json ? JSON.stringify(proof, undefined, 2) : `\n${text}`);
    return holds ? 0 : 1;
  } catch (error) {
    if (stopping.signal.aborted) return 130;
    console.error(error);
    return 1;
  }
}

async function prove(
  options: Options,
  conditions: { signal: AbortSignal; note: (text: string) => void },
): Promise<{ proof: object; text: string; holds: boolean }> {
  if (options.what === 'login') {
    const proof = await proveLogin({ ...options, ...conditions });
    return { proof, text: describeLoginProof(proof), holds: proof.faults.length === 0 };
  }
  const proof = await proveCheckout({ ...options, ...conditions });
  return { proof, text: describeProof(proof), holds: proof.losses.length === 0 };
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
        days: { type: 'string', default: '7' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return usage;
    const [what] = positionals;
    if (positionals.length !== 1 || (what !== 'checkout' && what !== 'login')) {
      throw new Error('what shall be proved? checkout or login');
    }
    return {
      what,
      days: integer('--days', values.days, 30),
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
