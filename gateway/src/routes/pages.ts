import { readFile } from 'node:fs/promises';
import { type Locale, locales } from '@countersign/texts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { languageOf } from '../languages.ts';
import { renderLinkPage } from '../pages/link-page.ts';
import { renderRecoveryPage } from '../pages/recovery-page.ts';
import { renderSignerPage } from '../pages/signer-page.ts';
import { renderSoftTokenPage } from '../pages/soft-token-page.ts';
import { renderStaffPage } from '../pages/staff-page.ts';

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

const scripts = [
  'link-page.js',
  'form-page.js',
  'staff-page.js',
  'signer-page.js',
  'recovery-page.js',
  'soft-token-page.js',
];

const assets = [
  ['link-page.css', 'text/css; charset=utf-8'],
  ...scripts.map((name) => [name, 'text/javascript; charset=utf-8'] as const),
] as const;

/** Pages by their paths. Both kinds of invitation of staff, printed and mailed, lead to the same form. */
const pages: Readonly<Record<string, (language: Locale) => string>> = {
  '/activate': (language) => renderLinkPage('activation', language),
  '/invitation': (language) => renderLinkPage('invitation', language),
  '/operator-invitation': renderStaffPage,
  '/staff-invitation': renderStaffPage,
  '/signer-invitation': renderSignerPage,
  '/recover': renderRecoveryPage,
  // What the QR code of a soft token says, as a link.
  '/a': renderSoftTokenPage,
};

/** The language that a person chose on a page; undefined when he did not. */
function chosenLanguage({ query }: FastifyRequest): Locale | undefined {
  const { language } = query as { language?: unknown };
  return locales.find((known) => known === language);
}

const options = { config: { public: true }, schema: { hide: true } } as const;

/**
 * Where messages lead unless the operator has a front end of his own. The pages ask nothing of any service by themselves: a
 * mail scanner that opens them changes nothing.
 */
export async function pageRoutes(app: FastifyInstance): Promise<void> {
  for (const [path, render] of Object.entries(pages)) {
    // By language, once: a page depends on nothing else.
    const rendered = new Map(locales.map((language) => [language, render(language)]));
    app.get(path, options, async (request, reply) => {
      reply.type('text/html; charset=utf-8').headers({ 'content-security-policy': policy, vary: 'accept-language' });
      return rendered.get(chosenLanguage(request) ?? languageOf(request));
    });
  }

  for (const [name, type] of assets) {
    // oxlint-disable-next-line no-await-in-loop
    const content = await readFile(new URL(`../pages/${name}`, import.meta.url));
    app.get(`/assets/${name}`, options, async (_request, reply) => {
      // Not kept by browsers: page and script belong together, also on the day of a release.
      reply.type(type);
      return content;
    });
  }
}
