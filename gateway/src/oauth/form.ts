import { invalid } from '@countersign/errors';
import type { FastifyInstance } from 'fastify';

/** Media type of the bodies that the endpoints of OAuth take. */
export const formType = 'application/x-www-form-urlencoded';

/** Has a scope take forms as bytes, and nothing else; `bodyLimit` in bytes. */
export function takeForms(app: FastifyInstance, bodyLimit: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(formType, { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
}

/** The parameters of a form, in their order. */
export type Form = ReadonlyMap<string, string>;

/**
 * Reads a form; a parameter without a value counts as left out (RFC 6749 3.2). Throws OAUTH_INVALID_REQUEST for one that comes
 * twice, and for one that holds NUL.
 */
export function readForm(body: unknown): Form {
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(Buffer.isBuffer(body) ? body.toString() : '')) {
    if (form.has(name)) throw invalidRequest(`The parameter ${name.slice(0, 64)} came twice`);
    if (name.includes('\0') || value.includes('\0')) throw invalidRequest('A parameter holds the character NUL');
    form.set(name, value);
  }
  return new Map([...form].filter(([, value]) => value !== ''));
}

/** A parameter that must be there; throws OAUTH_INVALID_REQUEST in the words of the CSC API. */
export function getParameter(form: Form, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw invalidRequest(`Missing (or invalid type) string parameter ${name}`);
  return value;
}

/** A request that is not as RFC 6749 has it; `detail` names the parameter. */
export const invalidRequest = (detail: string) => invalid('OAUTH_INVALID_REQUEST', detail);
