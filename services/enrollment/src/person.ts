import { type FieldFault, invalid } from '@countersign/errors';
import { isEmail, isPersonName, longestName, normalEmail, normalText } from '@countersign/person';

/** Somebody to whom a link is sent. */
export interface Receiver {
  givenName: string;
  surname: string;
  email: string;
}

/** A receiver in normal form. Throws `CONTACT_INVALID` with every field at fault. */
export function checkReceiver(given: Receiver): Receiver {
  const receiver = {
    givenName: normalText(given.givenName),
    surname: normalText(given.surname),
    email: normalEmail(given.email),
  };
  const name = `must be a name of 1 to ${longestName} characters`;
  const checks: readonly (readonly [keyof Receiver, boolean, string])[] = [
    ['givenName', isPersonName(receiver.givenName), name],
    ['surname', isPersonName(receiver.surname), name],
    ['email', isEmail(receiver.email), 'must be an e-mail address of at most 254 characters'],
  ];
  const fields: FieldFault[] = checks
    .filter(([, isRight]) => !isRight)
    .map(([field, , detail]) => ({ pointer: `/${field}`, detail }));
  if (fields.length > 0) throw invalid('CONTACT_INVALID', 'the contact is incomplete or malformed', { fields });
  return receiver;
}
