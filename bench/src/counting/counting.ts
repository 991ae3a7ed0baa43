import { setTimeout as delay } from 'node:timers/promises';
import type { Platform } from '@countersign/platform';
import { median } from '../rounds.ts';
import { countCommands } from './redis-commands.ts';
import { readCalls } from './rpcs.ts';
import { countStatements } from './statements.ts';

/** What something made the platform do, by name of what was done. */
export interface Work {
  statements: Readonly<Record<string, number>>;
  calls: Readonly<Record<string, number>>;
  commands: Readonly<Record<string, number>>;
}

/** A number of all times it was counted. */
export interface Figure {
  median: number;
  least: number;
  most: number;
}

/** What one of something costs when it is alone. */
export interface UnitCost {
  times: number;
  statements: Figure;
  /** Of the statements, those that begin or end a transaction. */
  transactionEnds: Figure;
  calls: Figure;
  commands: Figure;
  /** By database and statement, service and method, and command, from one of those that cost the median. */
  typical: Work;
}

const idleMs = 3_000;
const settledMs = 400;
const settleLimitMs = 20_000;

/** Asked by the clock while there are readers, and by nobody's order. */
const callsByTheClock = new Set([
  'catalog getGeneration',
  'identity listEndedSessions',
  'enrollment listMembershipChanges',
]);
/** A worker's wait for the next job: how often it is renewed is a matter of time. */
const commandsByTheClock = new Set(['bzpopmin', 'ping', 'info']);
const transactionEnd = /^\S+ (begin|commit|rollback|start transaction)\b/i;

/** Has `once` done alone, several times, and counts exactly what it makes the platform do. */
export async function countUnit(platform: Platform, times: number, once: () => Promise<void>): Promise<UnitCost> {
  const statements = await countStatements(platform);
  const commands = await countCommands(platform);
  const read = async (): Promise<Work> => ({
    statements: Object.fromEntries(await statements.read()),
    calls: Object.fromEntries(await readCalls(platform)),
    commands: Object.fromEntries(commands.read()),
  });
  try {
    const byTheClock = await findStatementsByTheClock(read);
    const works: Work[] = [];
    for (let done = 0; done < times; done += 1) {
      // Alone is the point.
      // oxlint-disable-next-line no-await-in-loop
      works.push(await countOnce(read, byTheClock, once));
    }
    return summariseWorks(works);
  } finally {
    commands.close();
    await statements.close();
  }
}

/** Sums up several counts of the same. */
export function summariseWorks(works: readonly Work[]): UnitCost {
  const ends = ({ statements }: Work): number =>
    total(Object.fromEntries(Object.entries(statements).filter(([name]) => transactionEnd.test(name))));
  const statements = figure(works.map((work) => total(work.statements)));
  const typical = works.find((work) => total(work.statements) === Math.floor(statements.median)) ?? works[0];
  if (typical === undefined) throw new Error('nothing was counted');
  return {
    times: works.length,
    statements,
    transactionEnds: figure(works.map(ends)),
    calls: figure(works.map((work) => total(work.calls))),
    commands: figure(works.map((work) => total(work.commands))),
    typical,
  };
}

/** What runs although nobody wants anything. The ends of transactions are counted nevertheless. */
async function findStatementsByTheClock(read: () => Promise<Work>): Promise<ReadonlySet<string>> {
  const before = await read();
  await delay(idleMs);
  const names = Object.keys(subtract(await read(), before, new Set()).statements);
  return new Set(names.filter((name) => !transactionEnd.test(name)));
}

async function countOnce(
  read: () => Promise<Work>,
  byTheClock: ReadonlySet<string>,
  once: () => Promise<void>,
): Promise<Work> {
  const before = await read();
  await once();
  const until = Date.now() + settleLimitMs;
  let found = subtract(await read(), before, byTheClock);
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- jobs go on after the answer
    await delay(settledMs);
    // oxlint-disable-next-line no-await-in-loop
    const next = subtract(await read(), before, byTheClock);
    if (JSON.stringify(next) === JSON.stringify(found)) return found;
    if (Date.now() > until) throw new Error('the platform does not come to rest');
    found = next;
  }
}

/** What was added since, without what the clock does. */
function subtract(now: Work, before: Work, statementsByTheClock: ReadonlySet<string>): Work {
  const grown = (kind: keyof Work, byTheClock: ReadonlySet<string>): Record<string, number> =>
    Object.fromEntries(
      Object.entries(now[kind])
        .map(([name, count]) => [name, count - (before[kind][name] ?? 0)] as const)
        .filter(([name, count]) => count > 0 && !byTheClock.has(name)),
    );
  return {
    statements: grown('statements', statementsByTheClock),
    calls: grown('calls', callsByTheClock),
    commands: grown('commands', commandsByTheClock),
  };
}

function figure(numbers: readonly number[]): Figure {
  return { median: median(numbers), least: Math.min(...numbers), most: Math.max(...numbers) };
}

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
