import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import koffi from 'koffi';

/** A token of SoftHSM for one test file; it needs the witness `softhsm2-util`. */
export interface SoftHsmToken {
  readonly module: string;
  readonly label: string;
  readonly pin: string;
  readonly officerPin: string;
  /** Deletes the token; what uses it must be closed before. */
  remove(): Promise<void>;
}

const modules = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
];
const run = promisify(execFile);

/** Makes an empty token in a folder of its own, and lets this process know of it. */
export async function createSoftHsmToken(label = 'test'): Promise<SoftHsmToken> {
  const module = modules.find((file) => existsSync(file));
  if (module === undefined) throw new Error('SoftHSM has no module at its usual places');
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-token-'));
  const tokens = path.join(folder, 'tokens');
  await mkdir(tokens);
  const config = path.join(folder, 'softhsm2.conf');
  await writeFile(config, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  const [pin, officerPin] = ['1234', '56785678'];
  const options = ['--init-token', '--free', '--label', label, '--pin', pin, '--so-pin', officerPin];
  await run('softhsm2-util', options, { env: { ...process.env, SOFTHSM2_CONF: config } });
  setForLibraries('SOFTHSM2_CONF', config);
  return { module, label, pin, officerPin, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Libraries read the environment of the process itself; `process.env` is a copy of it while jest runs. */
function setForLibraries(name: string, value: string): void {
  const setenv = koffi.load(null).func('int setenv(const char *name, const char *value, int replace)') as (
    ...given: [string, string, number]
  ) => number;
  if (setenv(name, value, 1) !== 0) throw new Error(`${name} could not be set`);
}
