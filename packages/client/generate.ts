// Writes src/gen/ from gateway/openapi.json: `npm run generate`. With --check it fails when what is committed is another.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import ts from 'typescript';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}

interface Description {
  paths: Record<string, Record<string, { parameters?: Parameter[] }>>;
}

// Examples are for the reference page: they would be half of the types.
const withoutExamples = (name: string, value: unknown) => (/^examples?$/.test(name) ? undefined : value);
const text = readFileSync(new URL('../../gateway/openapi.json', import.meta.url), 'utf8');
const document = JSON.parse(text, withoutExamples) as Description;

/** The operations that take an `Idempotency-Key`: the client makes it, so callers need not. */
const keyed = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { parameters = [] }]) => {
    const key = parameters.find((parameter) => parameter.name === 'Idempotency-Key');
    if (key === undefined) return [];
    key.required = false;
    return [`${method.toUpperCase()} ${path}`];
  }),
);

const banner = '// Made from gateway/openapi.json by `npm run generate`; not to be changed by hand.\n';
const types = await openapiTS(document as unknown as OpenAPI3, {
  // Files travel as they are.
  transform: ({ format }) => (format === 'binary' ? ts.factory.createTypeReferenceNode('Blob') : undefined),
});
const lines = keyed.map((operation) => `  '${operation}',\n`).join('');
const files = {
  'api.ts': `${banner}${astToString(types)}`,
  'keyed-operations.ts': `${banner}\n/** Operations that take an \`Idempotency-Key\`: method and path. */\nexport const keyedOperations: readonly string[] = [\n${lines}];\n`,
};

for (const [name, wanted] of Object.entries(files)) {
  const file = new URL(`src/gen/${name}`, import.meta.url);
  if (!process.argv.includes('--check')) writeFileSync(file, wanted);
  else if (readFileSync(file, 'utf8') !== wanted) {
    console.error(`packages/client/src/gen/${name} is not what gateway/openapi.json says: npm run generate`);
    process.exitCode = 1;
  }
}
