import { invalidField } from '@countersign/errors';
import { isCountry } from '@countersign/person';
import type { Text } from './texts.ts';

/** A dated rate of one country. */
export interface TaxRule {
  ruleId: string;
  /** ISO 3166-1 alpha-2; `*` for every country without a row of its own. */
  country: string;
  /** Name of the tax; empty where none is charged. */
  name: Text;
  /** Hundredths of a percent. */
  basisPoints: number;
  validFrom: Date;
  /** First moment at which it no longer holds; null while no successor is known. */
  validBefore: Date | null;
}

/** Where the seller is taxed, and the union within which a business in another country owes the tax itself. */
export interface TaxUnion {
  /** ISO 3166-1 alpha-2. */
  sellerCountry: string;
  members: readonly {
    country: string;
    /** Prefix of its tax ids. */
    prefix: string;
    /** Regular expression for what follows the prefix. */
    pattern: string;
  }[];
}

/** The tax of one purchase. */
export interface Tax {
  country: string;
  name: Text;
  basisPoints: number;
  reverseCharge: boolean;
  ruleId: string;
}

const wholeBasisPoints = 10_000n;
const noTax: Tax = { country: '', name: { en: '' }, basisPoints: 0, reverseCharge: false, ruleId: '' };

/**
 * The tax of a purchase: that of the buyer's country on its day, and none while no country is given. A well-formed tax id
 * of a member of the union other than the seller's country reverses the charge (Directive 2006/112/EC, articles 44 and
 * 196). Only the form of the id is judged, not whether it was given to the buyer. Throws `COUNTRY_UNKNOWN`, or
 * `TAX_ID_INVALID` for an id that is not one of the country, and `VALIDITY_UNKNOWN` before the first rule.
 */
export function decideTax(
  { rules, union }: { rules: readonly TaxRule[]; union: TaxUnion },
  { country, taxId, at }: { country: string; taxId: string; at: Date },
): Tax {
  const id = taxId.replaceAll(/[\s.-]/g, '').toUpperCase();
  if (country === '') {
    if (id !== '') throw invalidField('COUNTRY_UNKNOWN', '/country', 'must be there beside a tax id');
    return noTax;
  }
  if (!isCountry(country)) {
    throw invalidField('COUNTRY_UNKNOWN', '/country', 'must be a country code of ISO 3166-1 such as DE');
  }
  const rule = findRule(rules, country, at) ?? findRule(rules, '*', at);
  if (rule === undefined) throw invalidField('VALIDITY_UNKNOWN', '/at', 'must be a day for which a rule is known');
  const { ruleId, name, basisPoints } = rule;
  const member = union.members.find((each) => each.country === country);
  if (id !== '') checkTaxId(id, member);
  const reverseCharge = id !== '' && member !== undefined && isAbroadWithin(union, country) && basisPoints > 0;
  return { country, name, basisPoints: reverseCharge ? 0 : basisPoints, reverseCharge, ruleId };
}

/** Tax of an amount, rounded half up to the minor unit. */
export function taxOf(net: bigint, { basisPoints }: Tax): bigint {
  return (net * BigInt(basisPoints) + wholeBasisPoints / 2n) / wholeBasisPoints;
}

/**
 * Splits a sum in proportion to weights, so that the parts add up to it: each part is rounded down, and what is left goes,
 * one unit each, to the parts that lost most by it, the first of equals first. Weights are not negative; with none above
 * zero the sum must be zero.
 */
export function allocate(sum: bigint, weights: readonly bigint[]): bigint[] {
  const whole = weights.reduce((total, weight) => total + weight, 0n);
  if (whole === 0n) {
    if (sum !== 0n) throw new Error('nothing to allocate a sum to');
    return weights.map(() => 0n);
  }
  const parts = weights.map((weight) => (sum * weight) / whole);
  const left = Number(parts.reduce((rest, part) => rest - part, sum));
  const lost = weights
    .map((weight, index) => ({ index, rest: (sum * weight) % whole }))
    .toSorted((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest < b.rest ? 1 : -1));
  for (const { index } of lost.slice(0, left)) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

function findRule(rules: readonly TaxRule[], country: string, at: Date): TaxRule | undefined {
  return rules.find(
    (rule) => rule.country === country && rule.validFrom <= at && (rule.validBefore === null || at < rule.validBefore),
  );
}

function isAbroadWithin({ sellerCountry, members }: TaxUnion, country: string): boolean {
  return country !== sellerCountry && members.some((member) => member.country === sellerCountry);
}

function checkTaxId(id: string, member: TaxUnion['members'][number] | undefined): void {
  const fits =
    member === undefined
      ? /^[A-Z0-9]{4,20}$/.test(id)
      : id.startsWith(member.prefix) && new RegExp(`^(?:${member.pattern})$`).test(id.slice(member.prefix.length));
  if (fits) return;
  const form = member === undefined ? '4 to 20 letters and digits' : `a tax id that begins with ${member.prefix}`;
  throw invalidField('TAX_ID_INVALID', '/taxId', `must be ${form}`);
}
