import type { FieldFault } from '@countersign/errors';
import { isCountry, unsafeMarks } from '@countersign/person';

/** An organisation that a certificate names; what is not known is empty. */
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

const onlyOfEv = ['registrationNumber', 'jurisdictionCountry', 'jurisdictionState', 'businessCategory'] as const;
// EVG 7.1.4.2.3.
const businessCategories: readonly string[] = [
  'Private Organization',
  'Government Entity',
  'Business Entity',
  'Non-Commercial Entity',
];
// X.680 41.4: the letters of a PrintableString.
const registrationNumbers = /^[A-Za-z0-9'()+,\-./:=?]([A-Za-z0-9 '()+,\-./:=?]{0,62}[A-Za-z0-9'()+,\-./:=?])?$/;

/**
 * What of an organisation, texts in NFC, cannot stand in a certificate, as pointers below `/organisation`; empty when all
 * can. Under `ov` and `ev` the town, or the state or province, is needed beside name and country (BR 7.1.2.7.4), under
 * `ev` also category, country of the register and number in it (EVG 7.1.4.2).
 */
export function findOrganisationFaults(organisation: Organisation, level: 'ov' | 'ev' | 'private'): FieldFault[] {
  const { name, locality, state, country } = organisation;
  const faults: FieldFault[] = [];
  const expect: Expect = (holds, field, detail) => {
    if (!holds) faults.push({ pointer: `/organisation/${field}`, detail });
  };
  // X.520 upper bounds.
  expect(isText(name, 64), 'name', 'must be a name of 1 to 64 printable characters without space around');
  expect(isPlace(locality), 'locality', place);
  expect(isPlace(state), 'state', place);
  expect(isCountry(country), 'country', 'must be a country code of ISO 3166-1, two capital letters');
  if (level !== 'private') {
    expect(locality !== '' || state !== '', 'locality', 'must be given, or the state or province');
  }
  if (level === 'ev') expectRegister(organisation, expect);
  else for (const field of onlyOfEv) expect(organisation[field] === '', field, 'must be empty except for ev');
  return faults;
}

type Expect = (holds: boolean, field: keyof Organisation, detail: string) => void;

function expectRegister(
  { registrationNumber, jurisdictionCountry, jurisdictionState, businessCategory }: Organisation,
  expect: Expect,
): void {
  expect(
    registrationNumbers.test(registrationNumber) && /[A-Za-z0-9]/.test(registrationNumber),
    'registrationNumber',
    "must be the number in the register, of 1 to 64 letters, digits, spaces and '()+,-./:=?",
  );
  expect(isCountry(jurisdictionCountry), 'jurisdictionCountry', 'must be the country code of the register');
  expect(isPlace(jurisdictionState), 'jurisdictionState', place);
  const isCategory = businessCategories.includes(businessCategory);
  expect(isCategory, 'businessCategory', `must be one of ${businessCategories.join(', ')}`);
}

const place = 'must be empty or a name of up to 128 printable characters without space around';

function isPlace(text: string): boolean {
  return text === '' || isText(text, 128);
}

/** BR 7.1.4.2: not only punctuation, which would say "not applicable". */
function isText(text: string, longest: number): boolean {
  const length = Array.from(text).length;
  const isSafe = !unsafeMarks.test(text) && !/\p{Cs}/u.test(text);
  return length <= longest && /[\p{L}\p{N}]/u.test(text) && isSafe && text.trim() === text;
}
