import { conflict } from '@countersign/errors';
import type { Invited } from '../invitation/invitation.ts';

/** How long an invitation may be used. */
export const signerInvitationLifeMs = 7 * 86_400_000;

/** An invitation to personal validation. */
export interface SignerInvitation extends Invited {
  /** Address that it is mailed to, in normal form; it becomes the user ID. */
  email: string;
  /** Language of the mail. */
  language: string;
  createdAt: Date;
}

/** `USER_EXISTS`, to be thrown: an existing user needs no invitation. */
export function signerExists() {
  return conflict('USER_EXISTS', 'there is a user with this address; log in and submit your personal validation');
}
