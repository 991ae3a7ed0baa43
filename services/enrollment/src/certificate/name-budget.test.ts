import { describe, expect, it } from '@jest/globals';
import { type NameBudget, requireWithinBudget } from './name-budget.ts';

const budget = (rules: object = {}, extraDomains: string[] = [], namesExtra = extraDomains.length): NameBudget => ({
  rules: { included: 1, wwwPair: true, maxExtra: 10, wildcard: 'never', internalNames: false, ...rules },
  extraDomains,
  namesExtra,
});
const reasonOf = (names: string[], limits: NameBudget, together = names) => {
  try {
    requireWithinBudget({ names, together }, limits);
    return 'fits';
  } catch (error) {
    return (error as { reason: string }).reason;
  }
};

describe('the names that a licence takes', () => {
  it.each([
    ['a name and the same with www count once', ['a.example.com', 'www.a.example.com'], budget(), 'fits'],
    ['two do not fit where one is included', ['a.example.com', 'b.example.com'], budget(), 'NAMES_EXCEED_LICENCE'],
    [
      'without the pair rule www counts',
      ['a.example.com', 'www.a.example.com'],
      budget({ wwwPair: false }),
      'NAMES_EXCEED_LICENCE',
    ],
    [
      'an extra domain counts against the extra domains',
      ['a.example.com', 'x.example.com'],
      budget({}, ['x.example.com']),
      'fits',
    ],
    [
      'another name does not take the place of an extra domain that was named',
      ['a.example.com', 'y.example.com'],
      budget({}, ['x.example.com']),
      'NAMES_EXCEED_LICENCE',
    ],
    [
      'where fewer were named than bought, any name does',
      ['a.example.com', 'x.example.com', 'y.example.com'],
      budget({}, ['x.example.com'], 2),
      'fits',
    ],
    ['a wildcard is refused where the product takes none', ['*.example.com'], budget(), 'SERVER_NAME_INVALID'],
    [
      'a wildcard must be one that was bought',
      ['*.example.com'],
      budget({ wildcard: 'extra' }, ['*.example.org']),
      'SERVER_NAME_INVALID',
    ],
    [
      'a wildcard that was bought fits beside the included name',
      ['a.example.com', '*.example.org'],
      budget({ wildcard: 'extra' }, ['*.example.org']),
      'fits',
    ],
    [
      'an included wildcard brings its domain and all below it',
      ['*.example.com', 'example.com', 'a.b.example.com'],
      budget({ wildcard: 'included', wwwPair: false }),
      'fits',
    ],
    [
      'an included wildcard does not bring another domain',
      ['*.example.com', 'badexample.com'],
      budget({ wildcard: 'included', wwwPair: false }),
      'NAMES_EXCEED_LICENCE',
    ],
  ])('%s', (_what, names, limits, expected) => {
    expect(reasonOf(names, limits)).toBe(expected);
  });

  it('count together with those of the other certificates', () => {
    expect(reasonOf(['b.example.com'], budget(), ['b.example.com', 'a.example.com'])).toBe('NAMES_EXCEED_LICENCE');
    expect(reasonOf(['b.example.com'], budget({ included: 2 }), ['b.example.com', 'a.example.com'])).toBe('fits');
  });
});
