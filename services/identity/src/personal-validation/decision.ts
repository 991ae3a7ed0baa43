import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import { conflict, forbidden, notFound } from '@countersign/errors';
import type { Approved } from '../approval/approval-actions.ts';
import type { IdentityTransaction } from '../database.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { grantReplacementTopic } from '../factor-loss/factor-loss-store.ts';
import { personalValidationMailTopic } from '../mail-jobs.ts';
import { type PersonalValidation, wrongState } from './personal-validation.ts';
import { decideValidation, findValidation } from './personal-validation-store.ts';

/** A decision of one officer; with four eyes, of the second one. */
export interface Decision {
  validation: PersonalValidation;
  state: 'approved' | 'rejected';
  reason: string;
  officerId: string;
  at: Date;
}

/**
 * Decides a submitted version once, tells its user, and sets the end of its evidence. Approving one that was submitted by
 * a user who lost his factors has second-factor let him replace them. Throws
 * `PERSONAL_VALIDATION_WRONG_STATE` when it was decided meanwhile.
 */
export async function decide(
  { policy }: Pick<IdentityDeps, 'policy'>,
  trx: IdentityTransaction,
  { validation, state, reason, officerId, at }: Decision,
): Promise<PersonalValidation> {
  const { id, version, userId, loss } = validation;
  const evidenceUntil = new Date(at.getTime() + policy.evidenceRetentionMs);
  const decision = { state, reason, decidedBy: officerId, decidedAt: at, evidenceUntil };
  if (!(await decideValidation(trx, { id, version, ...decision }))) {
    throw wrongState((await findValidation(trx, id))?.state ?? validation.state);
  }
  await announce(trx, {
    queue: 'identity',
    topic: personalValidationMailTopic,
    payload: { personalValidationId: id, version: String(version) },
  });
  if (state === 'approved' && loss !== undefined) {
    await announce(trx, { queue: 'identity', topic: grantReplacementTopic, payload: { lossId: loss.id } });
  }
  await appendAudit(trx, {
    stream: userId,
    actor: officerId,
    action: `personal_validation.${state}`,
    subject: id,
    detail: { version, ...(loss !== undefined && { lossId: loss.id }) },
    at,
  });
  return { ...validation, state, reason, evidenceUntil };
}

/** Does what the second officer approved: the version that the first one looked at, if it is still the newest. */
export async function approveValidation(
  trx: IdentityTransaction,
  deps: Pick<IdentityDeps, 'policy'>,
  { approval, decidedBy, at }: Approved,
): Promise<void> {
  const validation = requireDecidable(await findValidation(trx, approval.subjectId), {
    version: Number(approval.parameters['version']),
    officerId: decidedBy,
  });
  await decide(deps, trx, { validation, state: 'approved', reason: '', officerId: decidedBy, at });
}

/**
 * The validation, if the officer may decide this version of it; throws `PERSONAL_VALIDATION_NOT_FOUND`,
 * `OWN_DECISION_FORBIDDEN` or `PERSONAL_VALIDATION_CHANGED` otherwise.
 */
export function requireDecidable(
  validation: PersonalValidation | undefined,
  { version, officerId }: { version: number; officerId: string },
): PersonalValidation {
  if (validation === undefined) throw validationNotFound();
  if (validation.userId === officerId) {
    throw forbidden('OWN_DECISION_FORBIDDEN', 'somebody else must decide your own personal validation');
  }
  if (validation.version !== version) {
    throw conflict('PERSONAL_VALIDATION_CHANGED', 'it was submitted anew; look at the newest version');
  }
  return validation;
}

/** `PERSONAL_VALIDATION_NOT_FOUND`, to be thrown. */
export function validationNotFound() {
  return notFound('PERSONAL_VALIDATION_NOT_FOUND', 'no such personal validation');
}
