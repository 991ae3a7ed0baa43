import type { Json } from '../json.ts';
import type { AccountTier, StoredQuoteState, Tax } from './quote.ts';
import type { StoredLine } from './stored-line.ts';

/** Tables of quotes. */
export interface QuoteTables {
  quotes: {
    id: string;
    cartId: string | null;
    cartVersion: number;
    state: StoredQuoteState;
    currency: string;
    exponent: number;
    lines: Json<StoredLine[]>;
    netDueNowMinor: bigint;
    taxDueNowMinor: bigint;
    dueNowMinor: bigint;
    termTotalMinor: bigint;
    tax: Json<Tax>;
    taxId: string;
    tier: AccountTier;
    tierRuleId: string;
    tierExplanation: string;
    termsVersion: string;
    language: string;
    createdAt: Date;
    expiresAt: Date;
  };
}
