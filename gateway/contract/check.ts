// Fails when openapi.json would break a client of the last release: `npm run check`. With --release it keeps the contract as
// that of the version in package.json, against which the next ones are checked.
import { readFileSync, writeFileSync } from 'node:fs';
import { findVersion } from '@countersign/runtime';
import { type Contract, findBreaks } from './compatibility.ts';
import { readLastRelease, shapeOf } from './releases.ts';

const document = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8')) as Contract;
const version = findVersion();
const last = readLastRelease(version);
const breaks = findBreaks(last.contract, document);
if (breaks.length > 0) {
  console.error(`clients of ${last.version} would break (docs/api-versions.md says what may change):`);
  for (const each of breaks) console.error(`  ${each}`);
  process.exitCode = 1;
} else if (process.argv.includes('--release')) {
  const file = new URL(`../releases/${version}.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(shapeOf(document))}\n`);
  console.log(`kept as gateway/releases/${version}.json`);
}
