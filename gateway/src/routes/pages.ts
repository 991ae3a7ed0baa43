import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { languageOf } from '../languages.ts';
import { type LinkKind, renderLinkPage } from '../pages/link-page.ts';

/** Nothing but our own files, no script or style within the page, and no form that a browser sends by itself. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const assets = { 'link-page.js': 'text/javascript; charset=utf-8', 'link-page.css': 'text/css; charset=utf-8' };

const options = { config: { public: true }, schema: { hide: true } } as const;

/**
 * `/activate` and `/invitation`: where the links in messages lead unless the operator has a front end of his own. They
 * ask nothing of any service: a mail scanner that opens them changes nothing.
 */
export async function pageRoutes(app: FastifyInstance): Promise<void> {
  const serve = (path: string, kind: LinkKind) =>
    app.get(path, options, async (request, reply) => {
      reply.type('text/html; charset=utf-8').headers({ 'content-security-policy': policy, vary: 'accept-language' });
      return renderLinkPage(kind, languageOf(request));
    });
  serve('/activate', 'activation');
  serve('/invitation', 'invitation');

  for (const [name, type] of Object.entries(assets)) {
    // oxlint-disable-next-line no-await-in-loop
    const content = await readFile(new URL(`../pages/${name}`, import.meta.url));
    app.get(`/assets/${name}`, options, async (_request, reply) => {
      // Not kept by browsers: page and script belong together, also on the day of a release.
      reply.type(type);
      return content;
    });
  }
}
