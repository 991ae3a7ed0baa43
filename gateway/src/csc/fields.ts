import { type DomainError, invalid } from '@countersign/errors';
import { cscTexts } from './csc-texts.ts';

/** A refusal for what a parameter is, in the words of the standard. */
export function parameterFault(text: string): DomainError {
  return invalid('REQUEST_INVALID', text);
}

/** The refusal of a value that a parameter may not have. */
export function invalidParameter(name: string): DomainError {
  return parameterFault(cscTexts.invalid(name));
}

/**
 * The members of a JSON object, each read as what the standard says that it is; null counts as absent. Every method throws
 * REQUEST_INVALID with the sentence of the standard for what is missing or of another type.
 */
export interface Fields {
  has(name: string): boolean;
  string(name: string): string;
  optionalString(name: string): string | undefined;
  /** False when absent. */
  flag(name: string): boolean;
  optionalInteger(name: string): number | undefined;
  array(name: string): readonly unknown[];
  optionalArray(name: string): readonly unknown[] | undefined;
  /** One of the words; the first when absent. */
  choice<W extends string>(name: string, words: readonly [W, ...W[]]): W;
  /** As it came. */
  raw(name: string): unknown;
}

/** Reads a JSON value as an object; undefined when it is none. */
export function findFields(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = new Map<string, unknown>(Object.entries(value));
  const raw = (name: string) => members.get(name) ?? undefined;
  const optional = <T>(name: string, is: (given: unknown) => given is T): T | undefined => {
    const given = raw(name);
    if (given === undefined) return undefined;
    if (!is(given)) throw invalidParameter(name);
    return given;
  };
  const required = <T>(name: string, is: (given: unknown) => given is T, missing: string): T => {
    const given = raw(name);
    if (!is(given)) throw parameterFault(missing);
    return given;
  };
  return {
    raw,
    has: (name) => raw(name) !== undefined,
    string: (name) => withoutNul(name, required(name, isString, cscTexts.missingString(name))),
    optionalString: (name) => withoutNul(name, optional(name, isString)),
    flag: (name) => optional(name, isBoolean) ?? false,
    optionalInteger: (name) => optional(name, isInteger),
    array: (name) => required(name, isArray, cscTexts.missingArray(name)),
    optionalArray: (name) => {
      const given = raw(name);
      if (given === undefined) return undefined;
      if (!isArray(given)) throw parameterFault(cscTexts.missingArray(name));
      return given;
    },
    choice: (name, words) => {
      const given = optional(name, isString);
      if (given === undefined) return words[0];
      const word = words.find((each) => each === given);
      if (word === undefined) throw invalidParameter(name);
      return word;
    },
  };
}

/**
 * Reads the body of a method, which is JSON, or nothing. Throws BODY_MALFORMED, or REQUEST_INVALID for one that is no object
 * and for `clientData` or `lang` that is no text.
 */
export function readBody(body: unknown): Fields {
  const fields = findFields(Buffer.isBuffer(body) && body.length > 0 ? parse(body) : {});
  if (fields === undefined) throw parameterFault('The body must be a JSON object');
  fields.optionalString('clientData');
  // Which language is meant decides nothing; that one is meant is checked.
  fields.optionalString('lang');
  return fields;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    // Not as a cause: the parser's message quotes the text, which may hold secrets.
    throw invalid('BODY_MALFORMED', 'The body is not well-formed JSON');
  }
}

/**
 * The bytes of base64 (RFC 4648 4: standard alphabet, padded, without white space); undefined for anything else. The
 * alphabet for addresses is another one: where it is taken for this, a digest changes.
 */
export function findBase64(text: unknown): Buffer | undefined {
  if (typeof text !== 'string') return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);
const isArray = (value: unknown): value is readonly unknown[] => Array.isArray(value);

// PostgreSQL cannot store it, and no text holds it.
function withoutNul<T extends string | undefined>(name: string, text: T): T {
  if (text?.includes('\0') === true) throw invalidParameter(name);
  return text;
}
