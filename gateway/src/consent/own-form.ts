import { createHmac, timingSafeEqual } from 'node:crypto';
import { forbidden, invalid } from '@countersign/errors';
import type { FastifyRequest } from 'fastify';

/** What a form sent. */
export interface SentForm {
  /** A field, at most `most` characters of it asked for; empty when it was not sent. Throws `REQUEST_INVALID` beyond. */
  field(name: string, most: number): string;
}

/** The token that a form of a page carries: only who holds the secret of the request's cookie can make it. */
export function formTokenOf({ id, secret }: { id: string; secret: string }): string {
  return createHmac('sha256', secret).update(`form of ${id}`).digest('base64url');
}

/**
 * Reads a form. Throws `ORIGIN_REFUSED` unless a page of ours in this very browser sent it: by the token in it, and by
 * what the browser says of where it comes from.
 */
export function readForm(request: FastifyRequest, key: { id: string; secret: string }, origin: string): SentForm {
  const fields = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
  const form: SentForm = {
    field: (name, most) => {
      const value = fields.get(name) ?? '';
      if (value.length > most || value.includes('\0')) {
        throw invalid('REQUEST_INVALID', 'the form holds what its page does not let anybody enter');
      }
      return value;
    },
  };
  if (!isFromOwnPage(request, origin) || !isEqual(form.field('token', 100), formTokenOf(key))) {
    throw forbidden('ORIGIN_REFUSED', 'the form does not come from a page of ours; load the page again');
  }
  return form;
}

/** A page without referrer names its origin as `null` (Fetch 3.2); then, and without one, the browser must say `same-origin`. */
function isFromOwnPage({ headers }: FastifyRequest, own: string): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined && origin !== 'null') return origin === own;
  return site === 'same-origin';
}

function isEqual(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}
