import { type Locale, locales, type TextId, texts } from '@countersign/texts';
import type { FastifyRequest } from 'fastify';
import { languageOf } from '../languages.ts';
import { escapeHtml } from '../pages/form-page.ts';

/** Markup in which everything that came from elsewhere is escaped already. */
export type Html = string;

/** Languages, each in its own words: who looks for his does not read the others. */
const languageNames: Readonly<Record<Locale, string>> = {
  en: 'English',
  fr: 'Français',
  de: 'Deutsch',
  es: 'Español',
};

/** A text of ours as markup; its parameters are markup already. Throws where one is missing: that is a bug. */
export function say(id: TextId, language: Locale, params: Readonly<Record<string, Html>> = {}): Html {
  return escapeHtml(texts[language][id]).replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`the text ${id} lacks its parameter ${name}`);
    return value;
  });
}

/**
 * A text that an application or a user chose. What turns the direction of writing around, is not seen or ends a line is
 * shown by its number; the rest keeps its own direction.
 */
export function foreign(text: string): Html {
  const visible = text.replaceAll(
    /[\p{Cc}\u00AD\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/gu,
    (character) => `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
  return `<bdi>${escapeHtml(visible)}</bdi>`;
}

/** A moment in the words of a language, in UTC. */
export function momentOf(moment: Date, language: Locale): Html {
  const words = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `<time datetime="${moment.toISOString()}">${escapeHtml(words.format(moment))} UTC</time>`;
}

/** A day in the words of a language, in UTC. */
export function dayOf(moment: Date, language: Locale): Html {
  const words = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  return `<time datetime="${moment.toISOString()}">${escapeHtml(words.format(moment))}</time>`;
}

/** The language that a person chose on a page; undefined when he did not. */
export function chosenLanguage({ query }: Pick<FastifyRequest, 'query'>): Locale | undefined {
  const { language } = (query ?? {}) as { language?: unknown };
  return locales.find((known) => known === language);
}

/** The language of a page: the one chosen on it, else the one that the application asked for, else the browser's. */
export function pageLanguage(request: Pick<FastifyRequest, 'query' | 'headers'>, wish = ''): Locale {
  return chosenLanguage(request) ?? locales.find((known) => known === wish) ?? languageOf(request);
}

/**
 * The way from the address of a request up to the root of the gateway, relative, so that the gateway may stand below a
 * path.
 */
export function rootOf({ url }: Pick<FastifyRequest, 'url'>): string {
  const steps = (url.split('?')[0] ?? '').split('/').length - 2;
  return steps <= 0 ? './' : '../'.repeat(steps);
}

/** A page as a browser gets it. */
export interface Page {
  language: Locale;
  /** See `rootOf`. */
  root: string;
  title: TextId;
  content: Html;
  /** Where the page is read in another language, from the root; absent where it cannot be. */
  path?: string;
}

/** Writes a whole page: no script, and nothing within it that has a style of its own. */
export function renderPage({ language, root, title, content, path }: Page): Html {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${say(title, language)} · Countersign</title>
<link rel="stylesheet" href="${root}assets/link-page.css">
<link rel="stylesheet" href="${root}assets/consent.css">
</head>
<body>
<main>
<h1>${say(title, language)}</h1>
${content}
</main>
${path === undefined ? '' : renderLanguages(language, `${root}${path}`)}</body>
</html>
`;
}

function renderLanguages(language: Locale, path: string): Html {
  const links = locales.map((locale) => {
    const current = locale === language ? ' aria-current="true"' : '';
    return `<li><a href="${path}?language=${locale}" lang="${locale}" hreflang="${locale}"${current}>${languageNames[locale]}</a></li>`;
  });
  return `<footer>
<nav aria-label="${say('consent.languages', language)}">
<ul class="languages">
${links.join('\n')}
</ul>
</nav>
</footer>
`;
}

/** What went wrong with what was sent, above the form; fields refer to it by `problems`. */
export function renderProblem(problem: string | undefined): Html {
  return problem === undefined ? '' : `<div id="problems" role="alert"><p>${escapeHtml(problem)}</p></div>`;
}
