import { expect, it } from '@jest/globals';
import type { PricedLine } from './quote.ts';
import { fromStoredLine, toStoredLine } from './stored-line.ts';

it('a line comes back from JSON as it was stored, also with amounts beyond 2^53', () => {
  const money = (minorUnits: bigint) => ({ currency: 'JPY', minorUnits, exponent: 0 });
  const line: PricedLine = {
    id: 'lin_1',
    productCode: 'tls-ov',
    termYears: 3,
    paymentOption: 'one_time',
    licences: 1000,
    extraDomains: ['shop.example.com'],
    productVersionId: 'pv_1',
    productName: 'Name',
    purpose: 'tls',
    issuanceProfile: 'tls-public',
    validationLevel: 'ov',
    dueNow: money(9_007_199_254_740_993n),
    termTotal: money(9_007_199_254_740_994n),
    listTotal: money(9_007_199_254_740_995n),
    discounts: [{ id: 'TERM-3Y', amount: money(1n) }],
    taxDueNow: money(2n),
    taxTotal: money(3n),
    calendar: [
      { issueAt: new Date('2026-11-21T12:00:00Z'), endsAt: new Date('2027-06-08T12:00:00Z'), ruleId: 'R', days: 199 },
    ],
  };
  const stored = JSON.parse(JSON.stringify(toStoredLine(line))) as ReturnType<typeof toStoredLine>;
  expect(fromStoredLine(stored, { currency: 'JPY', exponent: 0 })).toEqual(line);
});
