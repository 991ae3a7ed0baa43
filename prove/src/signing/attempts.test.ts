import { expect, it } from '@jest/globals';
import { Attempts, reasonOf } from './attempts.ts';

it('tells what came to something else than it must, and how often', async () => {
  const attempts = new Attempts();
  attempts.note(
    'by a test',
    'handle again',
    await reasonOf(Promise.reject(Object.assign(new Error('x'), { reason: 'USED' }))),
    ['USED'],
  );
  expect(attempts.faults).toEqual([]);
  attempts.note('by a test', 'handle again', await reasonOf(Promise.resolve('signed')), ['USED']);
  attempts.note('by a test', 'handle again', await reasonOf(Promise.reject(new Error('boom'))), ['USED']);
  attempts.require('by a test', 'it still waits', false);
  expect(attempts.rows.map(({ what, tried, wrong }) => [what, tried, wrong])).toEqual([
    ['handle again', 3, 2],
    ['it still waits', 1, 1],
  ]);
  expect(attempts.faults).toEqual([
    'by a test: handle again came to ok, not to USED',
    'by a test: handle again came to boom, not to USED',
    'by a test: it still waits came to not so, not to so',
  ]);
});
