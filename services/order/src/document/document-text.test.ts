import { describe, expect, it } from '@jest/globals';
import type { DocumentContent } from './document.ts';
import { writeDocument } from './document-text.ts';

const withNames = (count: number): DocumentContent => ({
  language: 'en',
  orderNumber: 'CS-2026-000001',
  seller: { name: 'Example Certificates Ltd.', address: [], taxId: '' },
  buyer: { name: 'Robin Sample', organisation: '', address: [], country: 'DE', taxId: '' },
  lines: [
    {
      productCode: 'tls-ov-multi',
      productName: 'Multi-domain',
      licences: 1,
      extraDomains: Array.from({ length: count }, (_, index) => `n${index + 1}.example.com`),
      paymentOption: 'annual',
      from: '2026-11-22T00:00:00.000Z',
      to: '2027-11-22T00:00:00.000Z',
      discounts: [],
      netMinor: '1000',
    },
  ],
  currency: 'USD',
  exponent: 2,
  netMinor: '1000',
  taxMinor: '0',
  totalMinor: '1000',
  tax: { name: '', basisPoints: 0, reverseCharge: false },
});
const namesOf = (count: number) =>
  writeDocument('invoice', { number: 'INV-2026-000001', issuedAt: new Date(0), content: withNames(count) })
    .rows[0]?.details.join(' ')
    .match(/n\d+\.example\.com|… \(\d+\)/g);

describe('the extra domains of a line', () => {
  it('are all named up to 20, of more the first 20 and their number', () => {
    expect(namesOf(20)).toHaveLength(20);
    const names = namesOf(246);
    expect(names).toHaveLength(21);
    expect(names?.slice(-2)).toEqual(['n20.example.com', '… (246)']);
  });
});
