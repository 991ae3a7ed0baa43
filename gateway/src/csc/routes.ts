import { readFileSync } from 'node:fs';
import { type ClientScope, clientScopes } from '@countersign/grpc';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify';
import { getPart } from '../json.ts';
import {
  createAuthoriseCheckMethod,
  createAuthoriseMethod,
  createChallengeMethod,
  createExtendMethod,
  createSendOtpMethod,
} from './authorisation-methods.ts';
import {
  type CscDeps,
  type CscHandler,
  type CscMethod,
  type CscVersion,
  type MethodDeps,
  methodsOf,
  signingScopes,
} from './call.ts';
import { createCreateMethod, createDeleteMethod, createInfoMethod, createListMethod } from './credential-methods.ts';
import { cscTexts } from './csc-texts.ts';
import { methodDocuments } from './documentation/methods.ts';
import { readBody } from './fields.ts';
import { describeService, logoPath } from './information.ts';
import { createKeyFacts } from './key-facts.ts';
import { createLargeBodies, type LargeBodies } from './large-bodies.ts';
import { createRevokeMethod } from './revoke-method.ts';
import { createSignDocMethod, createSignPollingMethod } from './sign-doc-methods.ts';
import { createSignHashMethod, createTimestampMethod } from './signature-methods.ts';

const kib = 1024;
const usualLimit = 256 * kib;
/** Limits above are for documents, of which not many are read at a time. */
const largestUsual = 1024 * kib;

interface Method {
  /** Scopes of the tokens that it takes. */
  scopes: readonly ClientScope[];
  /** Bytes of a body; 256 KiB when absent. */
  bodyLimit?: number;
  create(deps: MethodDeps): CscHandler;
}

const userScopes: readonly ClientScope[] = ['service'];

/** The methods; `info` alone needs no token. */
const methods: Readonly<Record<Exclude<CscMethod, 'info'>, Method>> = {
  'auth/revoke': { scopes: clientScopes, create: createRevokeMethod },
  'credentials/list': { scopes: signingScopes, create: createListMethod },
  'credentials/info': { scopes: signingScopes, create: createInfoMethod },
  'credentials/create': { scopes: ['credential-creation'], create: createCreateMethod },
  'credentials/delete': { scopes: ['credential-deletion'], create: createDeleteMethod },
  'credentials/authorize': { scopes: userScopes, create: createAuthoriseMethod },
  'credentials/authorizeCheck': { scopes: userScopes, create: createAuthoriseCheckMethod },
  'credentials/getChallenge': { scopes: userScopes, create: createChallengeMethod },
  'credentials/sendOTP': { scopes: userScopes, create: createSendOtpMethod },
  'credentials/extendTransaction': { scopes: signingScopes, create: createExtendMethod },
  'signatures/signHash': { scopes: signingScopes, bodyLimit: 1024 * kib, create: createSignHashMethod },
  'signatures/signDoc': { scopes: signingScopes, bodyLimit: 32 * 1024 * kib, create: createSignDocMethod },
  'signatures/signPolling': { scopes: signingScopes, create: createSignPollingMethod },
  'signatures/timestamp': { scopes: signingScopes, create: createTimestampMethod },
};

const paths: Readonly<Record<CscVersion, string>> = { 1: '/csc/v1', 2: '/csc/v2' };
const otherVerbs = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** The Cloud Signature Consortium API: one core, two façades, and the logo that both name. */
export const cscRoutes: FastifyPluginAsync<CscDeps> = async (app, deps) => {
  // Read at the start: a file that is missing shall not wait for its first reader.
  const logo = readFileSync(new URL('logo.png', import.meta.url));
  app.get(logoPath, { config: { public: true }, schema: { hide: true } }, async (_request, reply) => {
    reply.type('image/png').header('cache-control', 'public, max-age=86400');
    reply.header('cross-origin-resource-policy', 'cross-origin');
    return logo;
  });
  const all: MethodDeps = { ...deps, keys: createKeyFacts(deps.applications) };
  const bodies = createLargeBodies();
  for (const version of [1, 2] as const) {
    // oxlint-disable-next-line no-await-in-loop
    await app.register(async (facade) => registerMethods(facade, version, { ...all, bodies }), {
      prefix: paths[version],
    });
  }
};

function registerMethods(
  facade: FastifyInstance,
  version: CscVersion,
  { bodies, ...deps }: MethodDeps & { bodies: LargeBodies },
): void {
  facade.removeAllContentTypeParsers();
  // As bytes: what is wrong with a body is said in the words of the standard.
  facade.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  // Before the body is read: it may be large, and whoever has no token has nothing to send.
  facade.addHook('preParsing', async (request, reply) => {
    const { scopes } = request.routeOptions.config.csc ?? {};
    if (scopes === undefined) return;
    request.application = await deps.tokens.require(request, { scopes });
    const { bodyLimit } = request.routeOptions;
    if (bodyLimit > largestUsual) {
      bodies.admit(request.headers, reply.raw, request.application.claims.client_id);
    }
  });

  for (const method of methodsOf[version]) registerMethod(facade, { version, method }, deps);

  facade.route({
    method: otherVerbs,
    url: '/*',
    config: { public: true, errors: 'csc', counted: 'csc', csc: { version } },
    schema: { hide: true },
    handler: async ({ url }, reply) => {
      const name = (url.split('?')[0] ?? '').slice(paths[version].length + 1);
      return refuse(reply, { isMethod: methodsOf[version].some((method) => method === name) });
    },
  });
}

/** What is no method of ours is not offered; what is one is asked by POST. */
function refuse(reply: FastifyReply, { isMethod }: { isMethod: boolean }) {
  if (isMethod) {
    reply.code(405).header('allow', 'POST');
    const text = 'Methods are called by POST';
    return { error: 'invalid_request', error_description: text, error_code: 'METHOD_NOT_ALLOWED' };
  }
  reply.code(501);
  return {
    error: 'invalid_request',
    error_description: cscTexts.notOffered,
    error_code: 'METHOD_NOT_OFFERED',
  };
}

function registerMethod(
  facade: FastifyInstance,
  { version, method }: { version: CscVersion; method: CscMethod },
  deps: MethodDeps,
): void {
  const { summary, description, body, response, problems } = methodDocuments[method](version);
  const found = method === 'info' ? undefined : methods[method];
  const handle = found?.create(deps);
  facade.route({
    method: 'POST',
    url: `/${method}`,
    bodyLimit: found?.bodyLimit ?? usualLimit,
    schema: {
      operationId: `csc${version}${toName(method)}`,
      summary,
      description: `R10: \`${method}\` of the CSC API ${version === 1 ? '1.0.4.0' : '2.2.0.0'}: ${description}`,
      tags: [`CSC v${version}`],
      security: found === undefined ? [] : [{ applicationToken: [] }],
      response,
    },
    config: {
      public: true,
      errors: 'csc',
      counted: 'csc',
      rawBody: body,
      csc: { version, method, ...(found === undefined ? {} : { scopes: found.scopes }) },
      problems: problemsOf(method, problems),
    },
    handler: async (request, reply) => {
      const fields = readBody(request.body);
      if (handle === undefined) return describeService(version, deps.config);
      const bearer = getPart(request.application, 'application');
      const answer = await handle({ version, fields, bearer, request });
      reply.code(answer.status);
      return answer.body ?? null;
    },
  });
}

/** `credentials/list` as CredentialsList. */
const toName = (method: CscMethod) => method.replaceAll(/(?:^|\/)./g, (start) => start.slice(-1).toUpperCase());

function problemsOf(method: CscMethod, reasons: readonly string[]) {
  if (method === 'info') return {};
  return {
    400: ['BEARER_MALFORMED', 'CLIENT_NOT_PERMITTED', ...reasons],
    401: ['AUTHENTICATION_REQUIRED', 'TOKEN_INVALID', 'TOKEN_EXPIRED', 'GRANT_ENDED', 'OAUTH_INVALID_DPOP'],
    ...(method === 'signatures/signDoc' ? { 403: ['DIGESTS_NOT_AUTHORISED', 'DOCUMENT_NOT_AUTHORISED'] } : {}),
    ...(method === 'signatures/signPolling' ? { 403: ['DOCUMENT_NOT_AUTHORISED'] } : {}),
    429: method === 'credentials/authorizeCheck' ? ['POLLING_TOO_FAST'] : [],
  };
}
