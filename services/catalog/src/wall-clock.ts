const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The moments at which the clocks of an IANA time zone show a wall-clock time, in milliseconds since 1970, the earlier
 * first: usually one; two where the clocks are put back over it; for a time that they are put forward over, the moment at
 * which they are. The wall-clock time is given as if it were UTC, in whole minutes.
 */
export function toInstants(wallMs: number, timeZone: string): [number, ...number[]] {
  // No zone changes its offset twice within two days.
  const before = offsetAt(wallMs - dayMs, timeZone);
  const after = offsetAt(wallMs + dayMs, timeZone);
  const [early, late] = [wallMs - Math.max(before, after), wallMs - Math.min(before, after)];
  const isShown = (instant: number) => instant + offsetAt(instant, timeZone) === wallMs;
  if (isShown(early)) return early !== late && isShown(late) ? [early, late] : [early];
  return isShown(late) ? [late] : [findChange(early, late, timeZone)];
}

/** Milliseconds by which the clocks of a zone are ahead of UTC at a moment. */
function offsetAt(instant: number, timeZone: string): number {
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1_000) * 1_000;
}

/** The moment of the one change of offset between two moments. */
function findChange(from: number, to: number, timeZone: string): number {
  const before = offsetAt(from, timeZone);
  let [same, other] = [from, to];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(middle, timeZone) === before) same = middle;
    else other = middle;
  }
  return other;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}
