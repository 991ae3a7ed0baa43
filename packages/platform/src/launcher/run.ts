import { describeUsage, readCommandLine } from './command-line.ts';
import { PlatformFault } from './fault.ts';
import { type Platform, type PlatformOptions, startPlatform } from './platform.ts';

const repeatMs = 1000;

/**
 * Runs the platform until this process is asked to end (SIGINT, SIGTERM, SIGHUP) or the process that started it is gone.
 * Answers with the exit code: 0 after a stop, also one that came during the start; 1 if the platform did not start.
 * `fixed` goes before the command line.
 */
export async function runLauncher(args: readonly string[], fixed: PlatformOptions = {}): Promise<number> {
  // Before anything is started: a Ctrl-C in between must not leave a process behind.
  const stop = listenForStop();
  const startedAt = Date.now();
  try {
    const { help, ...options } = readCommandLine(args);
    if (help) {
      console.log(describeUsage());
      return 0;
    }
    const platform = await startPlatform({ ...options, ...fixed, signal: stop.signal });
    console.log(banner(platform, Date.now() - startedAt));
    await stop.wanted;
    await platform.stop();
    console.log('stopped');
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return 0;
    console.error(`\nThe platform did not start.\n${explain(error)}`);
    return 1;
  }
}

function listenForStop(): { signal: AbortSignal; wanted: Promise<void> } {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  let askedAt = 0;
  const stop = (): void => {
    if (controller.signal.aborted) return;
    askedAt = Date.now();
    console.log('\nstopping');
    controller.abort();
    resolve();
  };
  const stopOrEnd = (): void => {
    if (!controller.signal.aborted) stop();
    // Someone asks again because it takes too long; the guard stops what is left. One Ctrl-C may arrive twice.
    else if (Date.now() - askedAt > repeatMs) process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopOrEnd);
  process.on('disconnect', stop);
  if (process.connected !== undefined && !process.connected) stop();
  // A terminal that is gone is no reason to die without stopping the rest.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  return { signal: controller.signal, wanted: promise };
}

function explain(error: unknown): string {
  if (error instanceof PlatformFault) return error.message;
  return error instanceof Error ? error.message : String(error);
}

function banner({ gatewayUrl, inboxUrl, sandboxUrl, home }: Platform, tookMs: number): string {
  return `
  Countersign is ready in ${(tookMs / 1000).toFixed(1)} s

  API            ${gatewayUrl}
  API reference  ${gatewayUrl}/docs
  Inbox          ${inboxUrl}
  Payment page   ${sandboxUrl}/pay
  State          ${home}

  First operator: npm run ops -- operator invite
  Stop: Ctrl-C
`;
}
