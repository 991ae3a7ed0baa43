import closeWithGrace from 'close-with-grace';
import type { Logger } from './logger.ts';
import { closeTelemetry } from './telemetry.ts';

export interface ShutdownStep {
  name: string;
  close: () => Promise<void> | void;
}

/**
 * Ends the process in order when it is asked to (SIGINT, SIGTERM), when it fails, or when the parent that started it
 * with an IPC channel is gone: runs the steps one after the other (stop accepting first, then drain, then close), each
 * even if an earlier one failed, and exits at the latest after `limitMs`.
 */
export function closeInOrder(
  steps: readonly ShutdownStep[],
  { logger, limitMs = 10_000 }: { logger: Logger; limitMs?: number },
): void {
  const { close } = closeWithGrace({ delay: limitMs }, async ({ signal, err }) => {
    if (err) logger.fatal({ err }, 'stopping after a failure');
    else logger.info({ signal }, 'stopping');
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
  });
  if (process.channel) {
    process.channel.unref();
    process.once('disconnect', () => close());
  }
}
