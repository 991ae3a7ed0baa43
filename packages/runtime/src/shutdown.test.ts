import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
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
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(20_000) });
    await Promise.race([once(child.stdout, 'data'), exited]);
    child.stdout.destroy();
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});

const draining = `
import { closeInOrder, createLogger } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
const say = (text) => process.stdout.write(text + '\\n');
setInterval(() => {}, 1000);
closeInOrder([{ name: 'last', close: () => say('closed') }], {
  logger: createLogger({ service: 'test', level: 'silent' }),
  onEnding: () => say('ending'),
  drainSeconds: 60,
});
say('up');
`;

it('serves on after a signal until a second one hastens it, and then closes in order', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', draining], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(25_000) });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (line !== 'closed') child.kill('SIGTERM');
    }
    expect(lines).toEqual(['up', 'ending', 'closed']);
    expect(await exited).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});
