import { readFile, writeFile } from 'node:fs/promises';

/** Lets the highest memory of a process and its children be counted from now on (proc(5), clear_refs). */
export async function resetPeakMemory(pid: number): Promise<void> {
  await Promise.all((await listFamily(pid)).map((each) => writeFile(`/proc/${each}/clear_refs`, '5')));
}

/** The highest resident memory of a process and its children since then, each at its own highest, in MiB. */
export async function readPeakMemory(pid: number): Promise<number> {
  const peaks = await Promise.all((await listFamily(pid)).map(readPeakKb));
  return peaks.reduce((sum, kb) => sum + kb, 0) / 1024;
}

async function listFamily(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return [pid, ...children.split(' ').filter(Boolean).map(Number)];
}

async function readPeakKb(pid: number): Promise<number> {
  const match = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'));
  if (match === null) throw new Error('the system does not tell the highest memory of a process');
  return Number(match[1]);
}
