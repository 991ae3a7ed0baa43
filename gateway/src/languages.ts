import { type Locale, locales } from '@countersign/texts';
import type { FastifyRequest } from 'fastify';

/** Language of texts: the first of `Accept-Language` that we have; English without. */
export function languageOf(request: Pick<FastifyRequest, 'headers'>): Locale {
  return findLanguage(request) ?? 'en';
}

/**
 * The first language of `Accept-Language` that we have, by its weights (RFC 9110 12.5.4); undefined where it names none,
 * as with `*`, which many clients send by themselves.
 */
export function findLanguage({ headers }: Pick<FastifyRequest, 'headers'>): Locale | undefined {
  const wanted = (headers['accept-language'] ?? '')
    .slice(0, 256)
    .split(',')
    .map((part, position) => ({ ...readRange(part), position }))
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight || one.position - other.position);
  return wanted.map(({ tag }) => locales.find((known) => known === tag)).find((known) => known !== undefined);
}

function readRange(part: string): { tag: string; weight: number } {
  const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const weight = quality === undefined ? 1 : Number(quality);
  return { tag: range.split('-')[0] ?? '', weight: Number.isFinite(weight) ? weight : 0 };
}
