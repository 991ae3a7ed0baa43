import { enumValue } from '@countersign/grpc';
import type { PersonalValidation as ValidationMessage } from '@countersign/proto/identity';
import type { Keyring } from '@countersign/sealing';
import { openEvidence, openMobile, type PersonalValidation } from './personal-validation.ts';

/** A validation as its user may see it: without the evidence. */
export function toValidationMessage(
  keyring: Keyring,
  validation: PersonalValidation,
  pendingApprovalId = '',
): ValidationMessage {
  const { id, userId, version, state, givenName, surname, email, country } = validation;
  const { submittedAt, reason, evidenceUntil } = validation;
  return {
    id,
    userId,
    version,
    state: enumValue('PERSONAL_VALIDATION_STATE', state),
    givenName,
    surname,
    email,
    mobile: openMobile(keyring, validation),
    country,
    evidence: [],
    submittedAt,
    reason,
    pendingApprovalId,
    evidenceUntil,
    factorLossReportedAt: validation.loss?.reportedAt,
  };
}

/** A validation as officers see it. */
export function toOfficersMessage(
  keyring: Keyring,
  validation: PersonalValidation,
  pendingApprovalId = '',
): ValidationMessage {
  const evidence = openEvidence(keyring, validation).map(({ fileIds, ...piece }) => ({
    ...piece,
    fileIds: [...fileIds],
  }));
  return { ...toValidationMessage(keyring, validation, pendingApprovalId), evidence };
}
