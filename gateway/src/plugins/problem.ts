import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError, type ErrorKind, type FieldFault } from '@countersign/errors';
import { type Locale, type ProblemText, problemText } from '@countersign/texts';
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { Type } from 'typebox';
import { toProblemPage } from '../consent/problem-page.ts';
import { toCscProblem } from '../csc/csc-problem.ts';
import { languageOf } from '../languages.ts';
import { toOAuthProblem } from '../oauth/oauth-problem.ts';
import { type ErrorForm, twoFactors } from '../route-config.ts';
import { closed, count, said } from '../schemas.ts';
import { type RequestFault, toRequestFaults } from '../validation-faults.ts';

/** The body of every error (RFC 9457), for the OpenAPI document. */
export const ProblemSchema = closed(
  {
    type: said('URN of the kind of problem.', 'urn:countersign:problem:CART_CLOSED'),
    title: said('The kind of problem in words.', 'Cart closed'),
    status: Type.Integer({ description: 'HTTP status.', examples: [409] }),
    detail: said('What happened, for the person at the other end.', 'the cart became an order already'),
    instance: said('Id of the request; name it to support.', '0b4b3f0e-4bd1-4d0b-9d3e-6f2b1f6a1c55'),
    code: said('Stable reason that programs may branch on.', 'CART_CLOSED'),
    errors: Type.Optional(
      Type.Array(
        closed({
          pointer: Type.Optional(said('JSON Pointer (RFC 6901) into the request body.', '/licences')),
          parameter: Type.Optional(said('Name of a parameter in path or query.', 'limit')),
          header: Type.Optional(said('Name of a header.', 'Cart-Secret')),
          detail: said('What would be right.', 'must be of type integer'),
        }),
        { description: 'The fields at fault.' },
      ),
    ),
    retryAfter: Type.Optional(count('Seconds after which the same request may succeed.', 30)),
    acrValues: Type.Optional(
      Type.Array(Type.String(), {
        description:
          'With `INSUFFICIENT_USER_AUTHENTICATION`: the authentication context classes of which one is needed, as in the challenge (RFC 9470 3). A step-up flow leads there.',
        examples: [[twoFactors]],
      }),
    ),
    maxAge: Type.Optional(
      count(
        'With `INSUFFICIENT_USER_AUTHENTICATION`: seconds that may have passed since the factors were proved.',
        900,
      ),
    ),
  },
  { title: 'Problem', description: 'Why the request failed.' },
);

/** What is wrong, before it is written down. */
export interface Problem {
  status: number;
  code: string;
  detail: string;
  /** Of an error that a service or a plugin threw. */
  kind?: ErrorKind;
  errors?: readonly RequestFault[] | undefined;
  retryAfter?: number | undefined;
  maxAge?: number | undefined;
}

/** A problem as it leaves. */
export interface WrittenProblem {
  status: number;
  headers: Readonly<Record<string, string>>;
  type: string;
  /** JSON, or a text as it is. */
  body: object | string;
}

/** Forms of problems: that of RFC 9457 unless the `errors` of a route name another. */
const forms: Readonly<Record<ErrorForm, (found: Problem, request: FastifyRequest) => WrittenProblem>> = {
  problem: toProblemDocument,
  oauth: toOAuthProblem,
  csc: toCscProblem,
  page: toProblemPage,
};

const statusOf: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  exhausted: 429,
  unavailable: 503,
};

/** Refusals for which HTTP has a word of its own. */
const statusOfReason: Readonly<Record<string, number>> = {
  DOCUMENT_TOO_LARGE: 413,
  REQUEST_TIMEOUT: 408,
  DEADLINE_EXCEEDED: 504,
};

/** Seconds after which to come again where nobody said anything better. */
const usualRetryAfter = 2;

/** Errors of the framework that a client can act on; every other one is ours. */
const ofFramework: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, code: 'BODY_MALFORMED', detail: 'the body is not well-formed JSON' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, code: 'BODY_MALFORMED', detail: 'the body is empty' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    code: 'REQUEST_MALFORMED',
    detail: 'the body is not as long as Content-Length says',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'MEDIA_TYPE_UNSUPPORTED',
    detail: 'this path takes no body of that type; the reference at /docs names those that it takes',
  },
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: 'BODY_TOO_LARGE', detail: 'the body is too large' },
  FST_ERR_BAD_URL: { status: 400, code: 'REQUEST_MALFORMED', detail: 'the path is not well encoded' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 414, code: 'REQUEST_MALFORMED', detail: 'a part of the path is too long' },
};

const insufficient = 'INSUFFICIENT_USER_AUTHENTICATION';

const internal: Problem = { status: 500, code: 'INTERNAL', detail: 'something went wrong on our side' };

/** The only place that writes errors: every one leaves in the form of its route, and ours leave masked. */
export const problem = fastifyPlugin(
  async (app) => {
    app.setErrorHandler((error, request, reply) => sendError(error, request, reply));

    const routes: { pattern: RegExp; method: string }[] = [];
    app.addHook('onRoute', ({ method, url }) => {
      if (url.includes('*')) return;
      const pattern = new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`);
      for (const name of [method].flat()) routes.push({ pattern, method: name });
    });
    app.setNotFoundHandler(
      // Guessing paths counts like everything else. The limiter is there once everything is registered.
      { preHandler: async (request: FastifyRequest, reply: FastifyReply) => limit?.call(app, request, reply) },
      async (request, reply) => {
        const path = request.url.split('?')[0] ?? '';
        const allowed = [...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
        if (allowed.length === 0) {
          return send(request, reply, {
            status: 404,
            code: 'ROUTE_NOT_FOUND',
            detail: 'there is nothing at this path',
          });
        }
        reply.header('allow', allowed.toSorted().join(', '));
        const detail = `this path takes ${allowed.toSorted().join(', ')}`;
        return send(request, reply, { status: 405, code: 'METHOD_NOT_ALLOWED', detail });
      },
    );
    let limit: ReturnType<typeof app.rateLimit> | undefined;
    app.addHook('onReady', async () => {
      limit = app.hasDecorator('rateLimit') ? app.rateLimit() : undefined;
    });
  },
  { name: 'problem' },
);

/** Answers a request with the problem that an error stands for; also used where the framework bypasses the handler. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const found = toProblem(error, request);
  if (found.status === 500) request.log.error({ err: error }, 'failed');
  else if (found.kind === 'unavailable') request.log.warn({ reason: found.code }, 'unavailable');
  request.span?.set({ 'countersign.reason': found.code });
  return send(request, reply, found);
}

function send(request: FastifyRequest, reply: FastifyReply, found: Problem): FastifyReply {
  const { status, headers, type, body } = forms[request.routeOptions.config?.errors ?? 'problem'](found, request);
  if (found.retryAfter !== undefined) reply.header('retry-after', String(found.retryAfter));
  // As bytes: the response schemas of a route are not for errors, and the framework adds a charset to text.
  return reply
    .code(status)
    .headers({ 'x-request-id': request.id, 'cache-control': 'no-store', ...headers })
    .type(type)
    .send(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
}

function toProblemDocument(found: Problem, request: FastifyRequest): WrittenProblem {
  const { status } = found;
  const text = problemText(found.code, found.kind ?? status, languageOf(request));
  return {
    status,
    headers: {
      'content-language': spokenIn(text, languageOf(request)),
      ...(status === 401 ? { 'www-authenticate': challenge(found, request) } : {}),
    },
    type: 'application/problem+json',
    body: document(found, { instance: request.id, text, acr: acrOf(request) }),
  };
}

/** Languages of a problem (RFC 9110 8.5): a reason without a text keeps the service's sentence, in English. */
function spokenIn({ detail }: ProblemText, language: Locale): string {
  return language === 'en' || detail !== undefined ? language : `${language}, en`;
}

/** The body of a problem. What people read is in their language; what programs branch on never is. */
function document(
  { status, code, detail, errors, retryAfter, maxAge }: Problem,
  { instance, text, acr }: { instance: string; text: ProblemText; acr: string },
) {
  return {
    type: `urn:countersign:problem:${code}`,
    title: text.title,
    status,
    detail: text.detail ?? detail,
    instance,
    code,
    ...(errors === undefined || errors.length === 0 ? {} : { errors }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(code === insufficient ? { acrValues: [acr] } : {}),
    ...(maxAge === undefined ? {} : { maxAge }),
  };
}

function toProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof DomainError) {
    const { kind, reason, message, fields, retryAfterSeconds, maxAgeSeconds } = error;
    const errors = fields.map((fault) => toClientFault(fault, request));
    // RFC 9110 13.1.1: the client said which version it had seen, and it is another one.
    const stale = reason.endsWith('_CHANGED') && request.headers['if-match'] !== undefined;
    return {
      status: stale ? 412 : (statusOfReason[reason] ?? statusOf[kind]),
      kind,
      code: reason,
      detail: message,
      errors,
      // RFC 9110 10.2.3: who is told that it passes is told when to come again.
      retryAfter: retryAfterSeconds ?? (kind === 'unavailable' ? usualRetryAfter : undefined),
      maxAge: maxAgeSeconds,
    };
  }
  const { validation, validationContext, code } = error as Partial<FastifyError>;
  if (validation !== undefined) {
    const errors = toRequestFaults(validation, validationContext ?? 'body');
    return { status: 400, code: 'REQUEST_INVALID', detail: 'the request is not valid; see errors', errors };
  }
  return ofFramework[code ?? ''] ?? internal;
}

/** Names of parameters that the services call otherwise. */
const parameterNames: Readonly<Record<string, string>> = { pageToken: 'cursor', pageSize: 'limit', query: 'q' };

/** A service points into its own request; a client looks for the fault in what it sent. */
function toClientFault({ pointer, detail }: FieldFault, { method, routeOptions }: FastifyRequest): RequestFault {
  if (method === 'GET') {
    const name = pointer.slice(1);
    return { parameter: parameterNames[name] ?? name, detail };
  }
  const prefix = `/${routeOptions.config?.bodyIs ?? ''}/`;
  return { pointer: pointer.startsWith(prefix) ? pointer.slice(prefix.length - 1) : pointer, detail };
}

/** RFC 6750 3, and RFC 9470 3 where a stronger or a fresher login is needed. In English: a header takes ASCII only. */
function challenge({ code, detail, maxAge }: Problem, request: FastifyRequest): string {
  if (code === insufficient) {
    const age = maxAge === undefined ? '' : `, max_age="${maxAge}"`;
    return `Bearer realm="countersign", error="insufficient_user_authentication", error_description="${detail}", acr_values="${acrOf(request)}"${age}`;
  }
  if (code === 'TOKEN_INVALID' || code === 'TOKEN_OUTDATED') {
    return 'Bearer realm="countersign", error="invalid_token"';
  }
  return 'Bearer realm="countersign"';
}

/** The authentication context class that a route needs. */
function acrOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.config?.acr ?? twoFactors;
}

/** Answers a connection whose request cannot even be read, in the same form as every other error. */
export function refuseConnection(error: ConnectionError, socket: Socket): void {
  // A client that went away hears nothing.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = tooLarge ? 431 : late ? 408 : 400;
  const code = late ? 'REQUEST_TIMEOUT' : 'REQUEST_MALFORMED';
  const detail = tooLarge ? 'the headers are too large' : late ? 'the request came too slowly' : 'not an HTTP request';
  const body = JSON.stringify(
    document({ status, code, detail }, { instance: 'unknown', text: problemText(code, status, 'en'), acr: twoFactors }),
  );
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
