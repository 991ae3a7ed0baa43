import { describe, expect, it } from '@jest/globals';
import { type ApplicationBooks, findApplicationFaults, type GivenAuthorisation } from './books.ts';

const given: GivenAuthorisation = {
  id: 'sad_1',
  clientId: 'cli_1',
  signatures: 2,
  taken: ['aa', 'bb'],
  lastReservedAt: new Date('2026-11-22T12:00:00Z'),
  grantEndedAt: new Date('2026-11-22T12:00:01Z'),
};
const books: ApplicationBooks = {
  authorisations: [given],
  named: new Map([['sad_1', new Set(['aa', 'bb'])]]),
  logs: ['{"msg":"serving"}', '{"msg":"a request was approved"}'],
  secrets: new Set(['Zm9vYmFyYmF6cXV4']),
};

const faults = (over: Partial<ApplicationBooks>, row: Partial<GivenAuthorisation> = {}) =>
  findApplicationFaults({ ...books, authorisations: [{ ...given, ...row }], ...over }).map(({ what }) => what);

describe('the books of what applications had signed', () => {
  it('hold when each took what was named for it, while its grant lived', () => {
    expect(faults({})).toEqual([]);
  });

  const planted: [string, Partial<ApplicationBooks>, Partial<GivenAuthorisation>, string][] = [
    ['more signatures', {}, { signatures: 1 }, '2 digests were taken by an authorisation of 1'],
    ['a digest that was taken twice', {}, { taken: ['aa', 'aa'] }, 'a digest was taken twice'],
    ['a digest from nowhere', {}, { taken: ['cc'] }, 'a digest was taken that nobody named'],
    ['an authorisation from nowhere', { named: new Map() }, {}, 'a digest was taken that nobody named'],
    [
      'a signature after the end',
      {},
      { grantEndedAt: new Date('2026-11-22T11:59:00Z') },
      'something was signed after its grant had ended',
    ],
    ['a handle in a log', { logs: ['{"sad":"Zm9vYmFyYmF6cXV4"}'] }, {}, 'a secret is in the logs'],
  ];
  it.each(planted)('do not hold with %s', (_what, over, row, fault) => {
    expect(faults(over, row)).toContain(fault);
  });
});
