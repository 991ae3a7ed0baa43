import type { Validity } from '@countersign/proto/catalog';
import { type Static, Type } from 'typebox';
import { getTime, omitUndefined, timeOrAbsent } from './json.ts';
import { closed, count, moment, said } from './schemas.ts';

/** How long a certificate lives that is issued at a moment. */
export const ValiditySchema = closed(
  {
    ruleId: said('Rule that decides.', 'TLS-SC081-1'),
    source: said('Where the rule comes from.', 'CA/Browser Forum Ballot SC-081v3'),
    issuedAt: moment('Moment of issuance that was asked for.'),
    maxDays: count('Upper limit of the rule, in days.', 200),
    days: count('Days that a certificate lives under this rule.', 199),
    ruleEndsAt: Type.Optional(moment('Moment from which another rule holds; absent when none is known.')),
    domainValidationReuseDays: Type.Optional(
      count('Days for which a domain validation may be used again; absent without such a limit.', 200),
    ),
    organisationValidationReuseDays: Type.Optional(
      count('Days for which an organisation validation may be used again; absent without such a limit.', 398),
    ),
  },
  { title: 'Validity' },
);

/** A validity as JSON. */
export function toValidityJson(validity: Validity): Static<typeof ValiditySchema> {
  return omitUndefined({
    ruleId: validity.ruleId,
    source: validity.source,
    issuedAt: getTime(validity.issuedAt, 'issued_at'),
    maxDays: validity.maxDays,
    days: validity.days,
    ruleEndsAt: timeOrAbsent(validity.ruleEndsAt),
    domainValidationReuseDays: validity.domainValidationReuseDays || undefined,
    organisationValidationReuseDays: validity.organisationValidationReuseDays || undefined,
  });
}
