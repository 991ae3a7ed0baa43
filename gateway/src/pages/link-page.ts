import type { Locale } from '@countersign/texts';
import type { LinkTexts, PageTexts } from './link-texts.ts';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import { es } from './locales/es.ts';
import { fr } from './locales/fr.ts';

export type LinkKind = 'activation' | 'invitation';

const texts: Readonly<Record<Locale, LinkTexts>> = { en, fr, de, es };

/** Routes that a page asks; relative, so that the gateway may stand below a path. */
const routes: Readonly<Record<LinkKind, { describe: string; use: string }>> = {
  activation: { describe: 'v1/activations/lookup', use: 'v1/activations' },
  invitation: { describe: 'v1/invitations/describe', use: 'v1/invitations/accept' },
};

/** The page that a link in a message leads to. The token is in the fragment, which no server sees. */
export function renderLinkPage(kind: LinkKind, language: Locale): string {
  const text = texts[language];
  const page = text[kind];
  const { describe, use } = routes[kind];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(page.title)} · Countersign</title>
<link rel="stylesheet" href="assets/link-page.css">
<script type="module" src="assets/link-page.js"></script>
</head>
<body data-describe="${describe}" data-use="${use}">
<main>
<h1>${escape(page.title)}</h1>
<noscript><p>${escape(text.needsScript)}</p></noscript>
<p id="loading" role="status" hidden>${escape(text.loading)}</p>
<div id="problems" role="alert" tabindex="-1">
${problemsOf(kind, page, text).join('\n')}
</div>
<button id="retry" type="button" hidden>${escape(text.retry)}</button>
<form id="form" hidden>
<p>${escape(page.offer)}</p>
<p><span class="label">${escape(text.account)}</span> <strong id="account-name"></strong></p>
<p><label for="user-id">${escape(text.userId)}</label>
<input id="user-id" name="username" type="text" autocomplete="username" readonly></p>
<p><label for="password">${escape(text.password)}</label>
<input id="password" name="password" type="password" autocomplete="new-password" required aria-describedby="password-hint problems">
<small id="password-hint">${escape(text.passwordHint)}</small></p>
<p class="choice"><input id="show" type="checkbox"> <label for="show">${escape(text.showPassword)}</label></p>
<p><label for="mobile">${escape(text.mobile)}</label>
<input id="mobile" name="mobile" type="tel" autocomplete="tel" aria-describedby="mobile-hint problems">
<small id="mobile-hint">${escape(text.mobileHint)}</small></p>
<p><button type="submit">${escape(page.submit)}</button></p>
</form>
<section id="done" hidden>
<h2 id="done-title" tabindex="-1">${escape(page.done)}</h2>
<p><span class="label">${escape(text.userId)}</span> <strong id="done-user-id"></strong></p>
<p>${escape(text.doneNext)}</p>
</section>
</main>
</body>
</html>
`;
}

/** One hidden sentence per problem; the script shows the one that happened. `final`: the link is of no more use. */
function problemsOf(kind: LinkKind, page: PageTexts, { problems }: LinkTexts): string[] {
  const prefix = kind.toUpperCase();
  const ofLink = {
    [`${prefix}_NOT_FOUND`]: page.notFound,
    [`${prefix}_EXPIRED`]: page.expired,
    [`${prefix}_USED`]: page.used,
    [`${prefix}_LOGIN_REQUIRED`]: page.loginRequired,
    NO_TOKEN: problems.NO_TOKEN,
    MEMBER_LIMIT_REACHED: problems.MEMBER_LIMIT_REACHED,
  };
  const { PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_TOO_COMMON, PASSWORD_BREACHED } = problems;
  const { MOBILE_INVALID, MOBILE_REQUIRED } = problems;
  return [
    ...sentences(ofLink, ' data-final'),
    ...sentences(
      { PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_TOO_COMMON, PASSWORD_BREACHED },
      ' data-field="password"',
    ),
    ...sentences({ MOBILE_INVALID, MOBILE_REQUIRED }, ' data-field="mobile"'),
    ...sentences({ RATE_LIMITED: problems.RATE_LIMITED, NO_ANSWER: problems.NO_ANSWER }, ''),
    `<p data-code="OTHER" hidden>${escape(problems.OTHER)} <code id="instance"></code></p>`,
  ];
}

function sentences(byCode: Readonly<Record<string, string>>, attributes: string): string[] {
  return Object.entries(byCode).map(([code, text]) => `<p data-code="${code}"${attributes} hidden>${escape(text)}</p>`);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
