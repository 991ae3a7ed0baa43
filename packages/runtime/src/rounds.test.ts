import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger } from './logger.ts';
import { startRounds } from './rounds.ts';

const logger = createLogger({ service: 'rounds', level: 'silent' });

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('rounds', () => {
  it('come now and at every interval until they are closed', async () => {
    let count = 0;
    const rounds = startRounds({ name: 'counting', everyMs: 1_000, logger, round: async () => (count += 1) });
    expect(count).toBe(1);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(count).toBe(3);
    await rounds.close();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(count).toBe(3);
  });

  it('go on after one that failed, also at once', async () => {
    let count = 0;
    const rounds = startRounds({
      name: 'failing',
      everyMs: 1_000,
      logger,
      round: () => {
        count += 1;
        throw new Error('no luck');
      },
    });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(count).toBe(2);
    await rounds.close();
  });

  it('wait for one that takes long, and closing waits for it, too', async () => {
    const ends: (() => void)[] = [];
    const rounds = startRounds({
      name: 'waiting',
      everyMs: 1_000,
      logger,
      round: () => new Promise<void>((resolve) => ends.push(resolve)),
    });
    await jest.advanceTimersByTimeAsync(3_000);
    expect(ends).toHaveLength(1);
    let isClosed = false;
    const closing = rounds.close().then(() => (isClosed = true));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(isClosed).toBe(false);
    ends[0]?.();
    await closing;
    expect(ends).toHaveLength(1);
  });
});
