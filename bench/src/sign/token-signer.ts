import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Platform } from '@countersign/platform';
import { openSecrets } from '../../../packages/platform/src/secrets/secrets.ts';
import {
  custodySettings,
  officerPin,
  prepareTokenFolder,
} from '../../../packages/platform/src/tokens/token-settings.ts';
import type { BenchmarkContext } from '../benchmark.ts';
import { adminUrl } from '../counting/databases.ts';
import { withDatabase } from '../login/users.ts';

/** A signer whose keys are in a token. */
export interface TokenSigner {
  address: string;
  pid: number;
}

const root = path.join(import.meta.dirname, '..', '..', '..');
const signer = 'services/remote-signing/src/signer';
const database = 'bench_token_signer';
const startLimitMs = 30_000;

/**
 * Starts a second signer beside that of the platform, with the same trust, a database of its own, and its keys in a token of
 * SoftHSM. Undefined where SoftHSM is not installed.
 */
export async function startTokenSigner(
  platform: Platform,
  signerPid: number,
  { closing, note }: BenchmarkContext,
): Promise<TokenSigner | undefined> {
  const home = await mkdtemp(path.join(tmpdir(), 'countersign-bench-token-'));
  closing.add(() => rm(home, { recursive: true, force: true }));
  const secrets = openSecrets(path.join(home, 'secrets'));
  let custody: Readonly<Record<string, string>>;
  try {
    custody = custodySettings({ home, secrets, environment: { KEY_CUSTODY: 'pkcs11' } }, 'signer');
  } catch (error) {
    note(`keys in a token are left out: ${(error as Error).message}`);
    return undefined;
  }
  await prepareTokenFolder(home, 'signer');
  await runToEnd('packages/platform/src/tokens/main.ts', {
    ...process.env,
    ...custody,
    PKCS11_SO_PIN: officerPin(secrets, 'signer'),
  });

  const url = await adminUrl(platform);
  await withDatabase(url, (client) => client.query(`create database ${database}`));
  const [port, opsPort] = [await findPort(), await findPort()];
  const settings = {
    ...(await readEnvironment(signerPid)),
    ...custody,
    DATABASE_URL: new URL(`/${database}`, url).href,
    GRPC_PORT: String(port),
    OPS_PORT: String(opsPort),
  };
  await runToEnd(`${signer}/migrate.ts`, settings);
  const child = start(`${signer}/main.ts`, settings);
  closing.add(async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  });
  await untilReady(child, opsPort);
  return { address: `localhost:${port}`, pid: child.pid ?? 0 };
}

/** The environment that a process of ours was started with, but its channel to whoever started it. */
async function readEnvironment(pid: number): Promise<NodeJS.ProcessEnv> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8');
  return Object.fromEntries(
    text
      .split('\0')
      .filter((line) => line.includes('=') && !line.startsWith('NODE_CHANNEL_'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

function start(file: string, env: NodeJS.ProcessEnv): ChildProcess {
  if (!existsSync(path.join(root, file))) throw new Error(`${file} is not there`);
  return spawn(process.execPath, [file], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function runToEnd(file: string, env: NodeJS.ProcessEnv): Promise<void> {
  const [code] = (await once(start(file, env), 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
}

async function untilReady(child: ChildProcess, opsPort: number): Promise<void> {
  const until = Date.now() + startLimitMs;
  while (child.exitCode === null && Date.now() < until) {
    try {
      // oxlint-disable-next-line no-await-in-loop
      const { ok } = await fetch(`http://127.0.0.1:${opsPort}/health/ready`, { signal: AbortSignal.timeout(2_000) });
      if (ok) return;
    } catch {
      // Nobody listens there yet.
    }
    // oxlint-disable-next-line no-await-in-loop
    await delay(100);
  }
  throw new Error('the signer with a token did not start');
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}
