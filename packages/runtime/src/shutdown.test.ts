import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';

const program = `
import { closeInOrder, createLogger } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
const logger = createLogger({ service: 'test' });
setInterval(() => {}, 1000);
closeInOrder([{ name: 'nothing', close: () => {} }], { logger });
logger.info('up');
`;

it('ends a process also when nobody reads its log any more', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(4_000) });
    await Promise.race([once(child.stdout, 'data'), exited]);
    child.stdout.destroy();
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});
