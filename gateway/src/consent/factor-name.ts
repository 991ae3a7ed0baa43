import { isTextId, type Locale } from '@countersign/texts';
import { foreign, type Html, say } from './html.ts';

/** A factor in the words of a page: its kind, and what tells it from others of the kind. */
export function nameOfFactor(
  {
    kind,
    label,
    maskedDestination,
    serial,
  }: { kind: string; label: string; maskedDestination: string; serial: string },
  language: Locale,
): Html {
  const id = `factor.${kind}`;
  const parts = [label, maskedDestination === '' ? serial : maskedDestination].filter((part) => part !== '');
  const name = isTextId(id) ? say(id, language) : foreign(kind);
  return [name, ...parts.map(foreign)].join(' · ');
}
