import { invalid } from '@countersign/errors';
import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import { said, text } from '../schemas.ts';
import { type ConsentDeps, leadTo } from './visit.ts';

const parameter = (description: string, example: string, maxLength = 2048) =>
  Type.Optional(text({ description, example, maxLength, minLength: 0 }));

const describe = (cscVersion: 1 | 2) => ({
  operationId: cscVersion === 2 ? 'authorize' : 'authorizeV1',
  summary: 'Ask a user for a grant, in his browser',
  description: `R10: the authorisation endpoint (RFC 6749 4.1, CSC API 8.4). Send the browser of the user here; he logs in and decides on a page of ours, and is sent back with \`code\`, \`state\` and \`iss\` (RFC 9207), or with \`error\`. PKCE with S256 is needed. ${
    cscVersion === 2
      ? 'What is asked for is pushed before (RFC 9126), unless the application was registered otherwise; then only `client_id` and `request_uri` are read here.'
      : 'Parameters have the names of version 1 of the CSC API: `hash`, `hashAlgo`.'
  } What must not be told to the application, because it may be no application of ours, is told to the user on a page.`,
  tags: ['OAuth 2.0'],
  querystring: Type.Object({
    client_id: parameter('The application.', 'cli_01JD8Z0V9W6Q4X3T2R1P0N7M5K', 64),
    request_uri: parameter(
      'What the endpoint for pushed requests returned.',
      'urn:ietf:params:oauth:request_uri:m3Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
      256,
    ),
    response_type: parameter('Always `code`.', 'code', 32),
    redirect_uri: parameter(
      'Where the user is sent back to: one that was registered, exactly.',
      'https://app.example.com/back',
    ),
    scope: parameter('What is asked for; `service` when absent.', 'service', 256),
    state: parameter('Comes back unchanged.', 'af0ifjsldkj'),
    code_challenge: parameter(
      'PKCE (RFC 7636): SHA-256 of the verifier.',
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      128,
    ),
    code_challenge_method: parameter('Always `S256`.', 'S256', 32),
  }),
  response: {
    303: {
      description: 'To the page on which the user decides, or back to the application with an error.',
      headers: { Location: said('Where to go on.', '/consent/oar_01JD8Z0V9W6Q4X3T2R1P0N7M5K') },
    },
  },
});

/** Longest query that is read: that of a request with many digests which was not pushed. */
const mostCharacters = 12_000;

/** The authorisation endpoint; the path decides whose names of parameters hold. */
export const authorizeRoutes: FastifyPluginAsync<ConsentDeps> = async (app, { oauth, requestCookies }) => {
  for (const [path, cscVersion] of [
    ['/oauth2/authorize', 2],
    ['/csc/v1/oauth2/authorize', 1],
  ] as const) {
    app.get(
      path,
      {
        schema: describe(cscVersion),
        // Every fault is told as RFC 6749 wants it, by the service.
        attachValidation: true,
        // A request URI is used up by whoever asks: a question for the headers must not.
        exposeHeadRoute: false,
        config: {
          public: true,
          errors: 'page',
          problems: { 400: ['OAUTH_CLIENT_UNKNOWN', 'OAUTH_REDIRECT_URI_INVALID', 'OAUTH_REQUEST_URI_INVALID'] },
        },
      },
      async (request, reply) => {
        const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?') + 1) : '';
        if (query.length > mostCharacters) {
          throw invalid('REQUEST_INVALID', 'the address is too long; push the request instead');
        }
        // As they were sent: in their order, and those that come twice twice.
        const parameters = [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }));
        const { key, redirectUri, language } = await oauth.startAuthorisation({ parameters, cscVersion });
        if (key === undefined) return reply.code(303).header('location', redirectUri).send();
        requestCookies.setSecret(request, reply, key);
        return leadTo({ request, reply }, `consent/${key.id}`, language);
      },
    );
  }
};
