#!/usr/local/bin/node
// What the image is started with: `countersign <process> [serve|migrate|seed]`. The process itself runs here, not as a
// child, so that the signals of the container engine reach it.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { workspaceRoot } from '../state-folder.ts';
import { containerUsage, findContainerEntry } from './container-entry.ts';

const [name, ...rest] = process.argv.slice(2);
const found = findContainerEntry(name, rest);
if (found === undefined) {
  console.error(containerUsage());
  process.exitCode = 2;
} else {
  process.argv = [process.execPath, path.join(workspaceRoot, found.entry), ...found.args];
  endUntilServing();
  await import(pathToFileURL(path.join(workspaceRoot, found.entry)).href);
}

/**
 * The kernel sends a container's first process only the signals that it listens for. A step never does, a service does once
 * it serves; until then a signal ends the process at once.
 */
function endUntilServing(): void {
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    const end = (): void => {
      if (process.listenerCount(signal) > 1) process.off(signal, end);
      else process.exit(code);
    };
    process.on(signal, end);
  }
}
