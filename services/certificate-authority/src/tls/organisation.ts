import { type FieldFault, invalid } from '@countersign/errors';
import { isCountry, unsafeMarks } from '@countersign/person';
import type { NameAttribute } from '../certificate.ts';
import type { ValidationLevel } from './profiles.ts';

/** An organisation as the caller gives it; what is not known is empty. */
export interface Organisation {
  name: string;
  locality: string;
  state: string;
  country: string;
  registrationNumber: string;
  jurisdictionCountry: string;
  jurisdictionState: string;
  businessCategory: string;
}

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
const onlyOfEv = ['registrationNumber', 'jurisdictionCountry', 'jurisdictionState', 'businessCategory'] as const;
// EVG 7.1.4.2.3.
const businessCategories = [
  'Private Organization',
  'Government Entity',
  'Business Entity',
  'Non-Commercial Entity',
] as const;

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
  const faults = findFaults(organisation, level);
  if (faults.length > 0) throw refusal(faults);
  return fields
    .filter((field) => organisation[field] !== '')
    .map((field) => ({
      type: organisationAttributes[field],
      encoding: printables.includes(field) ? 'printableString' : 'utf8String',
      value: organisation[field],
    }));
}

function findFaults(organisation: Organisation, level: 'ov' | 'ev' | 'private'): FieldFault[] {
  const { name, locality, state, country, registrationNumber, jurisdictionCountry, businessCategory } = organisation;
  const faults: FieldFault[] = [];
  const expect = (holds: boolean, field: keyof Organisation, detail: string) => {
    if (!holds) faults.push({ pointer: `/organisation/${field}`, detail });
  };
  // X.520 upper bounds.
  const place = 'must be empty or a name of up to 128 printable characters without space around';
  expect(isText(name, 64), 'name', 'must be a name of 1 to 64 printable characters without space around');
  expect(locality === '' || isText(locality, 128), 'locality', place);
  expect(state === '' || isText(state, 128), 'state', place);
  expect(isCountry(country), 'country', 'must be a country code of ISO 3166-1, two capital letters');
  if (level !== 'private') {
    expect(locality !== '' || state !== '', 'locality', 'must be given, or the state or province');
  }
  if (level !== 'ev') {
    for (const field of onlyOfEv) expect(organisation[field] === '', field, 'must be empty except for ev');
    return faults;
  }
  const { jurisdictionState } = organisation;
  const categories: readonly string[] = businessCategories;
  // X.680 41.4: the letters of a PrintableString.
  const number = /^[A-Za-z0-9'()+,\-./:=?]([A-Za-z0-9 '()+,\-./:=?]{0,62}[A-Za-z0-9'()+,\-./:=?])?$/;
  expect(
    number.test(registrationNumber) && /[A-Za-z0-9]/.test(registrationNumber),
    'registrationNumber',
    "must be the number in the register, of 1 to 64 letters, digits, spaces and '()+,-./:=?",
  );
  expect(isCountry(jurisdictionCountry), 'jurisdictionCountry', 'must be the country code of the register');
  expect(jurisdictionState === '' || isText(jurisdictionState, 128), 'jurisdictionState', place);
  expect(categories.includes(businessCategory), 'businessCategory', `must be one of ${businessCategories.join(', ')}`);
  return faults;
}

/** BR 7.1.4.2: not only punctuation, which would say "not applicable". */
function isText(text: string, longest: number): boolean {
  const length = Array.from(text).length;
  const isSafe = !unsafeMarks.test(text) && !/\p{Cs}/u.test(text);
  return length <= longest && /[\p{L}\p{N}]/u.test(text) && isSafe && text.trim() === text;
}

function refusal(faults: readonly FieldFault[]) {
  return invalid('SUBJECT_INVALID', 'the organisation cannot stand in a certificate', { fields: faults });
}
