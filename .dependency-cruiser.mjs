// Who may import whom. The calls between services are in CALLS, as docs/architecture.md draws them.
const PACKAGES = {
  errors: [],
  sealing: ['errors', 'runtime'],
  der: [],
  certificates: ['der'],
  cms: ['der'],
  'key-custody': ['errors', 'sealing', 'der', 'runtime'],
  person: [],
  runtime: ['errors'],
  grpc: ['errors', 'runtime'],
  db: ['errors', 'runtime'],
  jobs: ['errors', 'runtime', 'db', 'grpc'],
  attempts: ['errors'],
  audit: ['errors', 'sealing'],
  texts: [],
  client: [],
  'soft-token': ['texts'],
  messaging: ['errors', 'runtime', 'texts'],
  platform: ['errors', 'runtime', 'grpc', 'audit', 'certificates', 'der', 'key-custody', 'sealing'],
  testing: ['db', 'grpc', 'runtime', 'platform'],
};

/** Caller → callees; the keys are folders below services/, the values contracts below proto/gen/countersign/. */
export const CALLS = {
  catalog: [],
  order: ['catalog'],
  enrollment: ['order', 'catalog', 'identity', 'second_factor', 'certificate_authority'],
  identity: ['second_factor'],
  'second-factor': [],
  'remote-signing': ['enrollment', 'identity', 'second_factor', 'certificate_authority', 'signer'],
  'certificate-authority': [],
};

const own = (service) => service.replace('-', '_');
const tests = ['\\.test\\.ts$', '/test/'];

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'types may refer to each other; running code may not',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'services-apart',
      comment: 'a service talks to another through its contract only',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^(services|gateway)/', pathNot: '^services/$1/' },
    },
    {
      name: 'gateway-apart',
      severity: 'error',
      from: { path: '^gateway/' },
      to: {
        path: '^(services/|packages/(db|jobs|sealing|attempts|audit|messaging)/|node_modules/(kysely|pg|bullmq)/)',
      },
    },
    {
      name: 'packages-below-services',
      severity: 'error',
      from: { path: '^(packages|proto)/' },
      to: { path: '^(services|gateway|test|bench)/' },
    },
    ...Object.entries(PACKAGES).map(([name, allowed]) => ({
      name: `package-${name}`,
      severity: 'error',
      from: { path: `^packages/${name}/`, pathNot: tests },
      to: { path: '^packages/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
    })),
    ...Object.entries(CALLS).map(([service, callees]) => ({
      name: `calls-of-${service}`,
      comment: 'the table of calls in docs/architecture.md',
      severity: 'error',
      from: { path: `^services/${service}/`, pathNot: tests },
      to: {
        path: '^proto/gen/countersign/[^/]+/',
        // Money is the catalog's word, and order speaks it.
        pathNot: `^proto/gen/countersign/(${[own(service), ...callees, 'errors'].join('|')})/|/catalog/v1/money\\.ts$`,
      },
    })),
    {
      name: 'signer-apart',
      comment: 'the process that opens signing keys shares no code with the one that asks for signatures',
      severity: 'error',
      from: { path: '^services/remote-signing/src/signer/' },
      to: { path: '^services/remote-signing/src/(?!signer/)' },
    },
    {
      name: 'client-in-browsers',
      comment: 'the client runs wherever fetch is',
      severity: 'error',
      from: { path: '^packages/client/src/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'driver-in-db',
      comment: 'the database driver is the business of packages/db; everyone else speaks kysely',
      severity: 'error',
      from: { path: '^(gateway|services)/' },
      to: { path: 'node_modules/pg/' },
    },
    {
      name: 'tests-apart',
      severity: 'error',
      from: { path: '^(gateway|services|packages)/', pathNot: [...tests, '^packages/testing/'] },
      to: { path: '^packages/testing/|^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^proto/gen/google' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js'],
    },
  },
};
