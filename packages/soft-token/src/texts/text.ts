import type { Locale } from '@countersign/texts';
import { de } from './de.ts';
import { type AppTextId, type AppTexts, en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';

/** The texts of all languages. */
export const appTexts: Readonly<Record<Locale, AppTexts>> = { en, fr, de, es };

/** A text with its parameters filled in; control characters in them are dropped, so that nothing commands the terminal. */
export function appText(
  id: AppTextId,
  language: Locale,
  params: Readonly<Record<string, string | number>> = {},
): string {
  return appTexts[language][id].replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    if (!Object.hasOwn(params, name)) throw new Error(`the text ${id} lacks its parameter ${name}`);
    return printable(String(params[name]));
  });
}

/** Text of others as it may be printed: without control and formatting characters. */
export function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, '');
}
