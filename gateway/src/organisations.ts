import type { Organisation } from '@countersign/proto/enrollment';
import { type Static, Type } from 'typebox';
import { omitUndefined, orAbsent } from './json.ts';
import { Country, closed, oneOf, text } from './schemas.ts';

const businessCategories = [
  'Private Organization',
  'Government Entity',
  'Business Entity',
  'Non-Commercial Entity',
] as const;

/** Organisation that a certificate names. */
export const OrganisationSchema = closed(
  {
    name: text({ description: 'Registered name.', maxLength: 64, example: 'Sample Works Ltd' }),
    locality: Type.Optional(
      text({ description: 'Town; needed, or the state, for ov and ev.', maxLength: 128, example: 'Springfield' }),
    ),
    state: Type.Optional(text({ description: 'State or province.', maxLength: 128, example: 'Illinois' })),
    country: Country,
    registrationNumber: Type.Optional(
      text({
        description: 'Number in the register of its jurisdiction; for ev only, and needed there.',
        maxLength: 64,
        example: 'HRB 12345',
      }),
    ),
    jurisdictionCountry: Type.Optional(
      text({
        description: 'Country of the register, ISO 3166-1 alpha-2; for ev only, and needed there.',
        maxLength: 2,
        pattern: '^[A-Z]{2}$',
        example: 'US',
      }),
    ),
    jurisdictionState: Type.Optional(
      text({
        description: "State or province of the register, where it is not the country's; for ev only.",
        maxLength: 128,
        example: 'Delaware',
      }),
    ),
    businessCategory: Type.Optional(
      oneOf(businessCategories, 'Kind of organisation (EV Guidelines 7.1.4.2.3); for ev only, and needed there.'),
    ),
  },
  { title: 'CertificateOrganisation' },
);

type OrganisationJson = Static<typeof OrganisationSchema>;

/** An organisation of a request as the services take it. */
export function fromOrganisationJson(organisation: OrganisationJson): Organisation {
  return {
    name: organisation.name,
    locality: organisation.locality ?? '',
    state: organisation.state ?? '',
    country: organisation.country,
    registrationNumber: organisation.registrationNumber ?? '',
    jurisdictionCountry: organisation.jurisdictionCountry ?? '',
    jurisdictionState: organisation.jurisdictionState ?? '',
    businessCategory: organisation.businessCategory ?? '',
  };
}

/** An organisation as JSON. */
export function toOrganisationJson(organisation: Organisation): OrganisationJson {
  return omitUndefined({
    name: organisation.name,
    locality: orAbsent(organisation.locality),
    state: orAbsent(organisation.state),
    country: organisation.country,
    registrationNumber: orAbsent(organisation.registrationNumber),
    jurisdictionCountry: orAbsent(organisation.jurisdictionCountry),
    jurisdictionState: orAbsent(organisation.jurisdictionState),
    businessCategory: businessCategories.find((known) => known === organisation.businessCategory),
  });
}
