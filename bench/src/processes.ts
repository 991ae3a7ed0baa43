import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

// Linux counts processor time for user programs in hundredths of a second on every architecture (time(7), USER_HZ).
const tickUs = 10_000;

/** Memory of a process and its children. */
export interface Memory {
  processes: number;
  /** Resident set, kB; a page that several processes share is counted in each. */
  residentKb: number;
  /** The same with each shared page divided among those who share it; absent where the system does not tell. */
  proportionalKb?: number;
}

/** The pids of a platform's processes by name, from its state folder. */
export async function readPlatformPids(home: string): Promise<Map<string, number>> {
  const run = path.join(home, 'run');
  const files = (await readdir(run)).filter((file) => file.endsWith('.pid')).toSorted();
  const records = await Promise.all(files.map((file) => readFile(path.join(run, file), 'utf8')));
  return new Map(
    records.map((text) => {
      const { name, pid } = JSON.parse(text) as { name: string; pid: number };
      return [name, pid];
    }),
  );
}

/**
 * The processes of each part: the named one and what it started, unless that is a part itself. Of this very process only
 * itself counts, as it also starts what measures.
 */
async function listParts(parts: ReadonlyMap<string, number>): Promise<Map<string, number[]>> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = (await Promise.all(names.map((name) => findStat(Number(name))))).filter((stat) => stat !== undefined);
  const children = Map.groupBy(stats, ({ parent }) => parent);
  const own = new Set(parts.values());
  const listTree = (pid: number): number[] => {
    const below = pid === process.pid ? [] : (children.get(pid) ?? []);
    return [pid, ...below.filter((child) => !own.has(child.pid)).flatMap((child) => listTree(child.pid))];
  };
  return new Map([...parts].map(([name, pid]) => [name, listTree(pid)]));
}

/** Processor time that each part has used so far, in microseconds, with that of processes of it that have ended. */
export async function readCpuUs(parts: ReadonlyMap<string, number>): Promise<Map<string, number>> {
  return await mapParts(await listParts(parts), async (pids) => {
    const stats = await Promise.all(pids.map(findStat));
    return sum(stats.map((stat) => (stat === undefined ? 0 : stat.ticks * tickUs)));
  });
}

/** Memory that each part uses. */
export async function readMemory(parts: ReadonlyMap<string, number>): Promise<Map<string, Memory>> {
  return await mapParts(await listParts(parts), async (pids) => {
    const resident = await Promise.all(pids.map((pid) => findKb(`/proc/${pid}/status`, 'VmRSS')));
    const proportional = await Promise.all(pids.map((pid) => findKb(`/proc/${pid}/smaps_rollup`, 'Pss')));
    const known = proportional.filter((kb) => kb !== undefined);
    return {
      processes: pids.length,
      residentKb: sum(resident.map((kb) => kb ?? 0)),
      ...(known.length === pids.length ? { proportionalKb: sum(known) } : {}),
    };
  });
}

async function mapParts<T>(
  parts: ReadonlyMap<string, number[]>,
  readPart: (pids: number[]) => Promise<T>,
): Promise<Map<string, T>> {
  return new Map(await Promise.all([...parts].map(async ([name, pids]) => [name, await readPart(pids)] as const)));
}

interface Stat {
  pid: number;
  parent: number;
  /** Processor time, with that of children that have ended. */
  ticks: number;
}

async function findStat(pid: number): Promise<Stat | undefined> {
  try {
    return parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // It ended since it was listed.
    return undefined;
  }
}

/** Reads a line of /proc/<pid>/stat. proc(5): the name, in brackets, may hold anything; what follows can be split. */
export function parseStat(line: string): Stat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    pid: Number.parseInt(line, 10),
    parent: field(4),
    // utime, stime, cutime, cstime: a database's worker may end between two looks, and its time must not be lost.
    ticks: field(14) + field(15) + field(16) + field(17),
  };
}

async function findKb(file: string, name: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text);
  return match === null ? undefined : Number(match[1]);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
