import type { FastifyRequest } from 'fastify';
import { languages } from './schemas.ts';

/** Language of texts: the first of `Accept-Language` that we have, by its weights (RFC 9110 12.5.4); English without. */
export function languageOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  const wanted = (headers['accept-language'] ?? '')
    .slice(0, 256)
    .split(',')
    .map((part, position) => ({ ...readRange(part), position }))
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight || one.position - other.position);
  const found = wanted.map(({ tag }) => languages.find((known) => known === tag)).find((known) => known !== undefined);
  return found ?? 'en';
}

function readRange(part: string): { tag: string; weight: number } {
  const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const weight = quality === undefined ? 1 : Number(quality);
  return { tag: range.split('-')[0] ?? '', weight: Number.isFinite(weight) ? weight : 0 };
}
