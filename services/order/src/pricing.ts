import { DomainError, type FieldFault } from '@countersign/errors';
import { enumWord } from '@countersign/grpc';
import type { LineInput, PricedLine as PricedLineMessage, PriceLinesResponse } from '@countersign/proto/catalog';
import type { CatalogCaller } from './clients.ts';
import type { Money } from './money.ts';
import { accountTiers, type PricedLine, type Prices, paymentOptions, type Tax, type Tier } from './quote/quote.ts';

/** A line as it was asked for, not yet checked by the catalog. */
export interface WantedLine {
  id: string;
  input: LineInput;
}

/** What is to be priced. */
export interface PriceRequest {
  currency: string;
  lines: readonly WantedLine[];
  at: Date;
  /** ISO 3166-1 alpha-2 country of the bill; absent prices without tax. */
  country?: string;
  /** Tax id of a business. */
  taxId?: string;
  /** Language of texts; absent means English. */
  language?: string;
  /** Line that the buyer sent as the body: pointers of errors about it lead into that body. */
  bodyLineId?: string;
}

const noTax: Tax = { country: '', name: '', basisPoints: 0, reverseCharge: false, ruleId: '' };

/** Prices lines, one at least, by one call of the catalog, which also checks and normalises them. Throws its errors. */
export async function priceLines(catalog: CatalogCaller, request: PriceRequest): Promise<Prices> {
  const { currency, lines, at, country = '', taxId = '', language = '', bodyLineId } = request;
  const answer = await catalog
    .priceLines({ currency, lines: lines.map(({ input }) => input), country, taxId, language, at })
    .catch((error: unknown) => {
      const index = lines.findIndex(({ id }) => id === bodyLineId);
      throw error instanceof DomainError && index !== -1 ? pointIntoBody(error, `/lines/${index}/`) : error;
    });
  return {
    lines: lines.map(({ id }, index) => toPricedLine(id, answer.lines[index])),
    dueNow: required(answer.dueNow),
    termTotal: required(answer.termTotal),
    netDueNow: required(answer.netDueNow),
    taxDueNow: required(answer.taxDueNow),
    tax: answer.tax ?? noTax,
    tier: toTier(answer.tier),
  };
}

function toTier(message: PriceLinesResponse['tier']): Tier {
  const { tier, ruleId, explanation } = required(message);
  return { tier: required(enumWord('ACCOUNT_TIER', tier, accountTiers)), ruleId, explanation };
}

function toPricedLine(id: string, message: PricedLineMessage | undefined): PricedLine {
  const priced = required(message);
  const { productCode, termYears, paymentOption, licences, extraDomains } = required(priced.line);
  return {
    id,
    productCode,
    termYears,
    paymentOption: required(enumWord('PAYMENT_OPTION', paymentOption, paymentOptions)),
    licences,
    extraDomains,
    productVersionId: priced.productVersionId,
    productName: priced.productName,
    purpose: priced.purpose,
    issuanceProfile: priced.issuanceProfile,
    validationLevel: priced.validationLevel,
    dueNow: required(priced.dueNow),
    termTotal: required(priced.termTotal),
    listTotal: required(priced.listTotal),
    discounts: priced.discounts.map((discount) => ({ id: discount.id, amount: required<Money>(discount.amount) })),
    taxDueNow: required(priced.taxDueNow),
    taxTotal: required(priced.taxTotal),
    calendar: priced.calendar.map(({ issueAt, endsAt, ruleId, days }) => ({
      issueAt: required(issueAt),
      endsAt: required(endsAt),
      ruleId,
      days,
    })),
  };
}

/** What the contract promises is there. */
function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the catalog left out what its contract promises');
  return value;
}

function pointIntoBody(error: DomainError, prefix: string): DomainError {
  const fields = error.fields.map(
    ({ pointer, detail }): FieldFault => ({
      pointer: pointer.startsWith(prefix) ? pointer.slice(prefix.length - 1) : pointer,
      detail,
    }),
  );
  return new DomainError(error.kind, error.reason, error.message, {
    fields,
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    cause: error,
  });
}
