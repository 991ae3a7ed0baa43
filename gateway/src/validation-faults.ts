import type { FastifySchemaValidationError } from 'fastify';
import { toPointer } from './plugins/validation.ts';

/** A fault of a request: of a member of its body, of a parameter in path or query, or of a header. */
export interface RequestFault {
  /** JSON Pointer (RFC 6901) into the body. */
  pointer?: string;
  /** Name of a parameter in path or query. */
  parameter?: string;
  /** Name of a header. */
  header?: string;
  /** What would be right, as a sentence. */
  detail: string;
}

type Part = 'body' | 'params' | 'querystring' | 'headers';
type AjvFault = FastifySchemaValidationError & { parentSchema?: Record<string, unknown> };

/** More than anybody reads; a body of faults only must not become a large answer. */
const most = 20;

/** Says of every fault that the schema check found where it is and what would be right. */
export function toRequestFaults(validation: readonly FastifySchemaValidationError[], part: Part): RequestFault[] {
  return validation.slice(0, most).map((fault) => {
    const pointer = locate(fault);
    const detail = explain(fault);
    if (part === 'body') return { pointer, detail };
    const name = pointer.slice(1).split('/')[0] ?? '';
    return part === 'headers' ? { header: toHeaderName(name), detail } : { parameter: name, detail };
  });
}

/** `cart-secret` as it is documented: `Cart-Secret`. */
export function toHeaderName(name: string): string {
  return name.replaceAll(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function locate({ instancePath, params }: AjvFault): string {
  const { missingProperty, additionalProperty } = params as Record<string, string | undefined>;
  const member = missingProperty ?? additionalProperty;
  return member === undefined ? instancePath : toPointer(instancePath, member);
}

function explain({ keyword, params, message, parentSchema = {} }: AjvFault): string {
  switch (keyword) {
    case 'required':
      return 'is missing';
    case 'additionalProperties':
      return `is not a known field; known are ${Object.keys(parentSchema['properties'] ?? {}).join(', ')}`;
    case 'type':
      return `must be of type ${String(params['type'])}`;
    case 'enum':
      return `must be one of ${(params['allowedValues'] as unknown[]).join(', ')}`;
    case 'minLength':
      return Number(params['limit']) === 1
        ? 'must not be empty'
        : `must have at least ${String(params['limit'])} characters`;
    case 'maxLength':
      return `must have at most ${String(params['limit'])} characters`;
    case 'minItems':
      return `must have at least ${String(params['limit'])} items`;
    case 'maxItems':
      return `must have at most ${String(params['limit'])} items`;
    case 'pattern': {
      const { description, examples } = parentSchema as { description?: string; examples?: string[] };
      const [example] = examples ?? [];
      return `has the wrong form. ${description ?? ''}${example === undefined ? '' : ` For example: ${example}`}`;
    }
    case 'format':
      return `must be a ${String(params['format'])}`;
    default:
      return message ?? 'is wrong';
  }
}
