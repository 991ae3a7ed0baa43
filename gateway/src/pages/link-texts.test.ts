import { expect, it } from '@jest/globals';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import { es } from './locales/es.ts';
import { fr } from './locales/fr.ts';

/** Texts by their place. */
const flat = (texts: object, place = ''): [string, string][] =>
  Object.entries(texts).flatMap(([name, value]: [string, string | object]) =>
    typeof value === 'string' ? [[`${place}/${name}`, value] as [string, string]] : flat(value, `${place}/${name}`),
  );
const english = new Map(flat(en));

it.each([
  ['fr', fr],
  ['de', de],
  ['es', es],
])('the texts of the pages of links are all there and translated: %s', (_language, texts) => {
  expect(english.size).toBeGreaterThan(30);
  const translated = flat(texts);
  expect(translated.map(([place]) => place).toSorted()).toEqual([...english.keys()].toSorted());
  expect(translated.filter(([place, text]) => text.trim() === '' || text === english.get(place))).toEqual([]);
});
