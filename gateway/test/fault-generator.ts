/** The parts of a JSON schema that our documents use. */
export interface JsonSchema {
  $ref?: string;
  type?: string;
  required?: string[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  enum?: string[];
  maxLength?: number;
  maximum?: number;
  maxItems?: number;
  description?: string;
  examples?: unknown[];
}

interface Parameter {
  required?: boolean;
  name: string;
  in: string;
  schema: JsonSchema;
  description?: string;
}

interface Media {
  schema: JsonSchema;
  example?: unknown;
}

interface Answer {
  $ref?: string;
  description: string;
  content?: Record<string, Media>;
}

export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Answer>;
  security?: object[];
}

export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema>; responses: Record<string, Answer> };
}

/** An operation with the answers that it shares with others in their places. */
export function withResponses({ components }: OpenApiDocument, operation: Operation): Operation {
  const responses = Object.entries(operation.responses).map(([status, answer]) => {
    if (answer.$ref === undefined) return [status, answer] as const;
    const shared = components.responses[answer.$ref.replace('#/components/responses/', '')];
    if (shared === undefined) throw new Error(`${answer.$ref} leads nowhere`);
    return [status, shared] as const;
  });
  return { ...operation, responses: Object.fromEntries(responses) };
}

/** The request of an operation: its body with the documented example, and its parameters. */
export function operationOf(document: OpenApiDocument, { method, path }: { method: string; path: string }) {
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`${method} ${path} is not in the document`);
  const parameters = operation.parameters ?? [];
  return {
    body: operation.requestBody?.content['application/json'],
    parameters,
    headers: parameters.filter((parameter) => parameter.in === 'header'),
  };
}

/** Follows a reference into the components. */
export function resolve(document: OpenApiDocument, schema: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const found = document.components.schemas[schema.$ref.replace('#/components/schemas/', '')];
  if (found === undefined) throw new Error(`${schema.$ref} leads nowhere`);
  return found;
}

/** Every text within a schema, by the name of its member. */
export function stringsWithin(
  document: OpenApiDocument,
  unresolved: JsonSchema,
  name = '',
): { name: string; schema: JsonSchema }[] {
  const schema = resolve(document, unresolved);
  if (schema.type === 'string') return [{ name, schema }];
  const members = Object.entries(schema.properties ?? {});
  const items = schema.items === undefined ? [] : [['items', schema.items] as const];
  return [...members, ...items].flatMap(([member, inner]) => stringsWithin(document, inner, `${name}/${member}`));
}

interface Fault {
  what: string;
  /** Where the answer must point. */
  pointer: string;
  /** The whole body with this one fault. */
  value: unknown;
}

/** Longer texts would not fit into the body anyway. */
const longestText = 20_000;

/** Bodies that differ from a right one in one fault each: every member missing, ill-typed, too long; and unknown ones. */
export function faultsOf(document: OpenApiDocument, unresolved: JsonSchema, right: unknown): Fault[] {
  return collect(document, unresolved, right, '', (value) => value);
}

function collect(
  document: OpenApiDocument,
  unresolved: JsonSchema,
  right: unknown,
  pointer: string,
  wrap: (value: unknown) => unknown,
): Fault[] {
  const schema = resolve(document, unresolved);
  const faults: Fault[] = [{ what: 'ill-typed', pointer, value: wrap(schema.type === 'string' ? 1 : 'text') }];
  if (schema.type !== 'object' && schema.type !== 'string') faults.push({ what: 'null', pointer, value: wrap(null) });
  if (schema.type === 'string') {
    const { maxLength } = schema;
    if (maxLength !== undefined && maxLength < longestText) {
      faults.push({ what: 'too long', pointer, value: wrap('x'.repeat(maxLength + 1)) });
    }
    faults.push({ what: 'empty', pointer, value: wrap('') });
  }
  if (schema.type === 'integer') {
    faults.push({ what: 'not whole', pointer, value: wrap(1.5) });
    faults.push({ what: 'number as text', pointer, value: wrap('1') });
    faults.push({ what: 'too large', pointer, value: wrap((schema.maximum ?? 0) + 1) });
  }
  if (schema.type === 'array' && Array.isArray(right) && schema.items !== undefined) {
    const [first] = right as unknown[];
    faults.push({
      what: 'too many',
      pointer,
      value: wrap(Array.from({ length: (schema.maxItems ?? 0) + 1 }, () => first)),
    });
    faults.push(...collect(document, schema.items, first, `${pointer}/0`, (value) => wrap([value])));
  }
  if (schema.type === 'object') {
    const whole = right as Record<string, unknown>;
    faults.push({ what: 'unknown', pointer: `${pointer}/isAdmin`, value: wrap({ ...whole, isAdmin: true }) });
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      const { [name]: own, ...rest } = whole;
      const at = `${pointer}/${name}`;
      if (schema.required?.includes(name)) faults.push({ what: 'missing', pointer: at, value: wrap(rest) });
      if (own === undefined) continue;
      faults.push(...collect(document, member, own, at, (value) => wrap({ ...whole, [name]: value })));
    }
  }
  return faults;
}
