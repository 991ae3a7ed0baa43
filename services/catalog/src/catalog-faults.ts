import type { CatalogData } from './catalog-data.ts';

type Product = CatalogData['products'][number];

/** What is wrong with a catalog of the right shape, as sentences that begin with the JSON Pointer of the place. */
export function findFaults(catalog: CatalogData): string[] {
  return [
    ...repeated('/families', catalog.families, ({ code }) => code),
    ...repeated('/products', catalog.products, ({ code }) => code),
    ...repeated('/discounts', catalog.discounts, ({ id }) => id),
    ...repeated('/validityRules', catalog.validityRules, ({ ruleId }) => ruleId),
    ...repeated('/taxes/rules', catalog.taxes.rules, ({ ruleId }) => ruleId),
    ...repeated('/taxes/union/members', catalog.taxes.union.members, ({ country }) => country),
    ...repeated('/tierRules', catalog.tierRules, ({ ruleId }) => ruleId),
    ...repeated('/tiers', catalog.tiers, ({ tier }) => tier),
    ...catalog.products.flatMap((product, index) => productFaults(catalog, product, `/products/${index}`)),
    ...currencyFaults(catalog),
    ...discountFaults(catalog),
    ...validityFaults(catalog),
    ...taxFaults(catalog),
    ...tierFaults(catalog),
    ...zoneFaults(catalog),
  ];
}

function repeated<T>(path: string, items: readonly T[], keyOf: (item: T) => string): string[] {
  const keys = items.map(keyOf);
  return keys.flatMap((key, index) => (keys.indexOf(key) === index ? [] : [`${path}/${index} repeats ${key}`]));
}

function productFaults(catalog: CatalogData, product: Product, path: string): string[] {
  const faults: string[] = [];
  const { code, family, names, validityProfile } = product;
  if (!catalog.families.some((each) => each.code === family)) faults.push(`${path}/family is no family`);
  if (!catalog.validityRules.some(({ profile }) => profile === validityProfile)) {
    faults.push(`${path}/validityProfile has no validity rule`);
  }
  if (names.internalNames && product.issuanceProfile === 'tls-public') {
    faults.push(`${path}/names/internalNames must be false for public certificates (BR 4.2.2)`);
  }
  if (names.wildcard !== 'never' && product.validationLevel === 'ev') {
    faults.push(`${path}/names/wildcard must be never for extended validation (EVG 7.1.2.1)`);
  }
  const prices = catalog.prices[code];
  if (prices === undefined) return [...faults, `/prices/${code} is missing`];
  const takesWildcards = names.wildcard === 'extra';
  for (const [index, price] of prices.entries()) {
    const at = `/prices/${code}/${index}`;
    if ((price.extraWildcardYear !== undefined) !== takesWildcards) {
      faults.push(`${at}/extraWildcardYear must be there exactly where wildcards are extra`);
    }
    if (names.maxExtra > 0 && (price.extraDomainYear === 0 || price.extraWildcardYear === 0)) {
      faults.push(`${at} must not give extra names away`);
    }
  }
  return [...faults, ...repeated(`/prices/${code}`, prices, ({ currency }) => currency)];
}

/** Every product is sold in every currency, each of which has one exponent. */
function currencyFaults({ products, prices }: CatalogData): string[] {
  const sold = products.flatMap(({ code }) => (prices[code] ?? []).map((price) => ({ code, price })));
  const exponents = new Map(sold.map(({ price }) => [price.currency, price.exponent]));
  return [
    ...sold.flatMap(({ code, price }) =>
      exponents.get(price.currency) === price.exponent ? [] : [`/prices/${code} gives ${price.currency} two exponents`],
    ),
    ...products.flatMap(({ code }) =>
      [...exponents.keys()].flatMap((currency) =>
        (prices[code] ?? []).some((price) => price.currency === currency) ? [] : [`/prices/${code} lacks ${currency}`],
      ),
    ),
  ];
}

function discountFaults({ discounts }: CatalogData): string[] {
  return [
    ...discounts.flatMap(({ fromYears, fromLicences }, index) =>
      fromYears > 0 === fromLicences > 0 ? [`/discounts/${index} must be either by years or by licences`] : [],
    ),
    ...repeated(
      '/discounts',
      discounts,
      ({ fromYears, fromLicences }) => `${fromYears} years, ${fromLicences} licences`,
    ),
  ];
}

function validityFaults({ validityRules: rules }: CatalogData): string[] {
  const faults = rules.flatMap(({ days, maxDays, profile, within }, index) => [
    ...(days > maxDays ? [`/validityRules/${index}/days must not be above maxDays`] : []),
    ...(within !== null && (within === profile || rules.some((rule) => rule.profile === within && rule.within !== null))
      ? [`/validityRules/${index}/within must be a profile that lies within no other`]
      : []),
    ...(within !== null && !rules.some((rule) => rule.profile === within)
      ? [`/validityRules/${index}/within has no rule`]
      : []),
  ]);
  return [...faults, ...gaps('/validityRules', rules, ({ profile }) => profile, ['issuedFrom', 'issuedBefore'])];
}

function taxFaults({ taxes: { rules, union } }: CatalogData): string[] {
  return [
    ...gaps('/taxes/rules', rules, ({ country }) => country, ['validFrom', 'validBefore']),
    ...(rules.some(({ country }) => country === '*')
      ? []
      : ['/taxes/rules must have a rule for every other country: *']),
    ...rules.flatMap(({ name, basisPoints }, index) =>
      (name === '') === (basisPoints === 0) ? [] : [`/taxes/rules/${index}/name must be there exactly where tax is`],
    ),
    ...union.members.flatMap(({ pattern }, index) =>
      works(() => new RegExp(pattern)) ? [] : [`/taxes/union/members/${index}/pattern is no regular expression`],
    ),
  ];
}

/** Rows of one subject must follow each other without gap or overlap, the last one without an end. */
function gaps<
  From extends string,
  Before extends string,
  T extends Record<From, string> & Record<Before, string | null>,
>(path: string, rows: readonly T[], subjectOf: (row: T) => string, [from, before]: [From, Before]): string[] {
  const badDates = rows.flatMap((row, index) =>
    [from, before].flatMap((field) => {
      const moment: string | null = row[field];
      return moment === null || isMoment(moment) ? [] : [`${path}/${index}/${field} is no moment`];
    }),
  );
  const sorted = rows.map((row, index) => ({ row, index })).toSorted((a, b) => (a.row[from] < b.row[from] ? -1 : 1));
  return [
    ...badDates,
    ...sorted.flatMap(({ row, index }, place) => {
      const next = sorted.slice(place + 1).find((other) => subjectOf(other.row) === subjectOf(row));
      const wanted: string | null = next === undefined ? null : next.row[from];
      return row[before] === wanted ? [] : [`${path}/${index}/${before} must be ${wanted ?? 'null'}`];
    }),
  ];
}

function tierFaults({ tierRules, tiers, products }: CatalogData): string[] {
  const last = tierRules.at(-1);
  const known = new Set(products.map(({ code }) => code));
  // Rules may outlive a product; one in which nothing is left to find is a mistake.
  const dead = tierRules.flatMap(({ productCodes }, index) =>
    productCodes === null || productCodes.some((code) => known.has(code))
      ? []
      : [`/tierRules/${index}/productCodes names no product`],
  );
  return [
    ...dead,
    ...(last?.leastLicences === null && last.productCodes === null
      ? []
      : [`/tierRules/${tierRules.length - 1} must have no condition`]),
    ...tierRules.flatMap(({ tier }, index) =>
      tiers.some((each) => each.tier === tier) ? [] : [`/tierRules/${index}/tier is not among the tiers`],
    ),
  ];
}

function zoneFaults({ support: { timeZone } }: CatalogData): string[] {
  const isZone = works(() => new Intl.DateTimeFormat('en', { timeZone }));
  return isZone ? [] : ['/support/timeZone must be an IANA time zone'];
}

function isMoment(text: string): boolean {
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString() === text.replace('Z', '.000Z');
}

function works(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
