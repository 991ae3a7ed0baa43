import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seed } from './seed/index.ts';
import { openingAt, type SupportSpan } from './support.ts';

const desk = seed.support;
const opening = (at: string, hours: readonly SupportSpan[] = desk.hours, timeZone = desk.timeZone) => {
  const { isOpen, changesAt } = openingAt({ hours, timeZone }, new Date(at));
  return [isOpen, changesAt?.toISOString().replace('.000Z', 'Z')];
};

describe('support from Sunday 8 PM to Friday 8 PM in New York', () => {
  it.each([
    ['on Saturday', '2026-11-21T17:00:00Z', false, '2026-11-23T01:00:00Z'],
    ['on Sunday at 19:59', '2026-11-23T00:59:59.999Z', false, '2026-11-23T01:00:00Z'],
    ['on Sunday at 20:00', '2026-11-23T01:00:00Z', true, '2026-11-28T01:00:00Z'],
    ['on Monday at midnight', '2026-11-23T05:00:00Z', true, '2026-11-28T01:00:00Z'],
    ['on Friday at 19:59', '2026-11-28T00:59:59.999Z', true, '2026-11-28T01:00:00Z'],
    ['on Friday at 20:00', '2026-11-28T01:00:00Z', false, '2026-11-30T01:00:00Z'],
    // Clocks are put forward on 14 March 2027 and back on 7 November 2027, both on a Sunday at 2 AM.
    ['on the Friday before clocks go forward', '2027-03-13T00:59:59Z', true, '2027-03-13T01:00:00Z'],
    ['on the weekend in which they do', '2027-03-13T01:00:00Z', false, '2027-03-15T00:00:00Z'],
    ['an hour later by UTC the Sunday after', '2027-03-14T23:59:59Z', false, '2027-03-15T00:00:00Z'],
    ['on the Sunday on which clocks went forward', '2027-03-15T00:00:00Z', true, '2027-03-20T00:00:00Z'],
    ['on the weekend in which clocks go back', '2027-11-06T00:00:00Z', false, '2027-11-08T01:00:00Z'],
    ['on that Sunday at 19:59', '2027-11-08T00:59:59Z', false, '2027-11-08T01:00:00Z'],
    ['on that Sunday at 20:00', '2027-11-08T01:00:00Z', true, '2027-11-13T01:00:00Z'],
    ['across the end of a year', '2026-12-31T23:00:00Z', true, '2027-01-02T01:00:00Z'],
  ])('%s', (_when, at, isOpen, changesAt) => {
    expect(opening(at)).toEqual([isOpen, changesAt]);
  });

  it('is open exactly when the clocks of the desk say so, and changes exactly when told', () => {
    const clock = new Intl.DateTimeFormat('en-US', {
      timeZone: desk.timeZone,
      weekday: 'short',
      hour: 'numeric',
      hourCycle: 'h23',
    });
    const isOpenByClock = (at: Date) => {
      const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
      const hour = Number(part['hour']);
      const day = part['weekday'];
      return day === 'Sun' ? hour >= 20 : day === 'Fri' ? hour < 20 : day !== 'Sat';
    };
    const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, (at) => {
        const { isOpen, changesAt } = openingAt(desk, at);
        expect(isOpen).toBe(isOpenByClock(at));
        const change = changesAt?.getTime() ?? 0;
        expect(change).toBeGreaterThan(at.getTime());
        expect(isOpenByClock(new Date(change - 1))).toBe(isOpen);
        expect(isOpenByClock(new Date(change))).toBe(!isOpen);
      }),
    );
  });
});

describe('hours at a clock change', () => {
  // In Berlin clocks go forward on 28 March 2027 from 2 to 3, and back on 31 October 2027 from 3 to 2.
  const sunday = (fromTime: string, toTime: string) => [{ fromDay: 7, fromTime, toDay: 7, toTime }];
  const inBerlin = (at: string, hours: readonly SupportSpan[]) => opening(at, hours, 'Europe/Berlin');

  it('that begin at a time which is skipped begin when the clocks are put forward', () => {
    expect(inBerlin('2027-03-28T00:59:59Z', sunday('02:30', '12:00'))).toEqual([false, '2027-03-28T01:00:00Z']);
    expect(inBerlin('2027-03-28T01:00:00Z', sunday('02:30', '12:00'))).toEqual([true, '2027-03-28T10:00:00Z']);
  });

  it('that end at a time which is skipped end when the clocks are put forward', () => {
    expect(inBerlin('2027-03-28T00:59:59Z', sunday('00:00', '02:30'))).toEqual([true, '2027-03-28T01:00:00Z']);
  });

  it('that lie within what is skipped do not exist on that day', () => {
    expect(inBerlin('2027-03-28T01:00:00Z', sunday('02:10', '02:50'))).toEqual([false, '2027-04-04T00:10:00Z']);
  });

  it('that begin at a time which there is twice begin at the first, and end at the second', () => {
    expect(inBerlin('2027-10-31T00:29:59Z', sunday('02:30', '12:00'))).toEqual([false, '2027-10-31T00:30:00Z']);
    expect(inBerlin('2027-10-31T00:30:00Z', sunday('00:00', '02:30'))).toEqual([true, '2027-10-31T01:30:00Z']);
    expect(inBerlin('2027-10-31T01:30:00Z', sunday('00:00', '02:30'))).toEqual([false, '2027-11-06T23:00:00Z']);
  });

  it('change by half an hour where the zone does', () => {
    // Lord Howe Island: on 4 April 2027 at 2 AM the clocks go back to half past one.
    const hours = [{ fromDay: 7, fromTime: '01:45', toDay: 7, toTime: '03:00' }];
    expect(opening('2027-04-03T14:45:00Z', hours, 'Australia/Lord_Howe')).toEqual([true, '2027-04-03T16:30:00Z']);
  });
});

describe('hours of other kinds', () => {
  const officeDays = [1, 2, 3, 4, 5].map((day) => ({ fromDay: day, fromTime: '09:00', toDay: day, toTime: '17:00' }));

  it('may be several spans', () => {
    expect(opening('2026-11-20T16:59:59Z', officeDays, 'UTC')).toEqual([true, '2026-11-20T17:00:00Z']);
    expect(opening('2026-11-20T17:00:00Z', officeDays, 'UTC')).toEqual([false, '2026-11-23T09:00:00Z']);
  });

  it('are one opening where spans touch', () => {
    const hours = [
      { fromDay: 1, fromTime: '09:00', toDay: 2, toTime: '00:00' },
      { fromDay: 2, fromTime: '00:00', toDay: 2, toTime: '06:00' },
    ];
    expect(opening('2026-11-23T12:00:00Z', hours, 'UTC')).toEqual([true, '2026-11-24T06:00:00Z']);
  });

  it('may never end, and may never begin', () => {
    expect(opening('2026-11-23T12:00:00Z', [{ fromDay: 3, fromTime: '00:00', toDay: 3, toTime: '00:00' }])).toEqual([
      true,
      undefined,
    ]);
    expect(opening('2026-11-23T12:00:00Z', [])).toEqual([false, undefined]);
  });

  it('hold on the desk’s own day far from UTC', () => {
    const hours = [{ fromDay: 1, fromTime: '00:00', toDay: 1, toTime: '01:00' }];
    expect(opening('2026-11-22T10:30:00Z', hours, 'Pacific/Kiritimati')).toEqual([true, '2026-11-22T11:00:00Z']);
    expect(opening('2026-11-23T11:30:00Z', hours, 'Pacific/Pago_Pago')).toEqual([true, '2026-11-23T12:00:00Z']);
  });
});
