import { forbidden } from '@countersign/errors';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { GatewayConfig } from './config.ts';
import { oneOf } from './schemas.ts';

/** Where a client wants its tokens: in the body, or, in a browser, where no script can read them. */
export const TokensIn = Type.Optional(
  oneOf(
    ['body', 'cookie'],
    'Where refresh and device tokens travel: in the body, or in HttpOnly cookies. Cookies need the headers `Origin` and `Countersign-Csrf: 1`.',
  ),
);

const deviceLifeSeconds = 365 * 86_400;

/** The tokens of browsers, in cookies that scripts cannot read and other sites cannot send. */
export interface TokenCookies {
  /**
   * Throws `ORIGIN_REFUSED` unless a page of ours sent the request: the browser names its origin, and only a script of an
   * origin that CORS lets in can add the header `Countersign-Csrf`.
   */
  requireOwnPage(request: FastifyRequest): void;
  /** The refresh token that a browser sent; undefined without. Call `requireOwnPage` before it is used. */
  findRefreshToken(request: FastifyRequest): string | undefined;
  /** The device token that a browser sent; undefined without. */
  findDeviceToken(request: FastifyRequest): string | undefined;
  /** Gives the browser a refresh token that it sends until its session ends. */
  setRefreshToken(reply: FastifyReply, token: string, expiresAt: Date): void;
  /** Gives the browser a device token that it sends for a year. */
  setDeviceToken(reply: FastifyReply, token: string): void;
  /** Takes the refresh token away; the device stays known. */
  clearRefreshToken(reply: FastifyReply): void;
}

/**
 * Makes the cookies of a gateway. Over https their names begin with `__Host-`, which browsers accept only for this very
 * host, for the whole of it, and over https (RFC 6265bis 4.1.3.2).
 */
export function createTokenCookies({
  publicUrl,
  corsOrigins,
}: Pick<GatewayConfig, 'publicUrl' | 'corsOrigins'>): TokenCookies {
  const { protocol, origin } = new URL(publicUrl);
  const secure = protocol === 'https:';
  const nameOf = (what: string) => `${secure ? '__Host-' : ''}countersign-${what}`;
  const [refresh, device] = [nameOf('refresh'), nameOf('device')];
  const common: CookieSerializeOptions = { path: '/', httpOnly: true, sameSite: 'strict', secure };
  const origins = new Set([origin, ...corsOrigins]);
  return {
    requireOwnPage: ({ headers }) => {
      if (!origins.has(headers.origin ?? '') || headers['countersign-csrf'] !== '1') {
        throw forbidden('ORIGIN_REFUSED', 'send the headers Origin, of a page that may call, and Countersign-Csrf: 1');
      }
    },
    findRefreshToken: ({ cookies }) => cookies[refresh],
    findDeviceToken: ({ cookies }) => cookies[device],
    setRefreshToken: (reply, token, expires) => void reply.setCookie(refresh, token, { ...common, expires }),
    setDeviceToken: (reply, token) => void reply.setCookie(device, token, { ...common, maxAge: deviceLifeSeconds }),
    clearRefreshToken: (reply) => void reply.clearCookie(refresh, common),
  };
}
