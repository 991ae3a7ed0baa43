import { type FieldFault, invalid } from '@countersign/errors';
import { isCountry, unsafeMarks } from '@countersign/person';
import type { Organisation } from './request.ts';

// EVG 7.1.4.2.3.
const businessCategories: readonly string[] = [
  'Private Organization',
  'Government Entity',
  'Business Entity',
  'Non-Commercial Entity',
];
const onlyOfEv = ['registrationNumber', 'jurisdictionCountry', 'jurisdictionState', 'businessCategory'] as const;

/**
 * The organisation that a certificate names, texts in NFC; null where the level names none. Throws `ORGANISATION_INVALID`
 * with every field at fault: `ov` and `ev` need name, country and a town or state (BR 7.1.2.7.4), `ev` also the entry in
 * a register (EVG 7.1.4.2).
 */
export function readOrganisation(given: Organisation | undefined, level: string): Organisation | null {
  if (level === 'dv') return null;
  const isNeeded = level === 'ov' || level === 'ev';
  if (given === undefined) {
    if (!isNeeded) return null;
    throw refusal([{ pointer: '/organisation', detail: 'must be given: the certificate names it' }]);
  }
  const organisation = normal(given);
  const faults = findFaults(organisation, { isNeeded, isEv: level === 'ev' });
  if (faults.length > 0) throw refusal(faults);
  return organisation;
}

function normal(given: Organisation): Organisation {
  const text = (value: string) => value.normalize('NFC').trim();
  return {
    name: text(given.name),
    locality: text(given.locality),
    state: text(given.state),
    country: text(given.country),
    registrationNumber: text(given.registrationNumber),
    jurisdictionCountry: text(given.jurisdictionCountry),
    jurisdictionState: text(given.jurisdictionState),
    businessCategory: text(given.businessCategory),
  };
}

function findFaults(
  organisation: Organisation,
  { isNeeded, isEv }: { isNeeded: boolean; isEv: boolean },
): FieldFault[] {
  const { name, locality, state, country, registrationNumber, jurisdictionCountry, businessCategory } = organisation;
  const faults: FieldFault[] = [];
  const expect = (holds: boolean, field: keyof Organisation, detail: string) => {
    if (!holds) faults.push({ pointer: `/organisation/${field}`, detail });
  };
  const place = 'must be empty or a name of up to 128 printable characters';
  expect(isText(name, 64), 'name', 'must be a name of 1 to 64 printable characters');
  expect(locality === '' || isText(locality, 128), 'locality', place);
  expect(state === '' || isText(state, 128), 'state', place);
  expect(isCountry(country), 'country', 'must be a country code of ISO 3166-1, two capital letters');
  if (isNeeded) expect(locality !== '' || state !== '', 'locality', 'must be given, or the state or province');
  if (!isEv) {
    for (const field of onlyOfEv) expect(organisation[field] === '', field, 'must be empty except for ev');
    return faults;
  }
  // X.680 41.4: the letters of a PrintableString.
  const isNumber =
    /^[A-Za-z0-9 '()+,\-./:=?]{1,64}$/.test(registrationNumber) && /[A-Za-z0-9]/.test(registrationNumber);
  expect(isNumber, 'registrationNumber', "must be the number in the register: letters, digits, spaces and '()+,-./:=?");
  expect(isCountry(jurisdictionCountry), 'jurisdictionCountry', 'must be the country code of the register');
  const { jurisdictionState } = organisation;
  expect(jurisdictionState === '' || isText(jurisdictionState, 128), 'jurisdictionState', place);
  expect(
    businessCategories.includes(businessCategory),
    'businessCategory',
    `must be one of ${businessCategories.join(', ')}`,
  );
  return faults;
}

/** BR 7.1.4.2: not only punctuation, which would say "not applicable". */
function isText(text: string, most: number): boolean {
  return (
    Array.from(text).length <= most && /[\p{L}\p{N}]/u.test(text) && !unsafeMarks.test(text) && !/\p{Cs}/u.test(text)
  );
}

function refusal(fields: readonly FieldFault[]) {
  return invalid('ORGANISATION_INVALID', 'the organisation cannot stand in a certificate', { fields });
}
