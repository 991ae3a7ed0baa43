import type { ColumnType } from 'kysely';
import type { ProductContent } from './product.ts';

/** Tables of the catalog. */
export interface CatalogDatabase {
  families: { code: string; position: number; name: string; summary: string };
  productVersions: {
    id: string;
    code: string;
    version: number;
    family: string;
    contentHash: string;
    content: ColumnType<ProductContent, string, never>;
    createdAt: Date;
  };
  validityRules: {
    ruleId: string;
    profile: string;
    issuedFrom: Date;
    issuedBefore: Date | null;
    maxDays: number;
    days: number;
    source: string;
  };
  tierRules: {
    ruleId: string;
    position: number;
    leastLicences: number | null;
    productCodes: string[] | null;
    tier: 'starter' | 'enterprise';
    explanation: string;
  };
}
