export default {
  injectGlobals: false,
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/{gateway,services,packages,proto,test,bench,prove,conformance}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/\\.countersign/'],
  modulePathIgnorePatterns: ['/\\.countersign/', '/demo-output/'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  globalSetup: '<rootDir>/packages/testing/src/global-setup.ts',
  globalTeardown: '<rootDir>/packages/testing/src/global-teardown.ts',
  testTimeout: 30_000,
  // Modules of a test file stay in memory after it (--experimental-vm-modules): a worker that is full is replaced.
  workerIdleMemoryLimit: '1GB',
  // Tests wait for databases as much as they compute.
  maxWorkers: '100%',
};
