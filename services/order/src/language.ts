export const languages = ['en', 'fr', 'de', 'es'] as const;
export type Language = (typeof languages)[number];

/** The language of ours that a BCP 47 tag asks for, by its primary subtag; undefined when there is none. */
export function findLanguage(tag: string): Language | undefined {
  const primary = tag.toLowerCase().split('-')[0];
  return languages.find((language) => language === primary);
}
