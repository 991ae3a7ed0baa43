import { locales } from '@countersign/texts';
import { type TObjectOptions, type TProperties, type TSchema, type TStringOptions, Type } from 'typebox';

/** An object that has these members and no others. */
export function closed<P extends TProperties>(properties: P, options: TObjectOptions = {}) {
  return Type.Object(properties, { additionalProperties: false, ...options });
}

interface TextOptions extends Omit<TStringOptions, 'examples'> {
  description: string;
  example: string;
  maxLength: number;
}

/** A text of a request: never empty unless `minLength` says so, never unlimited. */
export function text({ example, ...options }: TextOptions) {
  return Type.String({ minLength: 1, ...options, examples: [example] });
}

/** One of a few words. */
export function oneOf<const W extends readonly string[]>(words: W, description: string) {
  return Type.Unsafe<W[number]>({ type: 'string', enum: [...words], description, examples: [words[0] ?? ''] });
}

/** Id of a thing: an unknown one and somebody else's answer alike, so only the alphabet is checked here. */
export function id(prefix: string, what: string) {
  return text({
    description: `Id of ${what}.`,
    maxLength: 64,
    pattern: '^[A-Za-z0-9_-]+$',
    example: `${prefix}_01JD8Z0V9W6Q4X3T2R1P0N7M5K`,
  });
}

/** A moment in answers, RFC 3339 in UTC. */
export function moment(description: string) {
  return Type.String({ format: 'date-time', description, examples: ['2026-11-21T12:00:00.000Z'] });
}

/** A day or a moment in queries. */
export const DayOrMoment = text({
  description: 'Day or moment (RFC 3339); now when absent.',
  maxLength: 40,
  pattern: '^\\d{4}-\\d{2}-\\d{2}(T.+)?$',
  format: 'iso-day-or-moment',
  example: '2027-03-15',
});

/** A text in answers. */
export function said(description: string, example: string) {
  return Type.String({ description, examples: [example] });
}

/** A whole number from 0 in answers. */
export function count(description: string, example: number) {
  return Type.Integer({ description, minimum: 0, examples: [example] });
}

export const Language = oneOf(locales, 'Language of texts and messages (BCP 47).');

export const Email = text({
  description: 'E-mail address.',
  maxLength: 254,
  pattern: '^[^\\s@]+@[^\\s@]+$',
  example: 'robin.sample@example.com',
});
export const Mobile = text({
  description: 'Mobile number in E.164 form.',
  maxLength: 16,
  pattern: '^\\+[1-9][0-9]{6,14}$',
  example: '+12025550123',
});
export const GivenName = text({ description: 'Given name.', maxLength: 64, example: 'Robin' });
export const Surname = text({ description: 'Family name.', maxLength: 64, example: 'Sample' });
export const Country = text({
  description: 'Country, ISO 3166-1 alpha-2.',
  maxLength: 2,
  pattern: '^[A-Z]{2}$',
  example: 'US',
});
export const Password = text({
  description: 'Password: as many characters as the policy asks for (`GET /v1/login-policy`), 256 at most.',
  maxLength: 1024,
  format: 'password',
  example: 'correct horse battery staple',
});
export const Code = text({
  description: 'Security code; spaces are ignored.',
  maxLength: 32,
  pattern: '^[0-9 ]+$',
  example: '123456',
});

/** Key of a POST that must not happen twice: the same key answers with the same result. */
export const IdempotencyKey = Type.String({
  description: 'Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once.',
  maxLength: 128,
  examples: ['2f1c7e0a-order-1'],
});

/** A whole list, not paged. */
export function list<S extends TSchema>(item: S, description: string) {
  return closed({ items: Type.Array(item, { description: 'The items.' }) }, { description });
}

/** An answer without a body. */
export function nothing(description: string) {
  return Type.Null({ description });
}

/** What the text of a `messageId` is told. */
export const MessageParameters = Type.Record(Type.String(), Type.String(), {
  description: 'Parameters of that text.',
  examples: [{ destination: '+1••••••23' }],
});
