/** Languages of our texts. */
export const locales = ['en', 'fr', 'de', 'es'] as const;

/** One of them. */
export type Locale = (typeof locales)[number];

/** The language to write in for a BCP 47 tag such as `de-AT`, by its primary subtag; English when there is none. */
export function resolveLocale(wanted: string | undefined): Locale {
  const primary = wanted?.trim().split(/[-_]/)[0]?.toLowerCase();
  return locales.find((locale) => locale === primary) ?? 'en';
}
