import type { Money } from '../buying.ts';
import type { Step } from '../journey.ts';
import { expectThat, type RestClient } from '../rest-client.ts';

interface Named {
  code: string;
  name: string;
}
interface Validity {
  ruleId: string;
  days: number;
  issuedAt: string;
}
interface Product extends Named {
  family: string;
  validationLevel: string;
  includedNames: number;
  maxExtraDomains: number;
  nameRules?: { wildcard: string };
  termYears: number[];
  paymentOptions: string[];
  prices: { licenceYear: Money; extraDomainYear?: Money; extraWildcardYear?: Money }[];
  discounts: { id: string; basisPoints: number }[];
  available: boolean;
  validity?: Validity;
}
interface Support {
  chatUrl?: string;
  numbers: { number: string; hint: string }[];
  hours: object[];
  timeZone: string;
  open: boolean;
  changesAt?: string;
}

/** How long a certificate of a product lives that is issued on a day or at a moment. */
export async function validityAt(
  api: RestClient,
  code: string,
  at: string,
): Promise<Validity & { upcoming: Validity[] }> {
  return await api.ask('GET', `/v1/products/${code}/validity?at=${at}`);
}

async function listProducts(api: RestClient, query: string): Promise<Product[]> {
  return (await api.ask<{ items: Product[] }>('GET', `/v1/products?limit=100&${query}`)).items;
}

/** What a shop shows before anything is in the cart. */
export const catalogSteps: readonly Step[] = [
  {
    promise: 'E1',
    title: 'Find the family in the own language, then search and filter its types',
    run: async ({ api }) => {
      const familiesIn = async (language: string) => {
        const headers = { 'accept-language': language };
        return (await api.ask<{ items: Named[] }>('GET', '/v1/product-families', { headers })).items;
      };
      const [english, german] = [await familiesIn('en'), await familiesIn('de')];
      const codes = english.map(({ code }) => code);
      expectThat(
        codes.join() === german.map(({ code }) => code).join() && codes.includes('tls'),
        'the codes are stable',
      );
      expectThat(
        english.every(({ name }, index) => name !== '' && name !== german[index]?.name),
        'the names are in the language asked for',
      );
      const found = await listProducts(api, 'family=tls&q=multi-domain');
      expectThat(found.map(({ code }) => code).join() === 'tls-ov-multi', 'search finds the multi-domain type');
      const wildcards = await listProducts(api, 'family=tls&wildcard=true&available=true&validationLevel=ov');
      expectThat(
        wildcards.length > 1 &&
          wildcards.every(
            (each) => each.nameRules?.wildcard !== 'never' && each.available && each.validationLevel === 'ov',
          ),
        'filters by wildcard, availability and level hold for everything that is listed',
      );
    },
  },
  {
    promise: 'E1',
    title: 'Each type tells level, names, terms, payment, prices and the life of its certificates',
    run: async ({ api }) => {
      const product = await api.ask<Product>('GET', '/v1/products/tls-ov-multi');
      const { validationLevel, includedNames, maxExtraDomains, termYears, paymentOptions, prices, discounts } = product;
      expectThat(validationLevel === 'ov' && includedNames === 4 && maxExtraDomains === 246, 'level and names');
      expectThat(termYears.join() === '1,2,3' && paymentOptions.join() === 'annual,one_time', 'terms and payment');
      const told = prices.map(({ licenceYear: { amount, currency, exponent } }) => [currency, amount, exponent].join());
      expectThat(told.toSorted().join(' ') === 'EUR,38000,2 JPY,60000,0 USD,40000,2', 'prices in three currencies');
      expectThat(discounts.length > 0 && (product.validity?.days ?? 0) > 0, 'discounts and validity');
      const absent = (await listProducts(api, 'family=code')).find(({ available }) => !available);
      expectThat(absent !== undefined, 'a type that cannot be issued yet is listed all the same');
      const { cart, cartSecret } = await api.ask<{ cart: { id: string }; cartSecret: string }>('POST', '/v1/carts', {
        body: {},
      });
      const line = { productCode: absent.code, termYears: 1, paymentOption: 'annual', licences: 1 };
      await api.refused(400, 'PRODUCT_NOT_AVAILABLE', 'POST', `/v1/carts/${cart.id}/lines`, {
        headers: { 'cart-secret': cartSecret },
        body: line,
      });
    },
  },
  {
    promise: 'E2',
    title: 'The life of a certificate follows the rule in force on the day of issuance; coming rules are listed',
    run: async ({ api }) => {
      const days = async (at: string) => (await validityAt(api, 'tls-ov-multi', at)).days;
      expectThat((await days('2027-03-14')) === 199 && (await days('2027-03-15')) === 99, 'the limit flips on its day');
      expectThat((await days('2029-03-15')) === 46, 'and again');
      const { ruleId, upcoming } = await validityAt(api, 'tls-ov-multi', '2026-11-22');
      const rules = upcoming.map((rule) => `${rule.ruleId} ${rule.issuedAt.slice(0, 10)} ${rule.days}`);
      expectThat(
        ruleId === 'TLS-SC081-1' && rules.join() === 'TLS-SC081-2 2027-03-15 99,TLS-SC081-3 2029-03-15 46',
        `the coming rules are told: ${rules.join()}`,
      );
    },
  },
  {
    promise: 'E6',
    title: 'Support is at hand: chat, numbers and how to dial them, hours, and whether it is open now',
    run: async ({ api }) => {
      const now = await api.ask<Support>('GET', '/v1/support');
      const { support } = await api.ask<{ support: Pick<Support, 'open' | 'chatUrl'> }>('GET', '/v1/storefront');
      expectThat(support.open === now.open && support.chatUrl === now.chatUrl, 'every page can show it');
      expectThat(
        now.numbers.length > 0 && now.numbers.every(({ number, hint }) => /^\+\d+$/.test(number) && hint !== ''),
        'each number comes with its dialling rule',
      );
      expectThat(now.timeZone === 'America/New_York' && now.hours.length === 1, 'Sunday 8 PM to Friday 8 PM ET');
      const openAt = async (at: string) => (await api.ask<Support>('GET', `/v1/support?at=${at}`)).open;
      // Friday 19:59 and 20:00, Sunday 19:59 and 20:00 in New York, in winter and in summer.
      for (const [at, open] of [
        ['2026-11-21T00:59:00Z', true],
        ['2026-11-21T01:00:00Z', false],
        ['2026-11-23T00:59:00Z', false],
        ['2026-11-23T01:00:00Z', true],
        ['2026-07-03T23:59:00Z', true],
        ['2026-07-04T00:00:00Z', false],
      ] as const) {
        // oxlint-disable-next-line no-await-in-loop
        expectThat((await openAt(at)) === open, `support is ${open ? 'open' : 'closed'} at ${at}`);
      }
    },
  },
];
