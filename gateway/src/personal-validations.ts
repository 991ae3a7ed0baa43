import type { Evidence, PersonalValidation } from '@countersign/proto/identity';
import { type Static, Type } from 'typebox';
import { getPart, getTime, getWord, getWordOf, omitUndefined, orAbsent, timeOrAbsent } from './json.ts';
import { closed, count, id, moment, oneOf, said, text } from './schemas.ts';

export const validationStates = ['submitted', 'approved', 'rejected'] as const;
const documentTypes = ['passport', 'identity_card', 'driving_licence'] as const;

export const EvidenceSchema = closed(
  {
    documentType: oneOf(documentTypes, 'Kind of document.'),
    documentNumber: text({ description: 'Number of the document.', maxLength: 64, example: 'X1234567' }),
    fileIds: Type.Optional(
      Type.Array(id('evf', 'a file that was stored before'), {
        description: 'Files that show the document: five at most over all pieces, each once.',
        maxItems: 5,
        examples: [['evf_01JD8Z0V9W6Q4X3T2R1P0N7M5K']],
      }),
    ),
  },
  { title: 'Evidence' },
);

/** Evidence of a request. */
export const EvidenceInput = Type.Array(EvidenceSchema, {
  description: 'What proves the names.',
  minItems: 1,
  maxItems: 5,
  examples: [[{ documentType: 'passport', documentNumber: 'X1234567', fileIds: ['evf_01JD8Z0V9W6Q4X3T2R1P0N7M5K'] }]],
});

/** Evidence of a request for its service. */
export function fromEvidenceJson(pieces: Static<typeof EvidenceInput>): Evidence[] {
  return pieces.map(({ fileIds = [], ...piece }) => ({ ...piece, fileIds }));
}

const members = {
  id: said('Id of the validation.', 'pvl_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
  version: count('Version that rises with each submission.', 1),
  state: oneOf(validationStates, 'Where it stands.'),
  givenName: said('Given name.', 'Robin'),
  surname: said('Family name.', 'Sample'),
  email: said('E-mail address.', 'robin.sample@example.com'),
  mobile: Type.Optional(said('Mobile number in E.164 form.', '+12025550123')),
  country: said('Country, ISO 3166-1 alpha-2.', 'US'),
  submittedAt: moment('When it was submitted.'),
  reason: Type.Optional(said('Reason of a rejection.', 'the document is not legible')),
  evidenceUntil: Type.Optional(moment('When the evidence is erased; absent until it is decided.')),
  factorLossReportedAt: Type.Optional(
    moment('When the user reported the loss of his factors: approving this version lets him replace them.'),
  ),
};

/** A personal validation as its person sees it: without evidence. */
export const PersonalValidationSchema = closed(members, { title: 'PersonalValidation' });

/** A personal validation as an officer sees it. */
export const OfficersValidationSchema = closed(
  {
    ...members,
    userId: said('User it belongs to.', 'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    evidence: Type.Array(EvidenceSchema, { description: 'What the person showed; empty once it is erased.' }),
    pendingApprovalId: Type.Optional(
      said('Approval that another officer must decide.', 'apr_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    ),
  },
  { title: 'OfficersPersonalValidation' },
);

/** A personal validation for its person. */
export function toPersonalValidationJson(
  part: PersonalValidation | undefined,
): Static<typeof PersonalValidationSchema> {
  const validation = getPart(part, 'personal_validation');
  return omitUndefined({
    id: validation.id,
    version: validation.version,
    state: getWord('PERSONAL_VALIDATION_STATE', validation.state, validationStates),
    givenName: validation.givenName,
    surname: validation.surname,
    email: validation.email,
    mobile: orAbsent(validation.mobile),
    country: validation.country,
    submittedAt: getTime(validation.submittedAt, 'submitted_at'),
    reason: orAbsent(validation.reason),
    evidenceUntil: timeOrAbsent(validation.evidenceUntil),
    factorLossReportedAt: timeOrAbsent(validation.factorLossReportedAt),
  });
}

/** A personal validation for an officer. */
export function toOfficersValidationJson(
  part: PersonalValidation | undefined,
): Static<typeof OfficersValidationSchema> {
  const { userId, evidence, pendingApprovalId } = getPart(part, 'personal_validation');
  return omitUndefined({
    ...toPersonalValidationJson(part),
    userId,
    pendingApprovalId: orAbsent(pendingApprovalId),
    evidence: evidence.map(({ documentType, documentNumber, fileIds }) => ({
      documentType: getWordOf(documentTypes, documentType, 'document_type'),
      documentNumber,
      fileIds,
    })),
  });
}
