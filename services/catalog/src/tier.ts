import type { Text } from './texts.ts';

/** Kind of account that a purchase leads to. */
export type TierName = 'starter' | 'enterprise';

/** What a tier entitles to. */
export interface Tier {
  tier: TierName;
  /** 0 means without limit. */
  maxMembers: number;
  approvalWorkflow: boolean;
  organisations: boolean;
  apiKeys: boolean;
}

/** A rule that leads to a tier: it fires when all its conditions hold; one without conditions always does. */
export interface TierRule {
  ruleId: string;
  /** Number of licences from which it fires; null when that does not matter. */
  leastLicences: number | null;
  /** Products of which one must be there; null when that does not matter. */
  productCodes: readonly string[] | null;
  tier: TierName;
  /** The rule as a sentence for the buyer. */
  explanation: Text;
}

/** The first rule that fires, in the order given. Throws when none does: the last rule must have no condition. */
export function decideTier(
  rules: readonly TierRule[],
  lines: readonly { productCode: string; licences: number }[],
): TierRule {
  const licences = lines.reduce((sum, line) => sum + line.licences, 0);
  const decided = rules.find(
    (rule) =>
      (rule.leastLicences === null || licences >= rule.leastLicences) &&
      (rule.productCodes === null || lines.some(({ productCode }) => rule.productCodes?.includes(productCode))),
  );
  if (decided === undefined) throw new Error('no tier rule fires; the last one must have no condition');
  return decided;
}
