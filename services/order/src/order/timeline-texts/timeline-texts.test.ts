import { locales } from '@countersign/messaging';
import { describe, expect, it } from '@jest/globals';
import { timelineCodes } from '../timeline.ts';
import { timelineText } from './index.ts';

describe('the texts of a timeline', () => {
  it.each(locales)('are sentences of their own for every code in %s', (language) => {
    const texts = timelineCodes.map((code) => timelineText(code, language));
    for (const text of texts) expect(text).toMatch(/^\p{Lu}[^{}]+\.$/u);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('differ between the languages', () => {
    for (const code of timelineCodes) {
      expect(new Set(locales.map((language) => timelineText(code, language))).size).toBe(locales.length);
    }
  });

  it('are found by the primary part of a language tag, and are English otherwise', () => {
    expect(timelineText('order_paid', 'de-AT')).toBe(timelineText('order_paid', 'de'));
    expect(timelineText('order_paid', 'pt-BR')).toBe(timelineText('order_paid', 'en'));
    expect(timelineText('order_paid', '')).toBe(timelineText('order_paid', 'en'));
  });
});
