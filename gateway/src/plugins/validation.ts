import { Readable } from 'node:stream';
import { invalid, invalidField } from '@countersign/errors';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { holdsCardNumber } from '../card-number.ts';

/** Checks of what comes in, before any handler sees it. Bodies are taken as they are: `1` is not `"1"`. */
export const validation = fastifyPlugin(
  async (app) => {
    // Verbose, because the sentences that explain a fault name what the schema would have allowed.
    const strict = new Ajv({ allErrors: true, verbose: true });
    // Everything in a query, a path or a header is a text.
    const coercing = new Ajv({ allErrors: true, verbose: true, coerceTypes: true, useDefaults: true });
    for (const ajv of [strict, coercing]) {
      addFormats.default(ajv);
      ajv.addFormat('iso-day-or-moment', isDayOrMoment);
      // Vocabulary of OpenAPI's documents, without a meaning for checks.
      ajv.addVocabulary(['example', 'x-description']);
    }
    app.setValidatorCompiler<JsonSchema>(({ schema, httpPart }) => {
      if (httpPart === 'body') return strict.compile(schema);
      return coercing.compile(httpPart === 'headers' ? lowerCaseNames(schema) : schema);
    });

    app.addHook('preValidation', async (request) => {
      if (takesIdempotencyKey(request.routeOptions)) checkIdempotencyKey(request);
      fillInOptionalBody(request);
      checkTexts(request.params, '', refuseNul);
      checkTexts(request.query, '', refuseNul);
      // A body that is a file is not read yet.
      if (request.body instanceof Readable) return;
      checkTexts(request.body, '', refuseNul);
      if (request.routeOptions.config.refusesCardNumbers) checkTexts(request.body, '', refuseCardNumber);
    });
  },
  { name: 'validation' },
);

interface JsonSchema {
  properties?: Record<string, object>;
  required?: string[];
}

/** Header names are documented as people write them, and arrive in lower case. */
function lowerCaseNames({ properties = {}, required = [], ...rest }: JsonSchema): JsonSchema {
  return {
    ...rest,
    properties: Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name.toLowerCase(), schema])),
    required: required.map((name) => name.toLowerCase()),
  };
}

/** A date or a date-time of RFC 3339; a day that no calendar has is refused, not rolled over. */
function isDayOrMoment(text: string): boolean {
  const [, day] = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))?$/.exec(text) ?? [];
  if (day === undefined || Number.isNaN(Date.parse(text))) return false;
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

function takesIdempotencyKey({ schema }: FastifyRequest['routeOptions']): boolean {
  const headers = schema?.headers as { properties?: object } | undefined;
  return 'Idempotency-Key' in (headers?.properties ?? {});
}

function checkIdempotencyKey({ headers }: FastifyRequest): void {
  const key = headers['idempotency-key'];
  if (key === undefined || key === '') {
    throw invalid('IDEMPOTENCY_KEY_MISSING', 'this needs an Idempotency-Key header: a key that you choose per attempt');
  }
  if (typeof key !== 'string' || !/^[\x21-\x7e]{8,128}$/.test(key)) {
    throw invalid('IDEMPOTENCY_KEY_INVALID', 'an Idempotency-Key has 8 to 128 visible ASCII characters');
  }
}

/** A body that may be empty may be left out; a route that takes no body refuses fields as unknown. */
function fillInOptionalBody(request: FastifyRequest): void {
  const schema = request.routeOptions.schema?.body as { required?: string[] } | undefined;
  const body: unknown = request.body;
  if (schema !== undefined) {
    if (body === undefined && (schema.required ?? []).length === 0) request.body = {};
    return;
  }
  if (body === undefined || body === null || Buffer.isBuffer(body) || body instanceof Readable) return;
  const fields = typeof body === 'object' ? Object.keys(body) : [''];
  if (fields.length === 0) return;
  throw invalid('REQUEST_INVALID', 'this takes no body', {
    fields: fields.slice(0, 20).map((field) => ({ pointer: toPointer('', field), detail: 'is not a known field' })),
  });
}

/** Walks over every text and number of a JSON value. */
function checkTexts(value: unknown, pointer: string, check: (text: string, pointer: string) => void): void {
  if (typeof value === 'string' || typeof value === 'number') check(String(value), pointer);
  else if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) {
    for (const [name, member] of Object.entries(value)) checkTexts(member, toPointer(pointer, name), check);
  }
}

function refuseNul(text: string, pointer: string): void {
  // PostgreSQL cannot store it, and no text for people holds it.
  if (text.includes('\0')) throw invalidField('REQUEST_INVALID', pointer, 'must not hold the character NUL');
}

function refuseCardNumber(text: string, pointer: string): void {
  if (holdsCardNumber(text)) {
    throw invalidField(
      'CARD_NUMBER_REFUSED',
      pointer,
      "card numbers are not taken here; exchange the card for a token on the payment provider's page",
    );
  }
}

/** JSON Pointer (RFC 6901) of a member. */
export function toPointer(parent: string, name: string): string {
  return `${parent}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
