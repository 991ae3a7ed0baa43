import type { Belongings } from './belongings.ts';
import { contactsOf, licenceLine } from './buying.ts';
import type { Answer, Problem, RestClient } from './rest-client.ts';

/** One route, called by somebody with an id that is his own, somebody else's or nobody's. */
export interface ForeignCase {
  /** Method and path as in the OpenAPI document. */
  route: string;
  /** The id in question. */
  idOf: (belongings: Belongings) => string;
  status: number;
  code: string;
  send: (api: RestClient, mine: Belongings, id: string) => Promise<Answer<Problem>>;
}

export type Build = (mine: Belongings) => {
  headers?: Record<string, string>;
  token?: string;
  body?: unknown;
  idempotent?: true;
};
/** What a route takes the id of, how that is proved, and how another's is refused. */
export type Kind = Pick<ForeignCase, 'idOf' | 'status' | 'code'> & { parameter: string; with: Build };

const cart: Kind = {
  parameter: 'cartId',
  idOf: (of) => of.cart.id,
  status: 404,
  code: 'CART_NOT_FOUND',
  with: ({ cart: { headers } }) => ({ headers }),
};
const quote: Kind = { ...cart, parameter: 'quoteId', idOf: (of) => of.quoteId, code: 'QUOTE_NOT_FOUND' };
const order: Kind = {
  parameter: 'orderId',
  idOf: (of) => of.order.id,
  status: 404,
  code: 'ORDER_NOT_FOUND',
  with: ({ order: { headers } }) => ({ headers }),
};
const flow: Kind = {
  parameter: 'flowId',
  idOf: (of) => of.flow.id,
  status: 404,
  code: 'LOGIN_FLOW_NOT_FOUND',
  with: ({ flow: { headers } }) => ({ headers }),
};
/** What an access token proves; each case names the id. */
export const signed: Kind = {
  parameter: 'signatureId',
  idOf: (of) => of.signedRequestId,
  status: 404,
  code: 'SIGNATURE_REQUEST_NOT_FOUND',
  with: ({ member: { token } }) => ({ token }),
};

const stored: Kind = {
  ...signed,
  parameter: 'documentId',
  idOf: (of) => of.storedDocumentId,
  code: 'DOCUMENT_NOT_FOUND',
};

const ownAuthenticator: Kind = {
  ...signed,
  parameter: 'authenticatorId',
  idOf: (of) => of.pendingAuthenticatorId,
  code: 'AUTHENTICATOR_NOT_FOUND',
};

const credential: Kind = {
  ...signed,
  parameter: 'credentialId',
  idOf: (of) => of.credential.id,
  code: 'CREDENTIAL_NOT_FOUND',
};
// Not even whether it exists is told to somebody who is no member of staff.
const stopped: Kind = { ...credential, status: 403, code: 'ROLE_REQUIRED' };

/** A route with an id of a kind; `more` is what else its request needs, `rest` the other ids in its path. */
export function on(
  kind: Kind,
  route: string,
  more: Build = () => ({}),
  rest: Readonly<Record<string, Kind['idOf']>> = {},
): ForeignCase {
  const [method = '', path = ''] = route.split(' ');
  return {
    route,
    idOf: kind.idOf,
    status: kind.status,
    code: kind.code,
    send: (api: RestClient, mine: Belongings, id: string) => {
      const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
        name === kind.parameter ? id : (rest[name]?.(mine) ?? ''),
      );
      return api.send(method, filled, { ...kind.with(mine), ...more(mine) });
    },
  };
}

const ofLine = { lineId: (of: Belongings) => of.cart.lineId };
const ofCart = { cartId: (of: Belongings) => of.cart.id };
const receiver = { givenName: 'Eve', surname: 'Example', email: 'eve@example.com' };
const line: Build = () => ({ body: licenceLine });
const anotherLine: Kind = { ...cart, parameter: 'lineId', idOf: (of) => of.cart.lineId, code: 'CART_LINE_NOT_FOUND' };

/** What a guest, a login and a signer have. What reads comes before what changes. */
export const guestCases: readonly ForeignCase[] = [
  on(cart, 'GET /v1/carts/{cartId}'),
  on(cart, 'POST /v1/carts/{cartId}/lines', line),
  on(cart, 'PUT /v1/carts/{cartId}/lines/{lineId}', line, ofLine),
  on(anotherLine, 'PUT /v1/carts/{cartId}/lines/{lineId}', line, ofCart),
  on(anotherLine, 'DELETE /v1/carts/{cartId}/lines/{lineId}', undefined, ofCart),
  on(cart, 'DELETE /v1/carts/{cartId}/lines/{lineId}', undefined, ofLine),
  {
    ...on(cart, 'POST /v1/quotes'),
    send: (api, { cart: { headers } }, cartId) =>
      api.send('POST', '/v1/quotes', { headers, body: { cartId, country: 'US' } }),
  },
  {
    ...on(cart, 'POST /v1/me/cart/merges'),
    send: (api, { cart: { headers }, member: { token } }, cartId) =>
      api.send('POST', '/v1/me/cart/merges', { token, body: { cartId, cartSecret: headers['cart-secret'] } }),
  },
  {
    ...on(quote, 'GET /v1/quotes/{quoteId}'),
    send: (api, { cart: { headers, id } }, quoteId) =>
      api.send('GET', `/v1/quotes/${quoteId}?cartId=${id}`, { headers }),
  },
  {
    ...on(quote, 'POST /v1/orders'),
    send: (api, { cart: { headers, id } }, quoteId) =>
      api.send('POST', '/v1/orders', { headers, body: { cartId: id, quoteId }, idempotent: true }),
  },
  {
    ...on(cart, 'POST /v1/orders'),
    send: (api, { cart: { headers }, quoteId }, cartId) =>
      api.send('POST', '/v1/orders', { headers, body: { cartId, quoteId }, idempotent: true }),
  },
  on(order, 'GET /v1/orders/{orderId}'),
  on(order, 'GET /v1/orders/{orderId}/review'),
  on(order, 'PUT /v1/orders/{orderId}/contacts', ({ member }) => ({ body: contactsOf(member) })),
  on(order, 'POST /v1/orders/{orderId}/payments', () => ({ body: { paymentToken: 'tok_1' }, idempotent: true })),
  on(order, 'POST /v1/orders/{orderId}/completion', ({ quoteId }) => ({
    body: { acceptedTermsVersion: '1', quoteId },
    idempotent: true,
  })),
  on(order, 'GET /v1/orders/{orderId}/documents/{documentId}', undefined, { documentId: (of) => of.documentId }),
  on(order, 'POST /v1/orders/{orderId}/refunds', () => ({ body: {}, idempotent: true })),
  on(order, 'POST /v1/orders/{orderId}/activation/resends'),
  on(order, 'PUT /v1/orders/{orderId}/activation/contact', () => ({ body: receiver })),
  on(order, 'POST /v1/orders/{orderId}/cancellation'),
  on(flow, 'GET /v1/login-flows/{flowId}'),
  on(flow, 'PUT /v1/login-flows/{flowId}/language', () => ({ body: { language: 'de' } })),
  on(flow, 'POST /v1/login-flows/{flowId}/password', ({ member }) => ({ body: { password: member.password } })),
  on(flow, 'POST /v1/login-flows/{flowId}/code', () => ({ body: { code: '123456' } })),
  on(flow, 'POST /v1/login-flows/{flowId}/factor', () => ({
    body: { authenticatorId: 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K' },
  })),
  on(flow, 'POST /v1/login-flows/{flowId}/factor-loss'),
  on(flow, 'POST /v1/login-flows/{flowId}/resend'),
  on(flow, 'POST /v1/login-flows/{flowId}/alternative'),
  on(flow, 'POST /v1/login-flows/{flowId}/cancellation'),
  on(credential, 'GET /v1/credentials/{credentialId}'),
  on(credential, 'GET /v1/credentials/{credentialId}/history'),
  on(credential, 'GET /v1/credentials/{credentialId}/history/export'),
  on(stored, 'GET /v1/documents/{documentId}'),
  on(stored, 'GET /v1/documents/{documentId}/content'),
  {
    ...on({ ...signed, idOf: (of) => of.credential.id, code: 'CREDENTIAL_NOT_FOUND' }, 'POST /v1/signatures'),
    send: (api, { member: { token } }, credentialId) => {
      const body = { credentialId, digests: [{ digest: `${'A'.repeat(43)}=`, label: 'record' }] };
      return api.send('POST', '/v1/signatures', { token, body, idempotent: true });
    },
  },
  {
    ...on(stored, 'POST /v1/signatures'),
    send: (api, { member: { token }, credential: { id: credentialId } }, documentId) => {
      const body = { credentialId, documents: [{ documentId }] };
      return api.send('POST', '/v1/signatures', { token, body, idempotent: true });
    },
  },
  {
    ...on(stored, 'POST /v1/validations'),
    send: (api, { member: { token } }, documentId) =>
      api.send('POST', '/v1/validations', { token, body: { documentId } }),
  },
  on(signed, 'GET /v1/signatures/{signatureId}'),
  on(
    { ...signed, idOf: (of) => of.waitingRequestId },
    'POST /v1/signatures/{signatureId}/factor',
    ({ pendingAuthenticatorId }) => ({ body: { authenticatorId: pendingAuthenticatorId } }),
  ),
  on({ ...signed, idOf: (of) => of.waitingRequestId }, 'POST /v1/signatures/{signatureId}/authorisation', () => ({
    body: { code: '123456' },
  })),
  on(ownAuthenticator, 'POST /v1/me/authenticators/{authenticatorId}/activation', () => ({
    body: { code: '123456' },
  })),
  on(ownAuthenticator, 'POST /v1/me/authenticators/{authenticatorId}/platform', () => ({
    body: { platform: 'desktop' },
  })),
  on(ownAuthenticator, 'POST /v1/me/authenticators/{authenticatorId}/download'),
  on(ownAuthenticator, 'POST /v1/me/authenticators/{authenticatorId}/prompt'),
  on(ownAuthenticator, 'POST /v1/me/authenticators/{authenticatorId}/resynchronisation', () => ({
    body: { code: '123456', nextCode: '654321' },
  })),
  on(ownAuthenticator, 'PATCH /v1/me/authenticators/{authenticatorId}', () => ({ body: { label: 'Mine' } })),
  {
    ...on(ownAuthenticator, 'POST /v1/me/authenticators'),
    send: (api, { member: { token } }, replacesId) =>
      api.send('POST', '/v1/me/authenticators', { token, body: { replacesId } }),
  },
  {
    ...on(ownAuthenticator, 'POST /v1/signatures/{signatureId}/factor'),
    send: (api, { member: { token }, waitingRequestId }, authenticatorId) =>
      api.send('POST', `/v1/signatures/${waitingRequestId}/factor`, { token, body: { authenticatorId } }),
  },
  on({ ...signed, idOf: (of) => of.waitingRequestId }, 'POST /v1/signatures/{signatureId}/cancellation'),
  on(stored, 'DELETE /v1/documents/{documentId}'),
  on(ownAuthenticator, 'DELETE /v1/me/authenticators/{authenticatorId}'),
  on(
    {
      ...signed,
      parameter: 'personalValidationId',
      idOf: (of) => of.personalValidationId,
      // Not even whether it exists is told to somebody who is no officer.
      status: 403,
      code: 'ROLE_REQUIRED',
    },
    'POST /v1/staff/personal-validations/{personalValidationId}/decision',
    () => ({ body: { version: 1, approved: true } }),
  ),
  on({ ...stopped, parameter: 'userId', idOf: (of) => of.userId }, 'GET /v1/staff/users/{userId}/credentials'),
  on(stopped, 'POST /v1/staff/credentials/{credentialId}/suspension'),
  on(stopped, 'POST /v1/staff/credentials/{credentialId}/release'),
  on(stopped, 'POST /v1/staff/credentials/{credentialId}/revocation', () => ({ body: { reason: 'unspecified' } })),
  // The credential ends with these.
  on(credential, 'PUT /v1/credentials/{credentialId}/policy', () => ({ body: {} })),
  on(credential, 'POST /v1/credentials/{credentialId}/suspension'),
  on(credential, 'POST /v1/credentials/{credentialId}/resumption'),
  on(credential, 'POST /v1/credentials/{credentialId}/rekey', () => ({ body: {}, idempotent: true })),
  on(credential, 'POST /v1/credentials/{credentialId}/revocation', () => ({ body: { reason: 'unspecified' } })),
];
