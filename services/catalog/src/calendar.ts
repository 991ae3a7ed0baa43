import { invalidField } from '@countersign/errors';
import { findLimit, type ValidityRule } from './validity.ts';

const secondMs = 1_000;
const dayMs = 86_400 * secondMs;
const longestPlanYears = 10;

/** A certificate of a renewal calendar. */
export interface PlannedCertificate {
  issueAt: Date;
  /** First moment at which it is no longer valid; the notAfter of X.509, which is a valid second, lies one before. */
  endsAt: Date;
  ruleId: string;
  /** Days of 86,400 s; a day begun counts as one. */
  days: number;
}

/** End of a subscription term of whole years, in UTC; a term begun on 29 February ends on 1 March. */
export function termEnd(from: Date, years: number): Date {
  const end = new Date(from);
  end.setUTCFullYear(end.getUTCFullYear() + years);
  return end;
}

/**
 * Plans the certificates that cover `from` to `until` without an uncovered second, each under the rule in force when it is
 * issued. A certificate is renewed when two thirds of its life are over, unless it reaches the end of the term, with which
 * the last one is made to end. Throws `TERM_INVALID` unless `until` lies after `from` and at most ten years later, and
 * `VALIDITY_UNKNOWN` before the first rule.
 */
export function planRenewals(
  rules: readonly ValidityRule[],
  { profile, from, until }: { profile: string; from: Date; until: Date },
): PlannedCertificate[] {
  if (!(from < until && until <= termEnd(from, longestPlanYears))) {
    throw invalidField('TERM_INVALID', '/until', `must be after the beginning, and ${longestPlanYears} years at most`);
  }
  const planned: PlannedCertificate[] = [];
  let issueAt = from;
  let endsAt = from;
  do {
    const limit = findLimit(rules, profile, issueAt);
    if (limit === undefined) throw invalidField('VALIDITY_UNKNOWN', '/from', 'must be a day for which a rule is known');
    const lifeMs = Math.min(limit.days * dayMs, until.getTime() - issueAt.getTime());
    endsAt = new Date(issueAt.getTime() + lifeMs);
    planned.push({ issueAt, endsAt, ruleId: limit.ruleId, days: Math.ceil(lifeMs / dayMs) });
    issueAt = new Date(issueAt.getTime() + Math.floor((lifeMs * 2) / 3 / secondMs) * secondMs);
  } while (endsAt < until);
  return planned;
}
