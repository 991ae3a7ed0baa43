import { setTimeout as delay } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import { Type } from 'typebox';
import type { Logger } from './logger.ts';
import { closeTelemetry } from './telemetry.ts';

export interface ShutdownStep {
  name: string;
  close: () => Promise<void> | void;
}

/** Settings of a process that can be told to end. */
export const endSettings = {
  /** Seconds for which it goes on serving after it was told to end, not ready any more: until every balancer knows. */
  DRAIN_SECONDS: Type.Number({ minimum: 0, maximum: 600, default: 0 }),
};

export interface ShutdownOptions {
  logger: Logger;
  /** Called at once when the process is told to end: from then on it says that it is not ready. */
  onEnding?: () => void;
  /** Seconds for which it goes on serving after that, until every balancer knows. 0 by default. */
  drainSeconds?: number;
  /** Longest time that the steps may take together. */
  limitMs?: number;
}

/** Sent by people and orchestrators; other signals end the process by `close-with-grace`, without a drain. */
const endSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Ends the process in order when it is told to (SIGTERM, SIGINT, SIGHUP), when it fails, or when the parent that started it
 * with an IPC channel is gone. Told to, it first calls `onEnding` and goes on serving for `drainSeconds`; a second signal cuts
 * that short, a third ends the process at once. Then it runs the steps one after the other (stop accepting first, then
 * finish what is under way, then close), each even if an earlier one failed, and exits at the latest after `limitMs` more.
 */
export function closeInOrder(
  steps: readonly ShutdownStep[],
  { logger, onEnding, drainSeconds = 0, limitMs = 20_000 }: ShutdownOptions,
): void {
  const hastened = new AbortController();
  let told: string | undefined;
  let isEnding = false;
  const end = async (failure: Error | undefined): Promise<void> => {
    // Told to after a failure: the first end exits for both.
    if (isEnding) return await new Promise(() => undefined);
    isEnding = true;
    if (failure) logger.fatal({ err: failure }, 'stopping after a failure');
    else logger.info({ signal: told }, 'stopping');
    onEnding?.();
    // Whatever failed may have left the process unable to serve.
    if (failure === undefined && drainSeconds > 0) {
      await delay(drainSeconds * 1_000, undefined, { signal: hastened.signal }).catch(() => undefined);
    }
    for (const step of steps) {
      try {
        // In order on purpose: a database closed before the server drains would fail requests under way.
        // oxlint-disable-next-line no-await-in-loop
        await step.close();
      } catch (error) {
        logger.error({ err: error, step: step.name }, 'a part did not close cleanly');
      }
    }
    await closeTelemetry();
    logger.info('stopped');
  };
  const { close } = closeWithGrace({ delay: drainSeconds * 1_000 + limitMs, skip: [...endSignals] }, ({ err }) =>
    end(err),
  );
  const tell = (by: string): void => {
    if (told === undefined) {
      told = by;
      close();
    } else if (hastened.signal.aborted) process.exit(1);
    else hastened.abort();
  };
  for (const signal of endSignals) process.on(signal, tell);
  if (process.channel) {
    process.channel.unref();
    process.once('disconnect', () => {
      // Nobody is left who would wait for it.
      if (told === undefined) tell('disconnect');
      if (!hastened.signal.aborted) hastened.abort();
    });
  }
}
