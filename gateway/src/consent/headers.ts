import type { FastifyReply } from 'fastify';
import type { Html } from './html.ts';

/**
 * Sends a page. Nothing runs in it, nothing is loaded from elsewhere, nobody may frame it, and its forms lead to ourselves
 * and to where the application is answered: browsers hold the redirect that follows a form against the policy of its page.
 */
export function sendPage(
  reply: FastifyReply,
  page: Html,
  { status = 200, formAction = '' }: { status?: number; formAction?: string } = {},
): FastifyReply {
  // What passes says when to come again, on a page as elsewhere.
  if (status >= 503) reply.header('retry-after', '2');
  return reply.code(status).headers(pageHeaders(formAction)).type('text/html; charset=utf-8').send(page);
}

/** Headers of every page. `formAction` is the source that forms may lead to beside ourselves. */
export function pageHeaders(formAction = ''): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    ["form-action 'self'", ...sourceOf(formAction)].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'cache-control': 'no-store',
    vary: 'accept-language, cookie',
  };
}

/** A source as a policy may hold it: an origin or a scheme. One that the grammar has no form for is widened to its scheme. */
function sourceOf(source: string): string[] {
  if (/^[a-z][a-z0-9+.-]*:(?:\/\/[a-z0-9.-]+(?::\d{1,5})?)?$/i.test(source)) return [source];
  // CSP 3 2.3.1 has no sources for IPv6 addresses.
  const [scheme] = /^[a-z][a-z0-9+.-]*:(?=\/\/\[[0-9a-f:.]+\](?::\d{1,5})?$)/i.exec(source) ?? [];
  return scheme === undefined ? [] : [scheme];
}
