import { expect, it } from '@jest/globals';
import { stepOf } from './ending-notices.ts';

const dayMs = 86_400_000;
const notBefore = new Date('2026-11-22T00:00:00Z');
const life = (days: number) => ({ notBefore, notAfter: new Date(notBefore.getTime() + days * dayMs) });
const left = (days: number, daysLeft: number) =>
  stepOf(life(days), new Date(notBefore.getTime() + (days - daysLeft) * dayMs));

it('tells of the end of a certificate at parts of its life, however long that is', () => {
  expect([67, 66, 34, 33, 17, 16.5, 9, 8.25, 1.1, 1, 0].map((days) => left(198, days))).toEqual([
    undefined,
    '8/24',
    '8/24',
    '4/24',
    '4/24',
    '2/24',
    '2/24',
    '1/24',
    '1/24',
    'last-day',
    'last-day',
  ]);
  expect([16, 15.6, 7.8, 3.9, 1.95, 1].map((days) => left(47, days))).toEqual([
    undefined,
    '8/24',
    '4/24',
    '2/24',
    '1/24',
    'last-day',
  ]);
  expect(left(198, -1)).toBeUndefined();
  // A day is more than a part of six days; the parts come first.
  expect([2, 1, 0.5, 0.25].map((days) => left(6, days))).toEqual(['8/24', '4/24', '2/24', 'last-day']);
});
