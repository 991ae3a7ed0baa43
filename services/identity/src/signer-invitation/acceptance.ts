import { appendAudit } from '@countersign/audit';
import type { AcceptSignerInvitationRequest } from '@countersign/proto/identity';
import { newId } from '@countersign/runtime';
import { requireSentCode } from '../contact/sent-code.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { requireUsable } from '../invitation/invitation.ts';
import { recordInvitee, useInvitation } from '../invitation/invitation-store.ts';
import { findWaitingFiles } from '../personal-validation/evidence-file-store.ts';
import {
  checkParticulars,
  fileIdsOf,
  filesMissing,
  type Particulars,
  type PersonalValidation,
} from '../personal-validation/personal-validation.ts';
import { submitValidation } from '../personal-validation/submission.ts';
import { checkApplicant, createUser } from '../user/registration.ts';
import { findUserByEmail } from '../user/user-store.ts';
import { type SignerInvitation, signerExists } from './signer-invitation.ts';
import { findSignerInvitation } from './signer-invitation-store.ts';

/**
 * Uses an invitation: the user, his proved number, his password, his evidence and his submission come to be together or
 * not at all. The code is looked at last of all that may be refused, so that a fault elsewhere does not use it up.
 */
export async function acceptInvitation(
  deps: IdentityDeps,
  invitation: SignerInvitation,
  request: AcceptSignerInvitationRequest,
): Promise<PersonalValidation> {
  const { db, clock, hasher } = deps;
  const { id, email } = invitation;
  const particulars = checkParticulars(request);
  const language = request.language === '' ? invitation.language : request.language;
  const person = checkApplicant(deps, { ...request, email, language });
  const mobileCode = particulars.mobile === undefined ? undefined : requireSentCode(request.mobileCode, 'mobileCode');
  if ((await findUserByEmail(db, email)) !== undefined) throw signerExists();
  await requireFiles(deps, id, particulars);
  const stored = await hasher.hash(person.password);
  if (particulars.mobile !== undefined && mobileCode !== undefined) {
    await proveMobile(deps, { id, mobile: particulars.mobile, code: mobileCode });
  }
  const at = clock.now();
  return await db.transaction().execute(async (trx) => {
    if (!(await useInvitation(trx, 'signerInvitations', id, at))) {
      requireUsable(await findSignerInvitation(trx, id), at);
      throw new Error('an invitation that may be used could not be');
    }
    const origin = { staffRoles: [], at, ...(particulars.mobile !== undefined && { mobileProvedAt: at }) };
    const userId = await createUser(deps, trx, { person, stored, origin });
    await recordInvitee(trx, 'signerInvitations', id, userId);
    const validation = await submitValidation(deps, trx, {
      userId,
      email,
      particulars,
      place: { id: newId('pvl'), version: 1 },
      owner: { invitationId: id },
      at,
    });
    await appendAudit(trx, {
      stream: signerInvitationStream,
      actor: userId,
      action: 'signer_invitation.used',
      subject: id,
      detail: {},
      at,
    });
    return validation;
  });
}

/** Stream of what happened to invitations of signers. */
export const signerInvitationStream = 'signer-invitations';

async function requireFiles({ db }: IdentityDeps, invitationId: string, { evidence }: Particulars): Promise<void> {
  const ids = fileIdsOf(evidence);
  const waiting = await findWaitingFiles(db, { invitationId }, ids);
  if (waiting.size < ids.length) throw filesMissing(evidence, waiting);
}

/** Throws `CODE_REFUSED` or `ATTEMPTS_EXHAUSTED` unless the code was sent to this number for this invitation. */
async function proveMobile(
  { secondFactor }: IdentityDeps,
  { id, mobile, code }: { id: string; mobile: string; code: string },
): Promise<void> {
  await secondFactor.verifyCode({ purpose: 'CODE_PURPOSE_CONTACT', subjectId: id, code, destination: mobile });
}
