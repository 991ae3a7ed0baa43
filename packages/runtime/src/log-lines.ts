import { type DestinationStream, pino } from 'pino';

/** Longest that a line waits for others. */
const gatherMs = 20;
const mostGathered = 16_384;
/** Level of `warn`: such a line, and those before it, are written at once. */
const urgentLevel = 40;

/**
 * Standard output for log lines. Lines of a few milliseconds are written together, as each write wakes up the reader. All
 * are written before the process exits; only SIGKILL loses any, of the last 20 ms.
 */
export function gatherLines(): DestinationStream {
  // Written by this thread: an asynchronous destination flushes what is left at exit, and never ends once its reader is gone.
  const output = pino.destination({ dest: 1, sync: true });
  let gathered = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const lines = gathered;
    gathered = '';
    if (lines !== '') output.write(lines);
  };
  process.on('exit', flush);
  const destination = {
    // pino then tells the level of each line.
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    write: (line: string): void => {
      gathered += line;
      if (destination.lastLevel >= urgentLevel || gathered.length >= mostGathered) flush();
      else timer ??= setTimeout(flush, gatherMs).unref();
    },
  };
  return destination;
}
