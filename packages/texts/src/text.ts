import type { Locale } from './locale.ts';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import type { enConsent } from './locales/en-consent.ts';
import type { enPages } from './locales/en-pages.ts';
import type { enProblems } from './locales/en-problems.ts';
import { es } from './locales/es.ts';
import { fr } from './locales/fr.ts';

/** Identifies a text in all languages: `login.completed`, `question.first_teacher`, `problem.LOGIN_FAILED`. */
export type TextId = keyof typeof en;

/** All texts of one language; `{name}` stands for a parameter. None depends on a number's grammar: front ends fill in only. */
export type LocaleTexts = Readonly<Record<TextId, string>>;

/** The part of them that problem documents show. */
export type ProblemTexts = Readonly<Record<keyof typeof enProblems, string>>;

/** The part of them that the gateway's own pages show. */
export type OwnPageTexts = Readonly<Record<keyof typeof enPages, string>>;

/** The part of them that the pages show on which users grant what applications ask for. */
export type ConsentTexts = Readonly<Record<keyof typeof enConsent, string>>;

/** The texts of all languages. */
export const texts: Readonly<Record<Locale, LocaleTexts>> = { en, fr, de, es };

/** Whether there is a text with that id. */
export function isTextId(id: string): id is TextId {
  return Object.hasOwn(en, id);
}

/** A text with its parameters filled in. Throws where one is missing: that is a bug. */
export function textOf(id: TextId, locale: Locale, params: Readonly<Record<string, string | number>> = {}): string {
  // One pass, so that a parameter which looks like a placeholder stays as it is.
  return texts[locale][id].replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    if (!Object.hasOwn(params, name)) throw new Error(`the text ${id} lacks its parameter ${name}`);
    return String(params[name]);
  });
}
