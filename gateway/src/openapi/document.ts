/** The parts of an OpenAPI 3.1 document that we read and add to. */
export interface Document {
  paths?: Record<string, Record<string, Operation>>;
  components?: Components;
}

export interface Components {
  schemas?: Record<string, Schema>;
  examples?: Record<string, Example>;
  responses?: Record<string, Response>;
  [part: string]: unknown;
}

export interface Operation {
  responses: Record<string, Response | Reference>;
  requestBody?: { content?: Record<string, Media> };
  parameters?: Parameter[];
  [member: string]: unknown;
}

export interface Response {
  description?: string;
  headers?: Record<string, unknown>;
  content?: Record<string, Media>;
}

export interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, Example | Reference>;
}

export interface Parameter {
  name: string;
  schema?: Schema;
  example?: unknown;
}

export interface Example {
  summary?: string;
  value: unknown;
}

export interface Reference {
  $ref: string;
}

/** The parts of a JSON Schema (2020-12) that our routes use. */
export interface Schema {
  $ref?: string;
  title?: string;
  type?: string | string[];
  format?: string;
  pattern?: string;
  const?: unknown;
  default?: unknown;
  enum?: unknown[];
  examples?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  minItems?: number;
  minimum?: number;
}

/** Every operation of a document, with the path and the method that lead to it. */
export function operationsOf(document: Document): { path: string; method: string; operation: Operation }[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
}

/** A reference to a part of the document. */
export function refer(part: 'schemas' | 'examples' | 'responses', name: string): Reference {
  return { $ref: `#/components/${part}/${name}` };
}

/** The name to which a reference leads. */
export function nameOf($ref: string): string {
  return $ref.slice($ref.lastIndexOf('/') + 1);
}

/** Takes away the content of answers that have none, such as redirections: the framework writes one where only headers are told. */
export function dropEmptyContent<D extends Document>(document: D): D {
  for (const { operation } of operationsOf(document)) {
    for (const response of Object.values(operation.responses) as Response[]) {
      const schemas = Object.values(response.content ?? {}).map(({ schema }) => Object.keys(schema ?? {}));
      if (schemas.flat().every((keyword) => keyword === 'description')) delete response.content;
    }
  }
  return document;
}
