import { expect, it } from '@jest/globals';
import { sumOwn } from './shop-report.ts';

it('counts to the product all but the stand-ins of the outside world and what measures', () => {
  const figures = { order: 5, postgres: 7, redis: 1, sandbox: 100, inbox: 200, launcher: 400 };
  expect(sumOwn(figures, ['sandbox', 'inbox', 'launcher'])).toBe(13);
});
