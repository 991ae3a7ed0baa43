import type { Text } from './texts.ts';
import { toInstants } from './wall-clock.ts';

/** A time of the week at which support is open; it may cross days, and the week's end. */
export interface SupportSpan {
  /** ISO 8601: 1 is Monday, 7 Sunday. */
  fromDay: number;
  /** Wall-clock time, HH:MM. */
  fromTime: string;
  toDay: number;
  /** Wall-clock time, HH:MM; the minute itself is outside. Equal to the beginning it means the whole week. */
  toTime: string;
}

/** How support is reached. */
export interface Support {
  chatUrl: string;
  email: string;
  numbers: readonly {
    /** E.164. */
    number: string;
    display: string;
    /** ISO 3166-1 alpha-2; none means from every country. */
    countries: readonly string[];
    hint: Text;
  }[];
  hours: readonly SupportSpan[];
  /** IANA time zone of the desk. */
  timeZone: string;
}

interface Interval {
  fromMs: number;
  toMs: number;
}

const dayMs = 86_400_000;
const weekDays = 7;
const weeksAround = [-2, -1, 0, 1, 2];

/**
 * Whether support is open at a moment, and when that changes next; absent when it never does. An opening is inside the
 * hours, a closing outside. A wall-clock time that the zone skips stands for the moment at which its clocks are put
 * forward; one that it has twice opens at the first and closes at the second, so that nobody is turned away early.
 */
export function openingAt(
  { hours, timeZone }: Pick<Support, 'hours' | 'timeZone'>,
  at: Date,
): { isOpen: boolean; changesAt?: Date } {
  const atMs = at.getTime();
  const intervals = merge(hours.flatMap((span) => weeksAround.map((week) => intervalOf(span, { week, at, timeZone }))));
  const current = intervals.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
  if (current === undefined) {
    const next = intervals.find(({ fromMs }) => fromMs > atMs);
    return next === undefined ? { isOpen: false } : { isOpen: false, changesAt: new Date(next.fromMs) };
  }
  // Hours repeat by the week: what stays open for longer than one never closes.
  const isEndless = current.toMs - atMs > (weekDays + 1) * dayMs;
  return isEndless ? { isOpen: true } : { isOpen: true, changesAt: new Date(current.toMs) };
}

/** The interval of a span in the week that lies `week` weeks from that of `at`. */
function intervalOf(span: SupportSpan, { week, at, timeZone }: { week: number; at: Date; timeZone: string }): Interval {
  // Off by a day from the desk's own date at most, which the weeks around make up for.
  const today = Math.floor(at.getTime() / dayMs);
  const monday = today - ((today + 3) % weekDays) + week * weekDays;
  const from = monday + span.fromDay - 1;
  const days = (span.toDay - span.fromDay + weekDays) % weekDays;
  const wraps = days === 0 && span.toTime <= span.fromTime;
  const to = from + days + (wraps ? weekDays : 0);
  const [fromMs] = toInstants(from * dayMs + timeOfDay(span.fromTime), timeZone);
  const toMs = toInstants(to * dayMs + timeOfDay(span.toTime), timeZone).at(-1) ?? fromMs;
  return { fromMs, toMs };
}

/** Milliseconds since midnight of a time HH:MM. */
function timeOfDay(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000;
}

/** Intervals in order, those that touch or overlap made one, empty ones left out. */
function merge(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const { fromMs, toMs } of intervals.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (fromMs >= toMs) continue;
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else merged.push({ fromMs, toMs });
  }
  return merged;
}
