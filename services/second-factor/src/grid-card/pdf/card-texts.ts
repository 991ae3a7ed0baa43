import type { Locale } from '@countersign/messaging';

/** What a card says beside its cells. */
export interface CardTexts {
  title: string;
  serial: string;
  goodUntil: string;
  howTo: string;
  keepSafe: string;
  /** Heading of the corner above the row numbers, for those who hear the table. */
  row: string;
}

/** The texts of cards by language. */
export const cardTexts: Readonly<Record<Locale, CardTexts>> = {
  en: {
    title: 'eGrid',
    serial: 'Serial number',
    goodUntil: 'Good until',
    howTo:
      'When you log in, you are asked for some cells, for example A1 C4 H2. Type the characters that stand in them, in that order.',
    keepSafe: 'Keep this page to yourself. Nobody will ever ask you for more cells than a login does.',
    row: 'Row',
  },
  fr: {
    title: 'eGrid',
    serial: 'Numéro de série',
    goodUntil: 'Valable jusqu’au',
    howTo:
      'Lors de la connexion, certaines cases vous sont demandées, par exemple A1 C4 H2. Saisissez les caractères qui s’y trouvent, dans cet ordre.',
    keepSafe: 'Gardez cette page pour vous. Personne ne vous demandera jamais plus de cases qu’une connexion.',
    row: 'Ligne',
  },
  de: {
    title: 'eGrid',
    serial: 'Seriennummer',
    goodUntil: 'Gültig bis',
    howTo:
      'Bei der Anmeldung werden Sie nach einigen Feldern gefragt, zum Beispiel A1 C4 H2. Geben Sie die Zeichen, die darin stehen, in dieser Reihenfolge ein.',
    keepSafe: 'Behalten Sie diese Seite für sich. Niemand fragt Sie je nach mehr Feldern als eine Anmeldung.',
    row: 'Zeile',
  },
  es: {
    title: 'eGrid',
    serial: 'Número de serie',
    goodUntil: 'Válida hasta el',
    howTo:
      'Al iniciar sesión se le piden algunas casillas, por ejemplo A1 C4 H2. Escriba los caracteres que contienen, en ese orden.',
    keepSafe: 'Guarde esta página solo para usted. Nadie le pedirá nunca más casillas que un inicio de sesión.',
    row: 'Fila',
  },
};

/** Day before month and the month as a word: nobody takes one for the other. */
const dateTags: Readonly<Record<Locale, string>> = { en: 'en-GB', fr: 'fr', de: 'de', es: 'es' };
const formats = new Map<Locale, Intl.DateTimeFormat>();

/** A day in the words of a language, UTC. */
export function dayIn(locale: Locale, day: Date): string {
  // Making a format takes as long as drawing half a card.
  let format = formats.get(locale);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(dateTags[locale], { dateStyle: 'long', timeZone: 'UTC' });
    formats.set(locale, format);
  }
  return format.format(day);
}
