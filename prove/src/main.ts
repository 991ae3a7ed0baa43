// `npm run prove`: drives the product under faults and attacks, and reads every book afterwards.
import { parseArgs } from 'node:util';
import { proveCheckout } from './checkout.ts';
import { proveFactors } from './factors/factors.ts';
import { describeFactorProof } from './factors/factors-report.ts';
import { proveFaults } from './faults/faults.ts';
import { describeFaultsProof } from './faults/faults-report.ts';
import { proveLogin } from './login/login.ts';
import { describeLoginProof } from './login/login-report.ts';
import { describeProof } from './report.ts';
import { proveRollout } from './rollout/rollout.ts';
import { describeRollout } from './rollout/rollout-report.ts';
import { custodies, parts, proveSigning } from './signing/signing.ts';
import { describeSigningProof } from './signing/signing-report.ts';

const usage = `npm run prove -- checkout [--runs <1 to 10000>] [--seed <number>] [--at-once <1 to 32>] [--json]
npm run prove -- login [--days <1 to 30>] [--json]
npm run prove -- factors [--days <1 to 365>] [--racers <2 to 200>] [--json]
npm run prove -- signing [--runs <1 to 10000>] [--seed <number>] [--at-once <1 to 32>] [--custody sealed|pkcs11]
                         [--only siege|outside|inside|databases|applications] [--json]
npm run prove -- faults [--seed <number>] [--only <part of a fault's name>] [--short] [--json]
npm run prove -- rollout [--seconds <1 to 3600>] [--seed <number>] [--json]

checkout  Starts a platform of its own and lets buyers shop while the payment provider misbehaves, processes are killed
          and Redis is emptied; then holds what buyers were told against the books of the provider, the orders, the
          inventory and the inbox. The same seed makes the same plans.
login     Besieges logins for days of a clock of its own, with real databases: passwords, one-time PINs, codes, mailed
          codes and answers, from one address and from many; prints how many guesses passed, and the odds.
factors   Gives answers of every kind of second factor many times in the same moment, again and elsewhere; asks a thousand
          times; and guesses for a year of a clock of its own. Prints how many guesses passed, beside what is told.
signing   Starts a platform of its own, whose keys may be in tokens of SoftHSM, and has people sign a lot at once while
          processes are killed; then attacks it as its users, as a service that was taken over and as whoever writes to its
          databases; has applications of others sign for people in the same way; and holds what people and applications were
          told against the books, the chains and the receipts.
faults    Starts a platform of its own and does one fault after the other to it while people shop, log in and sign: processes
          killed, PostgreSQL and Redis restarted, Redis emptied, no mail, services that stand still, a full disk, clocks that
          go wrong. Tells what people saw of each, and holds what they were told against the books. --short does some of them.
rollout   Starts a platform with two of every process behind a balancer, and ends and starts one after the other while people
          browse, buy, log in, refresh and sign, who repeat nothing. Tells every request that failed. With --seconds it goes
          round again until they are over.

Ends with 1 when anything was not as it must be.`;

const subjects = ['checkout', 'login', 'factors', 'signing', 'faults', 'rollout'] as const;
type What = (typeof subjects)[number];

interface Options {
  what: What;
  runs: number;
  seed: number;
  atOnce: number;
  /** Days of a clock; absent for as many as usual. */
  days: number | undefined;
  racers: number;
  custody: (typeof custodies)[number];
  /** Of signing or of the faults; absent for all of it. */
  only: string | undefined;
  short: boolean;
  /** How long a rollout goes on at least. */
  seconds: number;
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
    const proof = await proveLogin({ days: options.days ?? 7, ...conditions });
    return { proof, text: describeLoginProof(proof), holds: proof.faults.length === 0 };
  }
  if (options.what === 'factors') {
    const proof = await proveFactors({ days: options.days ?? 365, racers: options.racers, ...conditions });
    return { proof, text: describeFactorProof(proof), holds: proof.faults.length === 0 };
  }
  if (options.what === 'rollout') {
    const { seconds, seed } = options;
    const proof = await proveRollout({ seconds, seed, ...conditions });
    return { proof, text: describeRollout(proof), holds: proof.faults.length === 0 };
  }
  if (options.what === 'signing') {
    const { only, ...rest } = options;
    const part = only === undefined ? {} : { only: [choice('--only', only, parts)] };
    const proof = await proveSigning({ ...rest, ...conditions, ...part });
    return { proof, text: describeSigningProof(proof), holds: proof.faults.length === 0 };
  }
  if (options.what === 'faults') {
    const { seed, short, only } = options;
    const proof = await proveFaults({ seed, short, only, ...conditions });
    return { proof, text: describeFaultsProof(proof), holds: proof.faults.length === 0 };
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
        runs: { type: 'string' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        'at-once': { type: 'string' },
        days: { type: 'string' },
        racers: { type: 'string', default: '50' },
        custody: { type: 'string', default: 'sealed' },
        only: { type: 'string' },
        short: { type: 'boolean', default: false },
        seconds: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return usage;
    const what = subjects.find((subject) => subject === positionals[0]);
    if (positionals.length !== 1 || what === undefined) {
      throw new Error(`what shall be proved? ${subjects.join(', ')}`);
    }
    return {
      what,
      days: values.days === undefined ? undefined : integer('--days', values.days, what === 'login' ? 30 : 365),
      racers: integer('--racers', values.racers, 200, 2),
      runs: integer('--runs', values.runs ?? (what === 'signing' ? '200' : '100'), 10_000),
      seed: integer('--seed', values.seed, Number.MAX_SAFE_INTEGER, 0),
      atOnce: integer('--at-once', values['at-once'] ?? (what === 'signing' ? '16' : '8'), 32),
      custody: choice('--custody', values.custody, custodies),
      only: what === 'signing' && values.only !== undefined ? choice('--only', values.only, parts) : values.only,
      short: values.short,
      seconds: integer('--seconds', values.seconds, 3_600),
      json: values.json,
    };
  } catch (error) {
    return `${(error as Error).message}\n\n${usage}`;
  }
}

function choice<T extends string>(name: string, text: string, choices: readonly T[]): T {
  const found = choices.find((one) => one === text);
  if (found === undefined) throw new Error(`${name} must be one of ${choices.join(', ')}`);
  return found;
}

function integer(name: string, text: string, most: number, least = 1): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new Error(`${name} must be a whole number from ${least} to ${most}`);
  }
  return number;
}
