import type { Media, Operation, Schema } from '../src/openapi/document.ts';

/** The parts of a document that a client relies on. */
export interface Contract {
  paths: Record<string, Record<string, Promised>>;
  components?: { schemas?: Record<string, Schema>; responses?: Record<string, Answer> };
}

interface Promised extends Omit<Operation, 'parameters' | 'responses' | 'requestBody'> {
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content?: Record<string, Media> };
  responses: Record<string, Answer & { $ref?: string }>;
  security?: object[];
}

interface Answer {
  content?: Record<string, Media>;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Schema;
}

/** Two versions of something, and who writes it: the client, or we. */
interface Pair {
  before: Schema;
  after: Schema;
  sentBy: 'client' | 'us';
}

/**
 * What would break a client that was written for `before` when it meets `after`, as sentences; empty where nothing does.
 * docs/api-versions.md says what counts.
 */
export function findBreaks(before: Contract, after: Contract): string[] {
  return new Comparison(before, after).compare();
}

class Comparison {
  readonly #before: Contract;
  readonly #after: Contract;
  readonly #faults = new Set<string>();
  /** Pairs of named schemas that were compared: they may refer to themselves, and occur often. */
  readonly #seen = new Set<string>();

  constructor(before: Contract, after: Contract) {
    this.#before = before;
    this.#after = after;
  }

  compare(): string[] {
    for (const [path, methods] of Object.entries(this.#before.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const name = `${method.toUpperCase()} ${path}`;
        const now = this.#after.paths[path]?.[method];
        if (now === undefined) this.#tell(name, 'is gone');
        else this.#compareOperations(name, operation, now);
      }
    }
    return [...this.#faults];
  }

  #compareOperations(name: string, before: Promised, after: Promised): void {
    if (isOpen(before) && !isOpen(after)) this.#tell(name, 'needs a token now');
    const parameters = after.parameters ?? [];
    for (const old of before.parameters ?? []) {
      const now = parameters.find((each) => each.name === old.name && each.in === old.in);
      const where = `${name} ${old.in} ${old.name}`;
      if (now === undefined) this.#tell(where, 'is gone');
      else this.#compareSchemas(where, { before: old.schema ?? {}, after: now.schema ?? {}, sentBy: 'client' });
    }
    for (const { name: parameter, in: place, required } of parameters.filter((each) => each.required === true)) {
      const old = before.parameters?.find((each) => each.name === parameter && each.in === place);
      if (required === true && old?.required !== true) this.#tell(`${name} ${place} ${parameter}`, 'is needed now');
    }
    this.#compareBodies(name, before, after);
    this.#compareAnswers(name, before, after);
  }

  #compareBodies(name: string, { requestBody: before }: Promised, { requestBody: after }: Promised): void {
    if (after?.required === true && before?.required !== true) this.#tell(`${name} body`, 'is needed now');
    this.#compareContents(`${name} body`, before?.content ?? {}, { after: after?.content ?? {}, sentBy: 'client' });
  }

  #compareAnswers(name: string, before: Promised, after: Promised): void {
    for (const [status, old] of Object.entries(before.responses)) {
      // Reasons of refusals come and go; clients know those that they act on.
      if (Number(status) >= 400) continue;
      const now = after.responses[status];
      if (now === undefined) this.#tell(`${name} ${status}`, 'is gone');
      else {
        const was = resolveAnswer(this.#before, old).content ?? {};
        const contents = { after: resolveAnswer(this.#after, now).content ?? {}, sentBy: 'us' } as const;
        this.#compareContents(`${name} ${status}`, was, contents);
      }
    }
  }

  #compareContents(
    where: string,
    before: Record<string, Media>,
    { after, sentBy }: { after: Record<string, Media>; sentBy: Pair['sentBy'] },
  ): void {
    for (const [type, { schema = {} }] of Object.entries(before)) {
      // A content without any schema is that of an answer without content.
      if (Object.keys(schema).length === 0) continue;
      const now = after[type];
      if (now === undefined) this.#tell(`${where} ${type}`, 'is gone');
      else this.#compareSchemas(where, { before: schema, after: now.schema ?? {}, sentBy });
    }
  }

  #compareSchemas(where: string, { before, after, sentBy }: Pair): void {
    if (before.$ref !== undefined && after.$ref !== undefined) {
      const pair = `${sentBy} ${before.$ref} ${after.$ref}`;
      if (this.#seen.has(pair)) return;
      this.#seen.add(pair);
    }
    const old = resolveSchema(this.#before, before);
    const now = resolveSchema(this.#after, after);
    if (JSON.stringify(old.type) !== JSON.stringify(now.type)) {
      this.#tell(where, `is ${String(now.type)}, not ${String(old.type)}`);
      return;
    }
    this.#compareWords(where, { before: old, after: now, sentBy });
    if (sentBy === 'client') this.#compareLimits(where, old, now);
    if (old.properties !== undefined) this.#compareMembers(where, { before: old, after: now, sentBy });
    if (old.items !== undefined) {
      this.#compareSchemas(`${where}[]`, { before: old.items, after: now.items ?? {}, sentBy });
    }
    if (typeof old.additionalProperties === 'object' && typeof now.additionalProperties === 'object') {
      const pair = { before: old.additionalProperties, after: now.additionalProperties, sentBy };
      this.#compareSchemas(`${where}/*`, pair);
    }
  }

  /** A word that is no longer taken, or never comes again, breaks; a new one in an answer is what clients must expect. */
  #compareWords(where: string, { before, after, sentBy }: Pair): void {
    const gone = before.enum?.filter((word) => after.enum !== undefined && !after.enum.includes(word)) ?? [];
    if (gone.length > 0) this.#tell(where, `has no ${gone.map(String).join(', ')} any more`);
    if (sentBy === 'client' && before.enum === undefined && after.enum !== undefined) {
      this.#tell(where, 'takes certain words only');
    }
    if (sentBy === 'us' && before.enum !== undefined && after.enum === undefined) this.#tell(where, 'is any word now');
  }

  #compareLimits(where: string, before: Limits, after: Limits): void {
    for (const name of ['maxLength', 'maximum', 'maxItems'] as const) {
      if ((after[name] ?? Infinity) < (before[name] ?? Infinity)) this.#tell(where, `takes less: ${name}`);
    }
    for (const name of ['minLength', 'minimum', 'minItems'] as const) {
      if ((after[name] ?? -Infinity) > (before[name] ?? -Infinity)) this.#tell(where, `takes less: ${name}`);
    }
    for (const name of ['pattern', 'format'] as const) {
      if (after[name] !== undefined && after[name] !== before[name]) this.#tell(where, `has another ${name}`);
    }
  }

  #compareMembers(where: string, { before, after, sentBy }: Pair): void {
    for (const [name, old] of Object.entries(before.properties ?? {})) {
      const now = after.properties?.[name];
      if (now === undefined) this.#tell(`${where}/${name}`, 'is gone');
      else this.#compareSchemas(`${where}/${name}`, { before: old, after: now, sentBy });
    }
    const { required: was = [] } = before;
    const { required: is = [] } = after;
    if (sentBy === 'client') {
      for (const name of is) if (!was.includes(name)) this.#tell(`${where}/${name}`, 'is needed now');
    } else {
      const loose = was.filter((name) => !is.includes(name) && after.properties?.[name] !== undefined);
      for (const name of loose) this.#tell(`${where}/${name}`, 'may be absent now');
    }
  }

  #tell(where: string, what: string): void {
    this.#faults.add(`${where} ${what}`);
  }
}

interface Limits extends Schema {
  maxLength?: number;
  minLength?: number;
  maximum?: number;
  maxItems?: number;
}

/** Whether an operation can be called without any token. */
function isOpen({ security = [] }: Promised): boolean {
  return security.length === 0 || security.some((each) => Object.keys(each).length === 0);
}

function resolveSchema({ components }: Contract, schema: Schema): Schema {
  return schema.$ref === undefined ? schema : named(components?.schemas, schema.$ref);
}

function resolveAnswer({ components }: Contract, answer: Answer & { $ref?: string }): Answer {
  return answer.$ref === undefined ? answer : named(components?.responses, answer.$ref);
}

function named<T>(parts: Readonly<Record<string, T>> = {}, $ref: string): T {
  const found = parts[$ref.slice($ref.lastIndexOf('/') + 1)];
  if (found === undefined) throw new Error(`${$ref} leads nowhere`);
  return found;
}
