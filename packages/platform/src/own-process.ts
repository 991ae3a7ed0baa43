import { readConfig } from '@countersign/runtime';
import { Type } from 'typebox';

/** A part of the platform that is a process of its own. */
export interface OwnProcess {
  readonly close: () => Promise<void>;
}

const closeLimitMs = 5000;

/**
 * Ends this process when it is told to (SIGINT, SIGTERM, SIGHUP) or when its launcher is gone, after closing `part`.
 */
export function closeWithLauncher(part: OwnProcess): void {
  let closing = false;
  const close = (): void => {
    if (closing) return;
    closing = true;
    setTimeout(() => process.exit(1), closeLimitMs).unref();
    part.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(event, close);
  // The launcher may have died before anyone listened.
  if (process.connected !== undefined && !process.connected) close();
}

/** Reads a setting of this process, which may be given as `<name>_FILE`, too; throws if it is missing. */
export function getSetting(name: string): string {
  return readConfig(Type.Object({ [name]: Type.String() }), process.env)[name] as string;
}
