import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from '@jest/globals';

const prelude = `
import { createLogger } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
const logger = createLogger({ service: 'test' });
`;

/** Runs a program with a logger; its lines as they come. */
function start(program: string) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', `${prelude}${program}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout });
  return { child, lines };
}

async function messagesOf(program: string): Promise<string[]> {
  const { child, lines } = start(program);
  const messages: string[] = [];
  lines.on('line', (line) => messages.push((JSON.parse(line) as { msg: string }).msg));
  await Promise.all([once(child, 'exit'), once(lines, 'close')]);
  return messages;
}

describe('lines on standard output', () => {
  it.each(['process.exit(0)', 'process.exitCode = 0', 'throw new Error("crash")'])(
    'all come, in order, before the end by %s',
    async (end) => {
      const messages = await messagesOf(
        `for (let line = 0; line < 2000; line += 1) logger.info(String(line)); ${end};`,
      );
      expect(messages).toEqual(Array.from({ length: 2000 }, (_, line) => String(line)));
    },
  );

  it('come without waiting for more', async () => {
    const { child, lines } = start(`logger.info('one'); setInterval(() => {}, 1000);`);
    const [line] = (await once(lines, 'line', { signal: AbortSignal.timeout(4_000) })) as [string];
    child.kill('SIGKILL');
    expect(line).toContain('one');
  });

  it('come at once from a warning on, with those before it', async () => {
    const messages = await messagesOf(
      `logger.info('before'); logger.warn('warning'); logger.info('after'); process.kill(process.pid, 'SIGKILL');`,
    );
    expect(messages).toEqual(['before', 'warning']);
  });
});
