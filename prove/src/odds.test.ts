import { expect, it } from '@jest/globals';
import { describeOdds, oddsOf, spaces } from './odds.ts';

it('tells the odds of guessing', () => {
  expect(oddsOf(0, spaces.pin)).toBe(0);
  expect(oddsOf(1, spaces.pin)).toBeCloseTo(1e-6, 12);
  expect(oddsOf(100, spaces.appCode)).toBeCloseTo(0.0003, 6);
  expect(oddsOf(125, spaces.answers)).toBeCloseTo(0.634, 2);
});

it('writes them for people', () => {
  expect(describeOdds(0)).toBe('none');
  expect(describeOdds(oddsOf(5, spaces.pin))).toBe('1 in 200,000');
  expect(describeOdds(0.25)).toBe('25.0 %');
});
