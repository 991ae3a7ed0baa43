import path from 'node:path';

// The order of the journeys: those that take longest first, so that the last ones end together. Told here because a fresh
// clone remembers no durations; a journey that is missing goes before all others.
const byDuration = [
  'buyers',
  'backup',
  'platform',
  'faults',
  'abuse',
  'requests',
  'prove',
  'journey',
  'rollout',
  'upgrade',
  'token-journey',
  'soft-token',
  'observability',
  'schema',
  'sealed-columns',
];

interface TestFile {
  readonly path: string;
}

/** What Jest asks about the order of test files. */
// oxlint-disable-next-line import/no-default-export -- Jest takes it so
export default class LongestFirst {
  sort(files: readonly TestFile[]): TestFile[] {
    const rank = (file: TestFile) => byDuration.indexOf(path.basename(file.path, '.test.ts'));
    return files.toSorted((one, other) => rank(one) - rank(other));
  }

  allFailedTests(files: readonly TestFile[]): readonly TestFile[] {
    return files;
  }

  cacheResults(): void {}
}
