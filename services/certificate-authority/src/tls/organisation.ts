import type { NameAttribute } from '@countersign/certificates';
import { type FieldFault, invalid } from '@countersign/errors';
import { findOrganisationFaults, type Organisation } from '@countersign/tls-subject';
import type { ValidationLevel } from './policies.ts';

/** Attributes of an organisation, in the order of BR 7.1.4.2 where it sets one. */
export const organisationAttributes = {
  jurisdictionCountry: '1.3.6.1.4.1.311.60.2.1.3',
  jurisdictionState: '1.3.6.1.4.1.311.60.2.1.2',
  businessCategory: '2.5.4.15',
  registrationNumber: '2.5.4.5',
  country: '2.5.4.6',
  state: '2.5.4.8',
  locality: '2.5.4.7',
  name: '2.5.4.10',
} as const satisfies Readonly<Record<keyof Organisation, string>>;

const fields = Object.keys(organisationAttributes) as (keyof Organisation)[];
const printables: readonly string[] = ['jurisdictionCountry', 'registrationNumber', 'country'];

/**
 * The distinguished name for an organisation, texts in NFC; empty for `dv`, and for a private certificate without one.
 * Throws `SUBJECT_INVALID` with every field at fault: under `ov` and `ev` the town, or the state or province, is needed
 * beside name and country (BR 7.1.2.7.4), under `ev` also category, country of the register and number in it (EVG
 * 7.1.4.2).
 */
export function readOrganisation(given: Organisation | undefined, level: ValidationLevel | 'private'): NameAttribute[] {
  if (given === undefined && (level === 'dv' || level === 'private')) return [];
  if (given === undefined) throw refusal([{ pointer: '/organisation', detail: `must be there for ${level}` }]);
  if (level === 'dv') throw refusal([{ pointer: '/organisation', detail: 'must be absent for dv' }]);
  const organisation = Object.fromEntries(
    fields.map((field) => [field, given[field].normalize('NFC')]),
  ) as unknown as Organisation;
  const faults = findOrganisationFaults(organisation, level);
  if (faults.length > 0) throw refusal(faults);
  return fields
    .filter((field) => organisation[field] !== '')
    .map((field) => ({
      type: organisationAttributes[field],
      encoding: printables.includes(field) ? 'printableString' : 'utf8String',
      value: organisation[field],
    }));
}

function refusal(faults: readonly FieldFault[]) {
  return invalid('SUBJECT_INVALID', 'the organisation cannot stand in a certificate', { fields: faults });
}
