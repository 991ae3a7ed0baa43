import { invalidField, notFound } from '@countersign/errors';
import { type Keyring, open, seal } from '@countersign/sealing';
import { requireEmail, requireMobile } from '../user/person.ts';
import type { ContactChangeRow } from './tables.ts';

/** How long a change waits for its codes. */
export const contactChangeLifeMs = 15 * 60_000;
/** Changes that one user may begin: each sends messages to an address that he names. */
export const changesPerUser = { limit: 5, windowMs: 3_600_000 } as const;
/** How long after a change the mailbox needs a second factor, or an officer, to recover a password. */
export const contactHoldMs = 24 * 3_600_000;

/** What is changed. */
export type ContactKind = 'email' | 'mobile';

/** A change of contact, open. */
export interface ContactChange {
  id: string;
  userId: string;
  kind: ContactKind;
  /** The new address in normal form, or the new number in E.164 form; sealed. */
  wantedSealed: Buffer;
  /** Whether a code proved that the new contact is the user's. */
  isNewProved: boolean;
  /** Whether a code proved that whoever reads the present mailbox agrees; without meaning for a mobile number. */
  isCurrentProved: boolean;
  expiresAt: Date;
}

/** A change of contact that was made. */
export interface ConfirmedChange {
  id: string;
  userId: string;
  kind: ContactKind;
  wantedSealed: Buffer;
  /** The address before, sealed; absent for a mobile number. */
  formerSealed?: Buffer;
  confirmedAt: Date;
}

/**
 * What is wanted, in its normal form; exactly one of the two must be given. Throws `EMAIL_INVALID`, `MOBILE_INVALID` or,
 * for both, `CONTACT_AMBIGUOUS`.
 */
export function requireWanted(given: { email: string; mobile: string }): { kind: ContactKind; wanted: string } {
  if (given.email !== '' && given.mobile !== '') {
    throw invalidField('CONTACT_AMBIGUOUS', '/mobile', 'must be left out when an e-mail address is given');
  }
  const mobile = requireMobile(given.mobile);
  return mobile === undefined
    ? { kind: 'email', wanted: requireEmail(given.email) }
    : { kind: 'mobile', wanted: mobile };
}

type SealedColumn = 'wanted_sealed' | 'former_sealed';

/** Seals a contact for a column of its change. */
export function sealContact(keyring: Keyring, id: string, column: SealedColumn, contact: string): Buffer {
  return seal(keyring, Buffer.from(contact), { table: 'contact_changes', row: id, column });
}

/** Opens the contact that a change wants. */
export function openWanted(
  keyring: Keyring,
  { id, wantedSealed }: Pick<ContactChangeRow, 'id' | 'wantedSealed'>,
): string {
  return open(keyring, wantedSealed, { table: 'contact_changes', row: id, column: 'wanted_sealed' }).toString();
}

/** Opens the address that a change replaced. */
export function openFormer(keyring: Keyring, id: string, formerSealed: Buffer): string {
  return open(keyring, formerSealed, { table: 'contact_changes', row: id, column: 'former_sealed' }).toString();
}

/**
 * Whether the user's contact changed so lately that his mailbox alone, or with answers that a thief may know, recovers no
 * password.
 */
export function isContactHeld({ contactChangedAt }: { contactChangedAt?: Date }, at: Date): boolean {
  return contactChangedAt !== undefined && at.getTime() < contactChangedAt.getTime() + contactHoldMs;
}

/** `CONTACT_CHANGE_NOT_FOUND`, to be thrown. */
export function changeNotFound() {
  return notFound('CONTACT_CHANGE_NOT_FOUND', 'no such change, or it is made, replaced or over; begin again');
}
