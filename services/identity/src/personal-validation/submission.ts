import { appendAudit } from '@countersign/audit';
import type { IdentityTransaction } from '../database.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { type FactorLoss, noteSubmission } from '../factor-loss/factor-loss-store.ts';
import { type FileOwner, takeFiles } from './evidence-file-store.ts';
import {
  fileIdsOf,
  filesMissing,
  type Particulars,
  type PersonalValidation,
  sealParticulars,
} from './personal-validation.ts';
import { insertValidation } from './personal-validation-store.ts';

/** Who submits what. */
export interface Submission {
  userId: string;
  email: string;
  particulars: Particulars;
  /** Id and number of the version that it makes. */
  place: { id: string; version: number };
  /** Whose the files are that it refers to. */
  owner: FileOwner;
  /** The report of loss in whose login it is submitted; absent otherwise. */
  loss?: FactorLoss;
  at: Date;
}

/**
 * Stores a submission with its files and its audit record. Throws `EVIDENCE_INVALID` when one of the files is somebody
 * else's, used or gone, and `PERSONAL_VALIDATION_WRONG_STATE` when a parallel submission came first.
 */
export async function submitValidation(
  { keyring }: Pick<IdentityDeps, 'keyring'>,
  trx: IdentityTransaction,
  { userId, email, particulars, place, owner, loss, at }: Submission,
): Promise<PersonalValidation> {
  const { givenName, surname, country, evidence } = particulars;
  const validation: PersonalValidation = {
    ...place,
    userId,
    email,
    state: 'submitted',
    givenName,
    surname,
    country,
    ...sealParticulars(keyring, place, particulars),
    submittedAt: at,
    reason: '',
    ...(loss !== undefined && { loss }),
  };
  await insertValidation(trx, validation);
  if (loss !== undefined) await noteSubmission(trx, loss.id, place);
  const ids = fileIdsOf(evidence);
  const taken = await takeFiles(trx, { owner, ids, userId, validationId: place.id, version: place.version });
  if (taken.size < ids.length) throw filesMissing(evidence, taken);
  await appendAudit(trx, {
    stream: userId,
    actor: userId,
    action: 'personal_validation.submitted',
    subject: place.id,
    detail: { version: place.version, ...(loss !== undefined && { lossId: loss.id }) },
    at,
  });
  return validation;
}
