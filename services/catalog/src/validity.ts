/** A dated rule that limits the life of certificates of a profile by the moment of issuance. */
export interface ValidityRule {
  ruleId: string;
  profile: string;
  /** Profile whose rules bind as well, so that the stricter decides; null when there is none. */
  within: string | null;
  /** First moment at which the rule holds. */
  issuedFrom: Date;
  /** First moment at which it no longer holds; null while no successor is known. */
  issuedBefore: Date | null;
  /** Upper limit of the rule, in days of 86,400 s. */
  maxDays: number;
  /** Life of our certificates under the rule: below the limit, because one second over counts as another day. */
  days: number;
  /** Days for which a domain validation may be used again; 0 where there is no such limit. */
  domainReuseDays: number;
  /** Days for which an organisation validation may be used again; 0 where there is no such limit. */
  organisationReuseDays: number;
  source: string;
}

/** What holds for a profile at a moment: its own rule, and the one that it lies within where that is stricter. */
export interface ValidityLimit
  extends Pick<ValidityRule, 'ruleId' | 'source' | 'maxDays' | 'days' | 'domainReuseDays' | 'organisationReuseDays'> {
  /** First moment at which another limit holds; null while none is known. */
  endsAt: Date | null;
}

/** The limit of a profile in force at a moment; undefined when none is. */
export function findLimit(rules: readonly ValidityRule[], profile: string, at: Date): ValidityLimit | undefined {
  const own = rules.find(
    (rule) =>
      rule.profile === profile && rule.issuedFrom <= at && (rule.issuedBefore === null || at < rule.issuedBefore),
  );
  if (own === undefined) return undefined;
  const { issuedBefore: endsAt, within } = own;
  if (within === null) return { ...own, endsAt };
  const outer = findLimit(rules, within, at);
  if (outer === undefined) return undefined;
  return {
    ...(outer.days < own.days ? outer : own),
    maxDays: Math.min(own.maxDays, outer.maxDays),
    domainReuseDays: stricter(own.domainReuseDays, outer.domainReuseDays),
    organisationReuseDays: stricter(own.organisationReuseDays, outer.organisationReuseDays),
    endsAt: endsAt !== null && (outer.endsAt === null || endsAt < outer.endsAt) ? endsAt : outer.endsAt,
  };
}

/** The limits that follow the one in force at a moment, in order; each holds from the end of the one before. */
export function listUpcoming(
  rules: readonly ValidityRule[],
  profile: string,
  at: Date,
): { from: Date; limit: ValidityLimit }[] {
  const upcoming: { from: Date; limit: ValidityLimit }[] = [];
  let from = findLimit(rules, profile, at)?.endsAt ?? null;
  while (from !== null) {
    const limit = findLimit(rules, profile, from);
    if (limit === undefined) break;
    upcoming.push({ from, limit });
    from = limit.endsAt;
  }
  return upcoming;
}

function stricter(a: number, b: number): number {
  if (a === 0 || b === 0) return Math.max(a, b);
  return Math.min(a, b);
}
