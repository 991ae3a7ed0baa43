import type { Locale } from '@countersign/texts';
import type { ColumnType } from 'kysely';
import type { StoredContent } from './product-content.ts';
import type { Support } from './support.ts';
import type { TaxUnion } from './tax.ts';
import type { Text } from './texts.ts';
import type { TierName } from './tier.ts';

type Json<T> = ColumnType<T, string, string>;
/** A text in the languages beside English, which has a column of its own. */
type Translations = Json<Partial<Record<Locale, string>>>;

/** Tables of the catalog. */
export interface CatalogDatabase {
  families: {
    code: string;
    position: number;
    name: string;
    summary: string;
    nameTranslations: Translations;
    summaryTranslations: Translations;
  };
  productVersions: {
    id: string;
    code: string;
    version: number;
    family: string;
    contentHash: string;
    content: ColumnType<StoredContent, string, never>;
    createdAt: Date;
    /** Set on the newest version of a product that is no longer listed. */
    withdrawnAt: Date | null;
  };
  validityRules: {
    ruleId: string;
    profile: string;
    within: string | null;
    issuedFrom: Date;
    issuedBefore: Date | null;
    maxDays: number;
    days: number;
    domainReuseDays: number;
    organisationReuseDays: number;
    source: string;
  };
  taxRules: {
    ruleId: string;
    country: string;
    name: string;
    nameTranslations: Translations;
    basisPoints: number;
    validFrom: Date;
    validBefore: Date | null;
  };
  tierRules: {
    ruleId: string;
    position: number;
    leastLicences: number | null;
    productCodes: string[] | null;
    tier: TierName;
    explanation: string;
    explanationTranslations: Translations;
  };
  tiers: {
    tier: TierName;
    position: number;
    maxMembers: number;
    approvalWorkflow: boolean;
    organisations: boolean;
    apiKeys: boolean;
  };
  /** One row: what there is one of, and the generation of everything. */
  catalogState: {
    id: number;
    generation: string;
    taxUnion: Json<TaxUnion>;
    support: Json<Support>;
  };
}

/** The languages of a text beside English, as a column takes them. */
export function toTranslations({ en: _english, ...others }: Text): string {
  return JSON.stringify(others);
}

/** A text from its columns. */
export function fromColumns(english: string, translations: Partial<Record<Locale, string>>): Text {
  return { ...translations, en: english };
}
