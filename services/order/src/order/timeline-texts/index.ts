import { type Locale, resolveLocale } from '@countersign/messaging';
import type { TimelineCode } from '../timeline.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';

/** One sentence for every code. */
export type TimelineTexts = Readonly<Record<TimelineCode, string>>;

const texts: Readonly<Record<Locale, TimelineTexts>> = { en, fr, de, es };

/** What happened as a sentence; in English where there is no text in the language (BCP 47). */
export function timelineText(code: TimelineCode, language: string): string {
  return texts[resolveLocale(language)][code];
}
