import { type FieldFault, invalid } from '@countersign/errors';
import { normalText } from '@countersign/person';
import { findOrganisationFaults, type Organisation } from '@countersign/tls-subject';

/**
 * The organisation that a certificate names, texts in NFC; null where the level names none. Throws `ORGANISATION_INVALID`
 * with every field at fault: `ov` and `ev` need name, country and a town or state (BR 7.1.2.7.4), `ev` also the entry in
 * a register (EVG 7.1.4.2).
 */
export function readOrganisation(given: Organisation | undefined, level: string): Organisation | null {
  if (level === 'dv') return null;
  const wanted = level === 'ov' || level === 'ev' ? level : 'private';
  if (given === undefined) {
    if (wanted === 'private') return null;
    throw refusal([{ pointer: '/organisation', detail: 'must be given: the certificate names it' }]);
  }
  const organisation = normal(given);
  const faults = findOrganisationFaults(organisation, wanted);
  if (faults.length > 0) throw refusal(faults);
  return organisation;
}

function normal(given: Organisation): Organisation {
  return {
    name: normalText(given.name),
    locality: normalText(given.locality),
    state: normalText(given.state),
    country: normalText(given.country),
    registrationNumber: normalText(given.registrationNumber),
    jurisdictionCountry: normalText(given.jurisdictionCountry),
    jurisdictionState: normalText(given.jurisdictionState),
    businessCategory: normalText(given.businessCategory),
  };
}

function refusal(fields: readonly FieldFault[]) {
  return invalid('ORGANISATION_INVALID', 'the organisation cannot stand in a certificate', { fields });
}
