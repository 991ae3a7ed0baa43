/** A dated rule that limits the life of certificates of a profile by the moment of issuance. */
export interface ValidityRule {
  ruleId: string;
  profile: string;
  /** First moment at which the rule holds. */
  issuedFrom: Date;
  /** First moment at which it no longer holds; null while no successor is known. */
  issuedBefore: Date | null;
  /** Upper limit of the rule, in days of 86,400 s. */
  maxDays: number;
  /** Life of our certificates under the rule: below the limit, because one second over counts as another day. */
  days: number;
  source: string;
}

/** The rule of a profile in force at a moment; undefined when none is. */
export function findRule(rules: readonly ValidityRule[], profile: string, at: Date): ValidityRule | undefined {
  return rules.find(
    (rule) =>
      rule.profile === profile && rule.issuedFrom <= at && (rule.issuedBefore === null || at < rule.issuedBefore),
  );
}
