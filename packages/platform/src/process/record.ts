import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What is written down about a started process, so that a later start can end it if its launcher could not. */
export interface ProcessRecord {
  readonly name: string;
  readonly pid: number;
  /** Tells this process from a later one with the same pid; see {@link findProcessIdentity}. */
  readonly identity: string;
  readonly stopSignal: NodeJS.Signals;
  /** Higher tiers are stopped first: what uses the database before the database. */
  readonly tier: number;
}

export interface NewProcessRecord {
  readonly name: string;
  readonly pid: number | undefined;
  readonly stopSignal: NodeJS.Signals;
  readonly tier: number;
}

/**
 * Finds what makes a live process unique: boot id and start time since boot. `undefined` when no such process runs, when
 * it is a zombie, or where there is no /proc. proc(5): the fields after the last ')' are safe to split.
 */
export async function findProcessIdentity(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const bootId = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    return `${bootId}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Writes a process down in the run folder. A process that has ended meanwhile is left out. */
export async function recordProcess(runFolder: string, record: NewProcessRecord): Promise<void> {
  if (record.pid === undefined) return;
  const identity = await findProcessIdentity(record.pid);
  if (identity === undefined) return;
  await mkdir(runFolder, { recursive: true, mode: 0o700 });
  await writeFile(recordFile(runFolder, record.name), `${JSON.stringify({ ...record, identity })}\n`, { mode: 0o600 });
}

/** Removes a process from the run folder; with `identity` only if the record is still about that process. */
export async function forgetProcess(runFolder: string, name: string, identity?: string): Promise<void> {
  if (identity !== undefined && (await findRecord(recordFile(runFolder, name)))?.identity !== identity) return;
  await rm(recordFile(runFolder, name), { force: true });
}

/** Finds a recorded process by name, if it still runs. */
export async function findLiveProcess(runFolder: string, name: string): Promise<ProcessRecord | undefined> {
  const record = await findRecord(recordFile(runFolder, name));
  return record !== undefined && (await isAlive(record)) ? record : undefined;
}

/**
 * Stops every recorded process that still runs, tier by tier from the highest, and forgets it: its stop signal, then
 * SIGKILL after `limitMs`. A pid that another program has got meanwhile is never touched. Returns the names it stopped.
 */
export async function stopRecordedProcesses(
  runFolder: string,
  { limitMs, except = [] }: { limitMs: number; except?: readonly string[] },
): Promise<string[]> {
  const records = (await listRecords(runFolder)).filter(({ name }) => !except.includes(name));
  const stopped: string[] = [];
  for (const tier of [...new Set(records.map((record) => record.tier))].toSorted((a, b) => b - a)) {
    const ofTier = records.filter((record) => record.tier === tier);
    // oxlint-disable-next-line no-await-in-loop -- a tier must be gone before the one it uses is stopped
    const results = await Promise.all(ofTier.map((record) => stopRecorded(runFolder, record, limitMs)));
    stopped.push(...ofTier.filter((_, index) => results[index]).map(({ name }) => name));
  }
  return stopped;
}

async function stopRecorded(runFolder: string, record: ProcessRecord, limitMs: number): Promise<boolean> {
  const alive = await isAlive(record);
  if (alive) await stopProcess(record, limitMs);
  await forgetProcess(runFolder, record.name, record.identity);
  return alive;
}

/** Stops one process that is not this process's child: its stop signal, then SIGKILL to its group after `limitMs`. */
export async function stopProcess(
  record: Pick<ProcessRecord, 'pid' | 'identity' | 'stopSignal'>,
  limitMs: number,
): Promise<void> {
  signalProcess(record.pid, record.stopSignal);
  if (await waitUntilGone(record, limitMs)) return;
  signalProcess(-record.pid, 'SIGKILL');
  signalProcess(record.pid, 'SIGKILL');
  await waitUntilGone(record, limitMs);
}

async function waitUntilGone(record: Pick<ProcessRecord, 'pid' | 'identity'>, limitMs: number): Promise<boolean> {
  const end = Date.now() + limitMs;
  while (await isAlive(record)) {
    if (Date.now() > end) return false;
    await delay(25);
  }
  return true;
}

async function isAlive(record: Pick<ProcessRecord, 'pid' | 'identity'>): Promise<boolean> {
  return (await findProcessIdentity(record.pid)) === record.identity;
}

async function listRecords(runFolder: string): Promise<ProcessRecord[]> {
  const names = await readdir(runFolder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.pid')).map((name) => path.join(runFolder, name));
  return (await Promise.all(files.map(findRecord))).filter((record) => record !== undefined);
}

async function findRecord(file: string): Promise<ProcessRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(file, 'utf8')) as Partial<ProcessRecord>;
    // A file cut short by a crash names no process.
    return typeof record.pid === 'number' && record.pid > 1 && typeof record.identity === 'string'
      ? (record as ProcessRecord)
      : undefined;
  } catch {
    return undefined;
  }
}

function recordFile(runFolder: string, name: string): string {
  return path.join(runFolder, `${name}.pid`);
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone between the look and the signal.
  }
}
