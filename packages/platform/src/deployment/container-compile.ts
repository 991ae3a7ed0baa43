// Part of building the image: loads what each process is made of, so that compiled sources are in the image's cache. None has
// settings here, and each ends with that; one that fails in any other way would not start in a container, and ends the build.
import { flushCompileCache } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '@countersign/runtime';
import { workspaceRoot } from '../state-folder.ts';
import { allContainerEntries } from './container-entry.ts';

process.argv = [process.execPath, 'ops', 'help'];
for (const entry of allContainerEntries()) {
  try {
    // oxlint-disable-next-line no-await-in-loop -- what they share is compiled once
    await import(pathToFileURL(path.join(workspaceRoot, entry)).href);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw new Error(`${entry} cannot be loaded`, { cause: error });
  }
}
flushCompileCache();
process.exit(0);
