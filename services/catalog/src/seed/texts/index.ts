import type { CatalogData } from '../../catalog-data.ts';
import { de } from './de.ts';
import { type CatalogTexts, en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';

type Text = CatalogData['families'][number]['name'];

/** One text in every language. */
export function text(select: (texts: CatalogTexts) => string): Text {
  return { en: select(en), fr: select(fr), de: select(de), es: select(es) };
}

/** A name and a summary in every language. */
export function nameAndSummary(select: (texts: CatalogTexts) => readonly [string, string]): {
  name: Text;
  summary: Text;
} {
  return { name: text((texts) => select(texts)[0]), summary: text((texts) => select(texts)[1]) };
}
