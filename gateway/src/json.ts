import { enumWord } from '@countersign/grpc';

type OmitUndefined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Drops the members that are undefined, so that JSON and types agree on what is absent. */
export function omitUndefined<T extends object>(value: T): OmitUndefined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as OmitUndefined<T>;
}

/** The text, or undefined when it is empty: contracts say "absent" by an empty string. */
export function orAbsent(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** RFC 3339 in UTC, or undefined when the moment is absent. */
export function timeOrAbsent(moment: Date | undefined): string | undefined {
  return moment?.toISOString();
}

/** A part of an answer that its contract promises; throws when the service left it out. */
export function getPart<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw new Error(`an answer lacks its ${name}`);
  return part;
}

/** A moment that the contract promises; throws when the service left it out. */
export function getDate(moment: Date | undefined, name: string): Date {
  return getPart(moment, name);
}

/** The same as RFC 3339 in UTC. */
export function getTime(moment: Date | undefined, name: string): string {
  return getDate(moment, name).toISOString();
}

/** The word for an enum value of a contract; throws for one that is unspecified or newer than this code. */
export function getWord<W extends string>(prefix: string, value: string, words: readonly W[]): W {
  return getPart(enumWord(prefix, value, words), prefix.toLowerCase());
}

/** A number as JSON; throws for one that JSON cannot hold exactly. */
export function toCount(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error('a number is too large for JSON');
  return number;
}

/** One of the words that a field may hold; another one is a fault of the service. */
export function getWordOf<W extends string>(words: readonly W[], given: string, name: string): W {
  return getPart(
    words.find((word) => word === given),
    name,
  );
}
