import { DomainError, type FieldFault } from '@countersign/errors';
import { enumWord } from '@countersign/grpc';
import type { LineInput, PricedLine as PricedLineMessage } from '@countersign/proto/catalog';
import type { CatalogCaller } from './clients.ts';
import { accountTiers, type PricedLine, paymentOptions, type Quote } from './quote.ts';

/** A line as it was asked for, not yet checked by the catalog. */
export interface WantedLine {
  id: string;
  input: LineInput;
}

/**
 * Prices lines, one at least, by one call of the catalog, which also checks and normalises them. Throws the catalog's
 * own error; where it is about the line `bodyLineId`, which the buyer sent as the body, the pointer leads into that body.
 */
export async function priceLines(
  catalog: CatalogCaller,
  { currency, lines, bodyLineId }: { currency: string; lines: readonly WantedLine[]; bodyLineId?: string },
): Promise<Quote> {
  const answer = await catalog
    .priceLines({ currency, lines: lines.map(({ input }) => input) })
    .catch((error: unknown) => {
      const index = lines.findIndex(({ id }) => id === bodyLineId);
      throw error instanceof DomainError && index !== -1 ? pointIntoBody(error, `/lines/${index}/`) : error;
    });
  const tier = answer.tier && enumWord('ACCOUNT_TIER', answer.tier.tier, accountTiers);
  const priced = lines.map(({ id }, index) => toPricedLine(id, answer.lines[index]));
  if (
    answer.tier === undefined ||
    tier === undefined ||
    answer.dueNow === undefined ||
    answer.termTotal === undefined
  ) {
    throw new Error('the catalog left out a tier or a sum');
  }
  return {
    lines: priced,
    dueNow: answer.dueNow,
    termTotal: answer.termTotal,
    tier: { tier, ruleId: answer.tier.ruleId, explanation: answer.tier.explanation },
  };
}

function toPricedLine(id: string, message: PricedLineMessage | undefined): PricedLine {
  const { line, dueNow, termTotal } = message ?? {};
  const paymentOption = line && enumWord('PAYMENT_OPTION', line.paymentOption, paymentOptions);
  if (!message || !line || !paymentOption || !dueNow || !termTotal) {
    throw new Error('the catalog left out a line, its payment option or its price');
  }
  return {
    id,
    productCode: line.productCode,
    termYears: line.termYears,
    paymentOption,
    licences: line.licences,
    extraDomains: line.extraDomains,
    productVersionId: message.productVersionId,
    productName: message.productName,
    purpose: message.purpose,
    dueNow,
    termTotal,
  };
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
