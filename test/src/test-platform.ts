import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Platform, startPlatform } from '@countersign/platform';

const root = path.join(import.meta.dirname, '..', '..');

/** How a platform is started otherwise than usual. */
export type TestPlatformOptions = Pick<
  NonNullable<Parameters<typeof startPlatform>[0]>,
  'signal' | 'postgresSettings' | 'restartDelay' | 'replicas' | 'topology' | 'write'
>;

/** A whole platform of its own, for one test file. */
export interface TestPlatform {
  url: string;
  inboxUrl: string;
  platform: Platform;
  inviteOperator: () => Promise<string>;
  stop: () => Promise<void>;
}

/** Starts the platform on free ports with its state in `home`; a `signal` calls the start off. */
export async function startTestPlatform(home: string, options: TestPlatformOptions = {}): Promise<TestPlatform> {
  // What one platform compiled need not be compiled again for the next.
  process.env['NODE_COMPILE_CACHE'] = path.join(root, 'node_modules', '.cache', 'compiled');
  const platform = await startPlatform({
    home,
    ports: 'free',
    quiet: true,
    write: () => undefined,
    ...options,
  });
  const ops = path.join(root, 'packages', 'platform', 'src', 'ops.ts');
  return {
    url: platform.gatewayUrl,
    inboxUrl: platform.inboxUrl,
    platform,
    inviteOperator: async () => {
      const args = [ops, 'operator', 'invite', '--json', '--home', home];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
      return (JSON.parse(stdout) as { token: string }).token;
    },
    stop: platform.stop,
  };
}
