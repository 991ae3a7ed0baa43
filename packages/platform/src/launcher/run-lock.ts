import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findProcessIdentity } from '../process/record.ts';
import { PlatformFault } from './fault.ts';

interface LockHolder {
  readonly pid: number;
  readonly identity: string | null;
}

/** Makes this process the only launcher of a state folder; throws a fault if another one runs. Returns the release. */
export async function takeRunLock(runFolder: string): Promise<() => Promise<void>> {
  await mkdir(runFolder, { recursive: true, mode: 0o700 });
  const file = path.join(runFolder, 'launcher.json');
  const holder = await findHolder(file);
  if (holder !== undefined && (await findProcessIdentity(holder.pid)) === holder.identity) {
    throw new PlatformFault(
      `a platform runs on this state folder already (process ${holder.pid}); stop it, or choose another folder: COUNTERSIGN_HOME or --home`,
    );
  }
  await rm(file, { force: true });
  const own: LockHolder = { pid: process.pid, identity: (await findProcessIdentity(process.pid)) ?? null };
  try {
    await writeFile(file, `${JSON.stringify(own)}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new PlatformFault('another platform is just starting on this state folder');
  }
  return () => rm(file, { force: true });
}

async function findHolder(file: string): Promise<LockHolder | undefined> {
  try {
    const holder = JSON.parse(await readFile(file, 'utf8')) as Partial<LockHolder>;
    return typeof holder.pid === 'number' && typeof holder.identity === 'string' ? (holder as LockHolder) : undefined;
  } catch {
    return undefined;
  }
}
