import { conflict, invalid, invalidField } from '@countersign/errors';
import { isCountry } from '@countersign/person';
import { type Keyring, open, seal } from '@countersign/sealing';
import { requireMobile, requireName } from '../user/person.ts';
import { filesAtMost } from './evidence-file.ts';

/** Where a personal validation stands. */
export const personalValidationStates = ['submitted', 'approved', 'rejected'] as const;
export type PersonalValidationState = (typeof personalValidationStates)[number];

/** Documents that prove who somebody is. */
export const documentTypes = ['passport', 'identity_card', 'driving_licence'] as const;
export type DocumentType = (typeof documentTypes)[number];

/** A piece of evidence. */
export interface Evidence {
  documentType: DocumentType;
  documentNumber: string;
  /** Files that show it; each belongs to one piece of one version. */
  fileIds: readonly string[];
}

/** A piece of evidence as it arrives. */
export interface GivenEvidence {
  documentType: string;
  documentNumber: string;
  fileIds: readonly string[];
}

/** What somebody says about himself. */
export interface Particulars {
  givenName: string;
  surname: string;
  mobile?: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  evidence: readonly Evidence[];
}

/** One version of a personal validation; each submission makes one. */
export interface PersonalValidation {
  id: string;
  version: number;
  userId: string;
  /** User ID of its user. */
  email: string;
  state: PersonalValidationState;
  givenName: string;
  surname: string;
  mobileSealed?: Buffer;
  country: string;
  /** Empty once it is erased. */
  evidenceSealed: Buffer;
  submittedAt: Date;
  /** Why it was rejected; otherwise empty. */
  reason: string;
  /** When the evidence is erased; absent until it is decided. */
  evidenceUntil?: Date;
  /** Absent until it is decided. */
  decidedAt?: Date;
  /** The report of loss in whose login it was submitted: approving it lets its user replace his factors. Absent for others. */
  loss?: { id: string; reportedAt: Date };
}

const piecesAtMost = 5;
const longestReason = 500;

/**
 * Throws `PERSONAL_VALIDATION_WRONG_STATE` while a version waits for its decision. After an approval a new version may
 * follow, for a change of name: what was approved stays valid until that is approved, too.
 */
export function requireSubmittable(last: Pick<PersonalValidation, 'state'> | undefined): void {
  if (last?.state === 'submitted') throw wrongState(last.state);
}

/** `PERSONAL_VALIDATION_WRONG_STATE`, to be thrown. */
export function wrongState(state: PersonalValidationState) {
  return conflict('PERSONAL_VALIDATION_WRONG_STATE', `the personal validation is ${state} already`);
}

/** `MOBILE_NOT_PROVED`, to be thrown. */
export function mobileNotProved() {
  return invalidField(
    'MOBILE_NOT_PROVED',
    '/mobile',
    'must be your number as a code proved it; change your mobile number first',
  );
}

/** Checks particulars as they arrive; throws the first fault of a field. An empty mobile number means none. */
export function checkParticulars(given: {
  givenName: string;
  surname: string;
  mobile: string;
  country: string;
  evidence: readonly GivenEvidence[];
}): Particulars {
  const mobile = requireMobile(given.mobile);
  if (!isCountry(given.country)) {
    throw invalidField('COUNTRY_INVALID', '/country', 'must be a code of ISO 3166-1 alpha-2, for example FR');
  }
  return {
    givenName: requireName(given.givenName, 'givenName'),
    surname: requireName(given.surname, 'surname'),
    ...(mobile !== undefined && { mobile }),
    country: given.country,
    evidence: checkEvidence(given.evidence),
  };
}

function checkEvidence(given: readonly GivenEvidence[]): Evidence[] {
  if (given.length < 1 || given.length > piecesAtMost) {
    throw invalidField('EVIDENCE_INVALID', '/evidence', `must have 1 to ${piecesAtMost} pieces`);
  }
  const pieces = given.map(({ documentType, documentNumber, fileIds }) => ({
    documentType: documentTypes.find((type) => type === documentType),
    documentNumber: documentNumber.trim().toUpperCase(),
    fileIds: [...fileIds],
  }));
  const faults = pieces.flatMap(({ documentType, documentNumber }, index) => [
    ...(documentType === undefined
      ? [{ pointer: `/evidence/${index}/documentType`, detail: `must be one of ${documentTypes.join(', ')}` }]
      : []),
    ...(/^[0-9A-Z][0-9A-Z /.-]{2,39}$/.test(documentNumber)
      ? []
      : [{ pointer: `/evidence/${index}/documentNumber`, detail: 'must be the number of the document' }]),
  ]);
  if (faults.length > 0) throw invalid('EVIDENCE_INVALID', 'the evidence is not complete', { fields: faults });
  const fileIds = fileIdsOf(pieces);
  if (fileIds.length > filesAtMost || new Set(fileIds).size < fileIds.length) {
    throw invalidField('EVIDENCE_INVALID', '/evidence', `must refer to ${filesAtMost} files at most, to each once`);
  }
  return pieces as Evidence[];
}

/** All files that pieces of evidence refer to, in their order. */
export function fileIdsOf(evidence: readonly Pick<Evidence, 'fileIds'>[]): string[] {
  return evidence.flatMap(({ fileIds }) => fileIds);
}

/** `EVIDENCE_INVALID` for the pieces that refer to files which are not among those to be had; to be thrown. */
export function filesMissing(evidence: readonly Evidence[], present: ReadonlySet<string>) {
  const fields = evidence.flatMap(({ fileIds }, piece) =>
    fileIds.flatMap((id, index) =>
      present.has(id)
        ? []
        : [
            {
              pointer: `/evidence/${piece}/fileIds/${index}`,
              detail: 'must be a file that you stored and did not use',
            },
          ],
    ),
  );
  return invalid('EVIDENCE_INVALID', 'a file of the evidence is not there any more; store it again', { fields });
}

/** The reason of a decision: required for a rejection, empty for an approval; throws `REASON_REQUIRED`. */
export function requireReason({ approved, reason }: { approved: boolean; reason: string }): string {
  if (approved) return '';
  const text = reason.trim();
  if (text === '' || text.length > longestReason) {
    throw invalidField('REASON_REQUIRED', '/reason', `must tell why, in 1 to ${longestReason} characters`);
  }
  return text;
}

type Place = Pick<PersonalValidation, 'id' | 'version'>;
const table = 'personal_validations';
const rowOf = ({ id, version }: Place) => `${id}/${version}`;

/** Seals what is nobody's business but the officers': mobile number and evidence. */
export function sealParticulars(keyring: Keyring, place: Place, { mobile, evidence }: Particulars) {
  const row = rowOf(place);
  return {
    ...(mobile !== undefined && {
      mobileSealed: seal(keyring, Buffer.from(mobile), { table, row, column: 'mobile_sealed' }),
    }),
    evidenceSealed: seal(keyring, Buffer.from(JSON.stringify(evidence)), { table, row, column: 'evidence_sealed' }),
  };
}

/** Opens the evidence of a version; none once it is erased. */
export function openEvidence(keyring: Keyring, validation: PersonalValidation): Evidence[] {
  if (validation.evidenceSealed.length === 0) return [];
  const at = { table, row: rowOf(validation), column: 'evidence_sealed' };
  const pieces = JSON.parse(open(keyring, validation.evidenceSealed, at).toString()) as (Omit<Evidence, 'fileIds'> &
    Partial<Pick<Evidence, 'fileIds'>>)[];
  // What was sealed before there were files names none.
  return pieces.map((piece) => ({ fileIds: [], ...piece }));
}

/** Opens the mobile number of a version; empty when none was given. */
export function openMobile(keyring: Keyring, validation: PersonalValidation): string {
  if (validation.mobileSealed === undefined) return '';
  const at = { table, row: rowOf(validation), column: 'mobile_sealed' };
  return open(keyring, validation.mobileSealed, at).toString();
}
