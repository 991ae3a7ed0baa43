import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../config.ts';

/** No request lives longer; what is left of one in a browser is of no use. */
const lifeSeconds = 3600;
/** Requests of one browser at a time: all cookies are sent with each request, and headers have a limit. */
const mostRequests = 8;

/** The login that is under way on a page. */
export interface PageLogin {
  flowId: string;
  secret: string;
  /** User ID as it was typed: pages show for whom a password is asked. */
  userId: string;
}

/** What a browser keeps of each request that it was sent here with, by the id of the request: `oar_` or `apr_`. */
export interface RequestCookies {
  /** The secret of a request; undefined in a browser that did not begin it. */
  findSecret(request: FastifyRequest, id: string): string | undefined;
  /** Binds a request to this browser; the oldest ones make room. */
  setSecret(request: FastifyRequest, reply: FastifyReply, key: { id: string; secret: string }): void;
  findLogin(request: FastifyRequest, id: string): PageLogin | undefined;
  setLogin(reply: FastifyReply, id: string, login: PageLogin): void;
  clearLogin(reply: FastifyReply, id: string): void;
  /** Forgets a request. */
  clear(reply: FastifyReply, id: string): void;
}

/**
 * Makes the cookies. `Lax`, because applications send users here from their own sites; `__Host-` over https, see
 * token-cookies.ts.
 */
export function createRequestCookies({ publicUrl }: Pick<GatewayConfig, 'publicUrl'>): RequestCookies {
  const secure = new URL(publicUrl).protocol === 'https:';
  const prefix = secure ? '__Host-' : '';
  const [keys, logins] = [`${prefix}countersign-request-`, `${prefix}countersign-request-login-`];
  const common: CookieSerializeOptions = { path: '/', httpOnly: true, sameSite: 'lax', secure };
  const lasting = { ...common, maxAge: lifeSeconds };
  const clear = (reply: FastifyReply, id: string) => {
    reply.clearCookie(`${keys}${id}`, common).clearCookie(`${logins}${id}`, common);
  };
  return {
    findSecret: ({ cookies }, id) => cookies[`${keys}${id}`] || undefined,
    setSecret: (request, reply, { id, secret }) => {
      const others = Object.keys(request.cookies)
        .filter((name) => name.startsWith(keys) && !name.startsWith(logins))
        .map((name) => name.slice(keys.length))
        .filter((other) => other !== id);
      // Ids begin with their time.
      const oldest = others.toSorted((one, other) => (one.slice(4) < other.slice(4) ? -1 : 1));
      for (const old of oldest.slice(0, Math.max(0, oldest.length - mostRequests + 1))) clear(reply, old);
      reply.setCookie(`${keys}${id}`, secret, lasting);
    },
    findLogin: ({ cookies }, id) => {
      const [flowId, secret, name = ''] = (cookies[`${logins}${id}`] ?? '').split('.');
      return flowId && secret ? { flowId, secret, userId: Buffer.from(name, 'base64url').toString('utf8') } : undefined;
    },
    setLogin: (reply, id, { flowId, secret, userId }) => {
      const name = Buffer.from(userId, 'utf8').toString('base64url');
      reply.setCookie(`${logins}${id}`, `${flowId}.${secret}.${name}`, lasting);
    },
    clearLogin: (reply, id) => void reply.clearCookie(`${logins}${id}`, common),
    clear,
  };
}
