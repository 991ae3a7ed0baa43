import type { Locale } from './locale.ts';
import { isTextId, type TextId, textOf } from './text.ts';

/** What a problem document says to people. */
export interface ProblemText {
  readonly title: string;
  /** Absent where the sentence of the service is to be shown: in English, and for reasons without a text. */
  readonly detail?: string;
}

/** Titles of what the gateway sends, by HTTP status. */
const titleOfStatus: Readonly<Record<number, TextId>> = {
  400: 'problem.invalid',
  401: 'problem.unauthenticated',
  403: 'problem.forbidden',
  404: 'problem.not_found',
  405: 'problem.method_not_allowed',
  408: 'problem.too_slow',
  409: 'problem.conflict',
  412: 'problem.conflict',
  413: 'problem.too_large',
  414: 'problem.too_large',
  415: 'problem.media_type',
  429: 'problem.exhausted',
  431: 'problem.too_large',
  500: 'problem.internal',
  503: 'problem.unavailable',
  504: 'problem.unavailable',
};

/**
 * What a problem says in a language: in English the words of its reason as a title, for the service's own sentence is
 * more exact than any text of ours; elsewhere the title of its kind (an error kind or an HTTP status) and, for every
 * reason that people meet, a sentence.
 */
export function problemText(reason: string, kind: string | number, language: Locale): ProblemText {
  if (language === 'en') {
    const words = reason.toLowerCase().replaceAll('_', ' ');
    return { title: `${words.charAt(0).toUpperCase()}${words.slice(1)}` };
  }
  const titleId = typeof kind === 'number' ? (titleOfStatus[kind] ?? '') : `problem.${kind}`;
  const title = textOf(isTextId(titleId) ? titleId : 'problem.internal', language);
  const detailId = `problem.${reason}`;
  return isTextId(detailId) ? { title, detail: textOf(detailId, language) } : { title };
}
