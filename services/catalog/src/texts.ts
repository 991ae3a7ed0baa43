/** Languages in which the catalog speaks. */
export const locales = ['en', 'fr', 'de', 'es'] as const;
export type Locale = (typeof locales)[number];

/** A text for people; where a language is missing, English stands in. */
export interface Text {
  en: string;
  fr?: string;
  de?: string;
  es?: string;
}

/** The language to answer in for a BCP 47 tag such as `de-AT`, by its primary subtag; English when there is none. */
export function pickLocale(wanted: string): Locale {
  const primary = wanted.trim().split(/[-_]/)[0]?.toLowerCase();
  return locales.find((locale) => locale === primary) ?? 'en';
}

/** One word for all languages as a text. */
export function toText(words: string | Text): Text {
  return typeof words === 'string' ? { en: words } : words;
}

/** The text in a language, or in English. */
export function textIn(text: Text, locale: Locale): string {
  return text[locale] ?? text.en;
}
