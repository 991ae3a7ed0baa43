import { unauthenticated } from '@countersign/errors';
import type { ClientAuthentication } from '@countersign/proto/oauth';
import { type Form, getParameter, invalidRequest } from './form.ts';

/** Parameters of a form by which an application proves itself. */
export const authenticationParameters: readonly string[] = [
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
];

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * How the application of a request proves itself: by the Authorization header (RFC 6749 2.3.1), its secret or an assertion
 * (RFC 7523 2.2) in the form, or its client_id alone. Nothing is checked but that it is one way only. Throws
 * OAUTH_INVALID_REQUEST, or OAUTH_INVALID_CLIENT for a scheme other than Basic.
 */
export function readAuthentication(header: string | undefined, form: Form): ClientAuthentication {
  const secret = form.get('client_secret') ?? '';
  const assertion = readAssertion(form);
  if (secret !== '' && assertion !== '') throw twoWays();
  if (header === undefined) {
    // An assertion names its application itself (RFC 7523 3).
    const clientId = assertion === '' ? getParameter(form, 'client_id') : (form.get('client_id') ?? '');
    return { clientId, clientSecret: secret, basic: false, assertion };
  }
  if (secret !== '' || assertion !== '') throw twoWays();
  const basic = readBasic(header);
  // RFC 9126 2 wants the client_id in the form, too.
  const named = form.get('client_id') ?? basic.clientId;
  if (named !== basic.clientId) throw invalidRequest('The parameter client_id names another client than the header');
  return { ...basic, basic: true, assertion: '' };
}

const twoWays = () => invalidRequest('A client authenticates by one method in a request');

function readAssertion(form: Form): string {
  const assertion = form.get('client_assertion') ?? '';
  const type = form.get('client_assertion_type');
  if (assertion !== '' && type !== jwtBearer) throw invalidRequest('Invalid parameter client_assertion_type');
  if (assertion === '' && type !== undefined) getParameter(form, 'client_assertion');
  return assertion;
}

function readBasic(header: string): { clientId: string; clientSecret: string } {
  if (!/^basic /i.test(header)) {
    throw unauthenticated('OAUTH_INVALID_CLIENT', 'a client authenticates by the scheme Basic, or in the body');
  }
  const [, encoded] = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header) ?? [];
  const [, id, secret] = /^([^:]+):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  if (id === undefined || secret === undefined) throw malformed();
  return { clientId: decode(id), clientSecret: decode(secret) };
}

/** RFC 6749 2.3.1: both are form-encoded before they are joined. */
function decode(part: string): string {
  try {
    const text = decodeURIComponent(part.replaceAll('+', ' '));
    if (!text.includes('\0')) return text;
  } catch {
    // Said below.
  }
  throw malformed();
}

const malformed = () => invalidRequest('Malformed authorization header');
