import { setTimeout as delay } from 'node:timers/promises';

const pauseMs = 60;
const answerLimitMs = 5000;

/**
 * Waits until `url` answers 200. `requireRunning` is asked before each try and throws when waiting has become pointless.
 * Throws what the address answered last when `limitMs` have passed.
 */
export async function waitUntilReady(
  url: string,
  { limitMs, requireRunning }: { limitMs: number; requireRunning: () => void },
): Promise<void> {
  const end = Date.now() + limitMs;
  for (;;) {
    requireRunning();
    const answer = await ask(url);
    if (answer === 'ready') return;
    if (Date.now() > end)
      throw new Error(`${url} was not ready within ${limitMs / 1000} s; the last answer: ${answer}`);
    await delay(pauseMs);
  }
}

async function ask(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(answerLimitMs) });
    const body = await response.text();
    return response.status === 200 ? 'ready' : `${response.status} ${body.slice(0, 300)}`;
  } catch (error) {
    return (error as Error).message;
  }
}
