import { rm } from 'node:fs/promises';
import { announcementFile } from '../launcher/announcement.ts';
import { forgetProcess, stopRecordedProcesses } from './record.ts';

const stopLimitMs = 15_000;
const runFolder = process.argv[2];
if (runFolder === undefined) throw new Error('the guard needs the run folder');

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

process.stdin.resume();
process.stdin.once('close', () => {
  void cleanUp(runFolder);
});

async function cleanUp(folder: string): Promise<void> {
  await stopRecordedProcesses(folder, { limitMs: stopLimitMs, except: ['guard'] });
  await rm(announcementFile(folder), { force: true });
  await forgetProcess(folder, 'guard');
  process.exit(0);
}
