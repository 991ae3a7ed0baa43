import type { Answer } from './server.ts';
import type { World } from './world.ts';

/** Version of the Cloud Signature Consortium API. */
export type Version = 1 | 2;

/** One thing that a conforming server does or refuses. */
export interface Check {
  /** Method, path below the base, or endpoint of OAuth 2.0. */
  method: string;
  /** What is looked at, as a sentence that is true of a conforming server. */
  title: string;
  versions: readonly Version[];
  /** Throws `Failure` when it is not so, `NotOffered` when the server does not offer it. */
  run: (world: World) => Promise<void>;
}

/** What a server did otherwise than it should. */
export class Failure extends Error {}

/** What a server is free not to offer, or what needs something that nobody gave to the suite. */
export class NotOffered extends Error {}

/** Declares checks of one method. */
export function checksOf(
  method: string,
  versions: readonly Version[],
  checks: Readonly<Record<string, Check['run']>>,
): Check[] {
  return Object.entries(checks).map(([title, run]) => ({ method, title, versions, run }));
}

/** Throws unless it is so. */
export function expectThat(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Failure(what);
}

/** What an error may look like: one status and code, or one of several where the standard leaves it open. */
export interface ExpectedError {
  status: number | readonly number[];
  error: string | readonly string[];
  /** Part of the description, in any letter case; only where the standard fixes the phrase. */
  says?: string;
}

/** 400 invalid_request, the usual refusal. */
export const invalidRequest: ExpectedError = { status: 400, error: 'invalid_request' };

/** The refusal of a parameter that the standard has a phrase for. */
export const saying = (says: string): ExpectedError => ({ ...invalidRequest, says });

/** Throws unless an answer is the error that the standard asks for. */
export function expectError({ status, json }: Answer, expected: ExpectedError): void {
  const statuses = [expected.status].flat();
  const errors = [expected.error].flat();
  const { error, error_description: description } = (json ?? {}) as { error?: unknown; error_description?: unknown };
  const found = `${status} ${JSON.stringify(json)}`.slice(0, 300);
  expectThat(statuses.includes(status), `expected status ${statuses.join(' or ')}, got ${found}`);
  expectThat(
    typeof error === 'string' && errors.includes(error),
    `expected error ${errors.join(' or ')}, got ${found}`,
  );
  expectThat(description === undefined || typeof description === 'string', `error_description is no text: ${found}`);
  if (expected.says === undefined) return;
  const said = (description ?? '').toLowerCase();
  expectThat(said.includes(expected.says.toLowerCase()), `expected the words “${expected.says}”, got ${found}`);
}

/** The answer of a call that must succeed, as an object. */
export function expectObject(answer: Answer, status = 200): Readonly<Record<string, unknown>> {
  const { json } = answer;
  const found = `${answer.status} ${JSON.stringify(json)}`.slice(0, 300);
  expectThat(answer.status === status, `expected status ${status}, got ${found}`);
  expectThat(typeof json === 'object' && json !== null && !Array.isArray(json), `expected an object, got ${found}`);
  return json as Readonly<Record<string, unknown>>;
}

/** A member that must be a text. */
export function textOf(object: Readonly<Record<string, unknown>>, name: string): string {
  const value = object[name];
  expectThat(typeof value === 'string' && value !== '', `${name} must be a text, is ${JSON.stringify(value)}`);
  return value;
}

/** A member that must be a list of texts. */
export function textsOf(object: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const value = object[name];
  const isList = Array.isArray(value) && value.every((each) => typeof each === 'string');
  expectThat(isList, `${name} must be a list of texts, is ${JSON.stringify(value)}`);
  return value;
}

/** A member that must be an object. */
export function partOf(object: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const value = object[name];
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  expectThat(isObject, `${name} must be an object, is ${JSON.stringify(value)}`);
  return value as Readonly<Record<string, unknown>>;
}
