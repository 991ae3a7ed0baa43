import { findVersion } from '@countersign/runtime';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyContextConfig, FastifySchema, RouteOptions } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { GatewayConfig } from '../config.ts';
import { CscErrorSchema } from '../csc/csc-problem.ts';
import { OAuthErrorSchema } from '../oauth/schemas.ts';
import { type Document, dropEmptyContent } from '../openapi/document.ts';
import { addExamples } from '../openapi/examples.ts';
import { nameSchemas } from '../openapi/names.ts';
import { shareProblems } from '../openapi/shared-responses.ts';
import type { ErrorForm, Problems } from '../route-config.ts';
import { ProblemSchema } from './problem.ts';

const description = `Sells certificate subscriptions, enrols their buyers, protects logins with a second factor and signs
documents with keys that never leave the server.

Errors are \`application/problem+json\` (RFC 9457); branch on \`code\`. Every answer carries \`X-Request-Id\`. Money is an
integer in minor units. Moments are RFC 3339 in UTC. Members that are absent are left out, never null.

**Limits.** Each answer tells with \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\` (seconds) what is left to the
address; 429, 503 and 504 come with \`Retry-After\` (seconds). Whatever carries an \`Idempotency-Key\` may be repeated with the same key.

**Pages in browsers.** Origins that the installation names may call (CORS), with cookies; refresh and device tokens can travel in
HttpOnly cookies (\`tokensIn: cookie\`), and then need \`Origin\` and \`Countersign-Csrf: 1\`.

**Languages.** \`Accept-Language\` chooses that of texts and problems; \`Content-Language\` tells which it is.

**Versions.** What is below \`/v1\` stays compatible: expect new members, and new words where lists may grow. Operations that will go
are marked as deprecated, and answer with \`Deprecation\`, \`Sunset\` and \`Link\`.`;

/** The OpenAPI 3.1 document at `/openapi.json` and the reference page at `/docs`, which loads nothing from elsewhere. */
export const openapi = fastifyPlugin<{ config: Pick<GatewayConfig, 'publicUrl'> }>(
  async (app, { config }) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: 'Countersign', version: findVersion(), description },
        servers: [{ url: config.publicUrl }],
        components: {
          securitySchemes: {
            accessToken: {
              type: 'http',
              scheme: 'bearer',
              bearerFormat: 'JWT',
              description: 'Access token of a login flow or of POST /v1/tokens/refresh.',
            },
            refreshCookie: {
              type: 'apiKey',
              in: 'cookie',
              name: '__Host-countersign-refresh',
              description:
                'Refresh token of a page, set by the call that completes a login with `tokensIn: cookie`; without the prefix over plain http. It is read by POST /v1/tokens/refresh only.',
            },
            client: {
              type: 'http',
              scheme: 'basic',
              description: 'client_id and secret of an application (RFC 6749 2.3.1); or in the body.',
            },
            applicationToken: {
              type: 'http',
              scheme: 'bearer',
              bearerFormat: 'JWT',
              description:
                'Access token of an application, from POST /oauth2/token; with the scheme DPoP when it is bound.',
            },
          },
        },
        tags: [
          { name: 'Shop', description: 'Products, carts, orders and payment; no login needed.' },
          { name: 'Activation', description: 'From the link in the message to a user with a password.' },
          { name: 'Login', description: 'Login flows, tokens and sessions.' },
          { name: 'Me', description: 'The signed-in user and his second factor.' },
          { name: 'Soft tokens', description: 'What the apps of soft tokens ask; their messages prove them.' },
          { name: 'Account', description: 'The account of the token, and what it holds.' },
          { name: 'Signing', description: 'Signing certificates and signatures.' },
          { name: 'OAuth 2.0', description: 'How applications get the tokens with which they sign for users.' },
          { name: 'CSC v1', description: 'The API of the Cloud Signature Consortium, version 1.0.4.0.' },
          { name: 'CSC v2', description: 'The API of the Cloud Signature Consortium, version 2.2.0.0.' },
          { name: 'Staff', description: 'What registration officers and operators do.' },
          { name: 'Public keys', description: 'Certificates, revocation lists and token keys.' },
        ],
      },
      transform: ({ schema, url, route }) => ({ schema: describeRoute(schema, route), url }),
      transformObject: (document) => ('openapiObject' in document ? complete(document.openapiObject) : {}),
    });

    const options = { config: { public: true }, schema: { hide: true } } as const;
    let text: string | undefined;
    const write = (): string => (text ??= JSON.stringify(app.swagger()));
    // It takes a while: before anybody waits for it, and not at all where nobody can ask from outside.
    app.addHook('onListen', async () => {
      write();
    });
    app.get('/openapi.json', options, async (_request, reply) => {
      reply.type('application/json').header('cache-control', 'public, max-age=60');
      return write();
    });

    // In a scope of its own, where every route is public.
    await app.register(async (docs) => {
      docs.addHook('onRoute', (route) => {
        route.config = { ...route.config, public: true };
      });
      await docs.register(swaggerUi, {
        routePrefix: '/docs',
        // The bar at the top asks for another document and shows another project's name.
        theme: {
          title: 'Countersign API',
          css: [{ filename: 'page.css', content: '.swagger-ui .topbar { display: none }' }],
        },
        uiConfig: { validatorUrl: null, deepLinking: true, docExpansion: 'list' },
        staticCSP: {
          'default-src': "'none'",
          'script-src': "'self'",
          'style-src': ["'self'", "'unsafe-inline'"],
          'img-src': ["'self'", 'data:'],
          'connect-src': "'self'",
          'base-uri': "'none'",
          'form-action': "'none'",
          'frame-ancestors': "'none'",
        },
      });
    });
  },
  { name: 'openapi' },
);

/** What is done once all routes are in the document. */
function complete<D extends object>(document: D): D {
  return shareProblems(addExamples(dropEmptyContent(nameSchemas(document) as D & Document)));
}

const headings: Readonly<Record<number, string>> = {
  400: 'The request is not valid.',
  401: 'No valid access token, or a code or password that was refused.',
  403: 'Not allowed to this caller.',
  404: 'No such thing, or it belongs to somebody else.',
  409: 'The state does not allow this.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  429: 'Too many requests or attempts; see `Retry-After`.',
  500: 'A fault on our side.',
  503: 'A part of the service is not available; see `Retry-After`.',
  504: 'The answer took too long; try again.',
};

/** A problem that is told to a person. */
const ProblemPageSchema = {
  title: 'ProblemPage',
  type: 'string',
  description: 'A page that tells the person what is wrong and what to do.',
  examples: ['<!doctype html><html lang="en">'],
};

/** What the errors of each form are written as. */
const errorContents: Readonly<Record<ErrorForm, object>> = {
  problem: { 'application/problem+json': { schema: ProblemSchema } },
  oauth: { 'application/json': { schema: OAuthErrorSchema } },
  csc: { 'application/json': { schema: CscErrorSchema } },
  page: { 'text/html': { schema: ProblemPageSchema } },
};

/** Adds to a route's schema what is the same for all: who may call it, and what it may answer beside its own answers. */
function describeRoute(own: FastifySchema, { config }: RouteOptions): FastifySchema {
  if (own === undefined || (own as { hide?: boolean }).hide) return own;
  const schema = config?.rawBody === undefined ? own : { ...own, body: config.rawBody };
  const problems = { ...commonProblems(schema, config ?? {}) } as Record<number, readonly string[]>;
  for (const [status, reasons] of Object.entries(config?.problems ?? {})) {
    problems[Number(status)] = [...new Set([...(problems[Number(status)] ?? []), ...reasons])];
  }
  if (config?.acr !== undefined) problems[401] = [...(problems[401] ?? []), 'INSUFFICIENT_USER_AUTHENTICATION'];
  const responses = Object.entries(problems).map(([status, reasons]) => [
    status,
    {
      description: `${headings[Number(status)] ?? ''} ${reasons.map((reason) => `\`${reason}\``).join(', ')}`.trim(),
      content: errorContents[config?.errors ?? 'problem'],
    },
  ]);
  const token = { accessToken: [] };
  const security = !config?.public ? [token] : config.bearer === 'optional' ? [{}, token] : [];
  const response = { ...describe(schema.response), ...Object.fromEntries(responses) };
  return { security, ...schema, ...sayDeprecated(schema, config), response };
}

/** Says of a route that it will go, when, and what to use instead. */
function sayDeprecated({ description: told = '' }: FastifySchema, config?: FastifyContextConfig): object {
  if (config?.deprecated === undefined) return {};
  const { since, sunset, link } = config.deprecated;
  const end = sunset === undefined ? '' : ` It goes on ${sunset} or later.`;
  return { deprecated: true, description: `${told} Deprecated since ${since}: see ${link}.${end}` };
}

/** Says what an answer is where its schema only has a title. */
function describe(response: unknown): object {
  const entries = Object.entries((response ?? {}) as Record<string, { title?: string; description?: string }>);
  return Object.fromEntries(
    entries.map(([status, schema]) => {
      if (schema.title === undefined || schema.description !== undefined) return [status, schema];
      const words = schema.title.replaceAll(/(?<!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      return [status, { description: `${words}.`, content: { 'application/json': { schema } } }];
    }),
  );
}

function commonProblems(schema: FastifySchema, config: FastifyContextConfig): Problems {
  const { public: isPublic, scope, refusesCardNumbers } = config;
  const { body, params, querystring, headers } = schema as Record<string, unknown>;
  const isChecked = [body, params, querystring, headers].some((part) => part !== undefined);
  const takesKey = 'Idempotency-Key' in ((headers as { properties?: object } | undefined)?.properties ?? {});
  const ofBody = ['BODY_MALFORMED', ...(refusesCardNumbers ? ['CARD_NUMBER_REFUSED'] : [])];
  const malformed = ['REQUEST_INVALID', ...(body === undefined ? [] : ofBody)];
  return {
    ...(isChecked
      ? { 400: [...malformed, ...(takesKey ? ['IDEMPOTENCY_KEY_MISSING', 'IDEMPOTENCY_KEY_INVALID'] : [])] }
      : {}),
    ...(isPublic ? {} : { 401: ['AUTHENTICATION_REQUIRED', 'TOKEN_INVALID', 'TOKEN_OUTDATED'] }),
    ...(isPublic || scope === 'set-up' ? {} : { 403: ['SET_UP_REQUIRED'] }),
    ...(takesKey ? { 409: ['IDEMPOTENCY_KEY_REUSED'] } : {}),
    ...(body === undefined ? {} : { 413: ['BODY_TOO_LARGE'], 415: ['MEDIA_TYPE_UNSUPPORTED'] }),
    429: ['RATE_LIMITED'],
    500: ['INTERNAL'],
    503: ['SERVICE_UNAVAILABLE'],
    504: ['DEADLINE_EXCEEDED'],
  };
}
