import { isTextId, type Locale, type TextId, textOf } from '@countersign/texts';
import type { FastifyRequest } from 'fastify';
import { escapeHtml } from '../pages/form-page.ts';
import type { Problem, WrittenProblem } from '../plugins/problem.ts';
import { pageHeaders } from './headers.ts';
import { type Html, pageLanguage, renderPage, rootOf, say } from './html.ts';

/** What a person does about reasons that mean more here than elsewhere. */
const sentences: Readonly<Record<string, TextId>> = {
  OAUTH_CLIENT_UNKNOWN: 'consent.client_unknown',
  OAUTH_REDIRECT_URI_INVALID: 'consent.redirect_unknown',
  OAUTH_REQUEST_URI_INVALID: 'consent.request_used',
  AUTHORISATION_REQUEST_NOT_FOUND: 'consent.ended',
  AUTHORISATION_REQUEST_WRONG_STATE: 'consent.ended',
  APPROVAL_NOT_FOUND: 'consent.another_user',
  APPROVAL_WRONG_STATE: 'consent.ended',
  // On these pages, digests were read before: what is left is what the policy of the key says.
  DIGEST_INVALID: 'consent.not_covered',
  TOO_MANY_DIGESTS: 'consent.not_covered',
};

/** What a problem says to the person at a page; reasons without a text of ours keep the sentence of the service. */
export function sentenceOf({ code, detail }: Pick<Problem, 'code' | 'detail'>, language: Locale): string {
  const id = sentences[code] ?? `problem.${code}`;
  return isTextId(id) ? textOf(id, language) : detail;
}

/** A problem as a page: what cannot be told to the application is told to the person, never by a redirect. */
export function toProblemPage(found: Problem, request: FastifyRequest): WrittenProblem {
  const language = pageLanguage(request);
  return {
    // Without a challenge of HTTP a 401 is none; pages ask for the login themselves.
    status: found.status === 401 ? 400 : found.status,
    headers: { ...pageHeaders(), 'content-language': language },
    type: 'text/html; charset=utf-8',
    body: renderPage({
      language,
      root: rootOf(request),
      title: 'consent.title_problem',
      content: renderProblemContent(sentenceOf(found, language), { language, requestId: request.id }),
    }),
  };
}

/** A problem that nothing on the page can mend, with the number that support asks for. */
export function renderProblemContent(
  sentence: string,
  { language, requestId }: { language: Locale; requestId: string },
): Html {
  return `<div id="problems" role="alert"><p>${escapeHtml(sentence)}</p></div>
<p><small>${say('page.request_number', language)} <code>${escapeHtml(requestId)}</code></small></p>`;
}
