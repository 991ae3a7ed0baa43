import { invalidField } from '@countersign/errors';
import { implement } from '@countersign/grpc';
import {
  type CatalogServiceService as CatalogDefinition,
  CatalogServiceService,
  type LineInput,
  type PricedLine,
  type PriceLinesRequest,
  type PriceLinesResponse,
  type Tax,
} from '@countersign/proto/catalog';

const day = 86_400_000;
const rates: Readonly<Record<string, bigint>> = { DE: 1900n, FR: 2000n };
const exponents: Readonly<Record<string, number>> = { USD: 2, EUR: 2, JPY: 0 };

/** A line that the catalog sells. */
export const aLine = (over: Partial<LineInput> = {}): LineInput => ({
  productCode: 'tls-ov',
  termYears: 2,
  paymentOption: 'PAYMENT_OPTION_ANNUAL',
  licences: 3,
  extraDomains: [],
  ...over,
});

/**
 * The catalog's contract: 400.00 a licence and year, 100.00 an extra domain (in yen the same without the decimals); two
 * years at once 10 % off; 19 % tax in Germany, 20 % in France, none elsewhere and for businesses abroad; more than five
 * licences are Enterprise.
 */
export function createCatalog() {
  const state = {
    calls: 0,
    sells: ['tls-ov', 'document-signing'],
    yearPrice: 40_000n,
    requests: [] as PriceLinesRequest[],
    /** Runs before an answer is given. */
    beforeAnswer: async (): Promise<void> => undefined,
  };
  const refuse = async (): Promise<never> => {
    throw new Error('order does not call this');
  };
  const implementation = implement<typeof CatalogDefinition>(
    CatalogServiceService,
    {
      listFamilies: refuse,
      listProducts: refuse,
      getProduct: refuse,
      getValidity: refuse,
      getProductVersion: refuse,
      planRenewals: refuse,
      listTiers: refuse,
      getSupport: refuse,
      getGeneration: refuse,
      async priceLines(request) {
        state.calls += 1;
        state.requests.push(request);
        const answer = priceLines(request, state);
        await state.beforeAnswer();
        return answer;
      },
    },
    {
      listFamilies: [],
      listProducts: [],
      getProduct: [],
      getValidity: [],
      getProductVersion: [],
      planRenewals: [],
      listTiers: [],
      getSupport: [],
      getGeneration: [],
      priceLines: ['order'],
    },
  );
  return { state, implementation };
}

function priceLines(
  { currency, lines, country, taxId, at }: PriceLinesRequest,
  { sells, yearPrice }: { sells: readonly string[]; yearPrice: bigint },
): PriceLinesResponse {
  const exponent = exponents[currency];
  if (exponent === undefined) throw invalidField('CURRENCY_NOT_OFFERED', '/currency', 'must be USD, EUR or JPY');
  const money = (minorUnits: bigint) => ({ currency, minorUnits, exponent });
  const reverseCharge = taxId !== '' && country !== 'DE';
  const basisPoints = reverseCharge ? 0n : (rates[country] ?? 0n);
  const taxOn = (net: bigint) => (net * basisPoints + 5_000n) / 10_000n;
  const priced = lines.map((line, index): { due: bigint; term: bigint; message: PricedLine } => {
    if (!sells.includes(line.productCode)) {
      throw invalidField('PRODUCT_NOT_FOUND', `/lines/${index}/productCode`, 'must be on sale');
    }
    if (line.licences < 1 || line.licences > 1000) {
      throw invalidField('LICENCES_OUT_OF_RANGE', `/lines/${index}/licences`, 'must be 1 to 1000');
    }
    const scale = exponent === 0 ? 100n : 1n;
    const year = (BigInt(line.licences) * (yearPrice + 10_000n * BigInt(line.extraDomains.length))) / scale;
    const list = year * BigInt(line.termYears);
    const isAnnual = line.paymentOption === 'PAYMENT_OPTION_ANNUAL';
    const discount = !isAnnual && line.termYears >= 2 ? list / 10n : 0n;
    const term = list - discount;
    const due = isAnnual ? year : term;
    const from = at ?? new Date();
    const message: PricedLine = {
      line: { ...line, extraDomains: line.extraDomains.map((domain) => domain.toLowerCase()) },
      productVersionId: `pv_${line.productCode}`,
      productName: line.productCode.toUpperCase(),
      purpose: 'tls',
      issuanceProfile: 'tls-public',
      validationLevel: 'ov',
      dueNow: money(due),
      termTotal: money(term),
      listTotal: money(list),
      discounts: discount > 0n ? [{ id: 'TERM-2Y', amount: money(discount) }] : [],
      taxDueNow: money(taxOn(due)),
      taxTotal: money(taxOn(term)),
      calendar: [{ issueAt: from, endsAt: new Date(from.getTime() + 199 * day), ruleId: 'TLS-1', days: 199 }],
    };
    return { due, term, message };
  });
  const sum = (amount: (line: (typeof priced)[number]) => bigint) =>
    priced.reduce((total, line) => total + amount(line), 0n);
  const net = sum(({ due }) => due);
  const taxDue = sum(({ message }) => message.taxDueNow?.minorUnits ?? 0n);
  const tax: Tax = {
    country,
    name: basisPoints > 0n ? 'VAT' : '',
    basisPoints: Number(basisPoints),
    reverseCharge,
    ruleId: country === '' ? '' : `TAX-${country}`,
  };
  const isLarge = lines.reduce((total, { licences }) => total + licences, 0) > 5;
  return {
    lines: priced.map(({ message }) => message),
    netDueNow: money(net),
    taxDueNow: money(taxDue),
    dueNow: money(net + taxDue),
    termTotal: money(sum(({ term, message }) => term + (message.taxTotal?.minorUnits ?? 0n))),
    tax,
    tier: {
      tier: isLarge ? 'ACCOUNT_TIER_ENTERPRISE' : 'ACCOUNT_TIER_STARTER',
      ruleId: isLarge ? 'TIER-2' : 'TIER-1',
      explanation: 'by the number of licences',
    },
    generation: '1',
  };
}
