import { nameOf, type Schema } from './document.ts';
import { momentOf } from './moments.ts';

/** What composing a sample needs to know beside the schema. */
export interface SampleContext {
  schemas: Readonly<Record<string, Schema>>;
  /** What is otherwise in the sample of a schema, by its name; a member that is undefined is left out. */
  own: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Composes a value that a schema allows, from what the schema says of its parts: examples first, then a default, the first
 * word of a few, the least number. `name` is that of the member, and says which moment is meant. Members that may be absent
 * are there, so that a reader sees them, unless `own` leaves them out. Undefined where a schema refers to itself,
 * or says nothing.
 */
export function sampleOf(schema: Schema, context: SampleContext, name = '', within: readonly string[] = []): unknown {
  if (schema.$ref !== undefined) {
    const title = nameOf(schema.$ref);
    const referred = context.schemas[title];
    if (referred === undefined) throw new Error(`${schema.$ref} leads nowhere`);
    if (within.includes(title)) return undefined;
    return sampleOf({ ...referred, title }, context, name, [...within, title]);
  }
  if (schema.type === 'object' && schema.properties !== undefined) return objectOf(schema, context, within);
  if (schema.examples !== undefined) return pick(schema, name);
  if ('const' in schema) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return sampleOf(schema.anyOf[0] ?? {}, context, name, within);
  return simpleOf(schema, context, name, within);
}

function pick({ examples = [], format }: Schema, name: string): unknown {
  return format === 'date-time' ? momentOf(name, examples[0]) : examples[0];
}

function objectOf(schema: Schema, context: SampleContext, within: readonly string[]): unknown {
  const own = context.own[schema.title ?? ''] ?? {};
  const members = Object.entries(schema.properties ?? {}).map(([name, member]) => [
    name,
    name in own ? own[name] : sampleOf(member, context, name, within),
  ]);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

function simpleOf(schema: Schema, context: SampleContext, name: string, within: readonly string[]): unknown {
  switch (schema.type) {
    case 'array': {
      const item = schema.items === undefined ? undefined : sampleOf(schema.items, context, name, within);
      return item === undefined ? [] : [item];
    }
    case 'object':
      return {};
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'string':
      return schema.format === 'date-time' ? momentOf(name) : 'text';
    case undefined:
    default:
      return undefined;
  }
}
