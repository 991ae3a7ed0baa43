import type { Locale } from '@countersign/texts';

/** A text for people; where a language is missing, English stands in. */
export interface Text {
  en: string;
  fr?: string;
  de?: string;
  es?: string;
}

/** One word for all languages as a text. */
export function toText(words: string | Text): Text {
  return typeof words === 'string' ? { en: words } : words;
}

/** The text in a language, or in English. */
export function textIn(text: Text, locale: Locale): string {
  return text[locale] ?? text.en;
}
