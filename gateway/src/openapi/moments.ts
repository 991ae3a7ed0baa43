/** The moment at which everything in the examples happens. */
const now = '2026-11-21T12:00:00.000Z';

/** Other moments by the names of members, so that no example ends before it begins. */
const moments: readonly (readonly [names: RegExp, moment: string])[] = [
  [/^(createdAt|requestedAt|startedAt|submittedAt|invitedAt)$/, '2026-11-21T11:30:00.000Z'],
  [/^(grantedAt|issuedAt|notBefore|issueAt|termStart|validFrom|since|activatedAt)$/, '2026-11-21T11:45:00.000Z'],
  [/^(resendAt|nextTryAt|\w*LockedUntil|releasedUntil)$/, '2026-11-21T12:15:00.000Z'],
  [/^(expiresAt|idleUntil|emailHeldUntil|changesAt)$/, '2026-11-21T12:30:00.000Z'],
  [/^(renewFrom|nextDueAt|nextChargeAt)$/, '2027-10-22T00:00:00.000Z'],
  [/^(notAfter|endsAt|ruleEndsAt|termEnd|paidUntil|validUntil|evidenceUntil)$/, '2027-11-21T11:45:00.000Z'],
];

/** The moment that a member has in examples; one that a schema names by itself stays. */
export function momentOf(name: string, said: unknown = now): unknown {
  if (said !== now) return said;
  return moments.find(([names]) => names.test(name))?.[1] ?? now;
}
