// Writes the generated part of k8s/: `npm run generate`. With --check it fails when the committed one is another.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { workspaceRoot } from '../../state-folder.ts';
import { generateManifests } from './manifests.ts';

const folder = path.join(workspaceRoot, 'k8s');
const generated = await generateManifests();

if (process.argv.includes('--check')) {
  const faults = [...(await findDifferences()), ...(await findStrangers())];
  if (faults.length > 0) console.error(`${faults.join('\n')}\nnpm run generate writes k8s/ anew`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} else {
  for (const [name, content] of generated) {
    const file = path.join(folder, name);
    // oxlint-disable no-await-in-loop -- a few small files
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    // oxlint-enable no-await-in-loop
  }
}

async function findDifferences(): Promise<string[]> {
  const found = await Promise.all(
    [...generated].map(async ([name, content]) => {
      const committed = await readFile(path.join(folder, name), 'utf8').catch(() => undefined);
      return committed === content ? [] : [`k8s/${name} is not what the table of processes makes`];
    }),
  );
  return found.flat();
}

/** A process that is gone must not stay in the base. */
async function findStrangers(): Promise<string[]> {
  const names = await readdir(path.join(folder, 'base'), { recursive: true });
  return names
    .filter((name) => path.extname(name) !== '' && !generated.has(path.posix.join('base', name)))
    .map((name) => `k8s/base/${name} is made from no process`);
}
