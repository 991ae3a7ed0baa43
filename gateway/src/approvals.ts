import type { Approval } from '@countersign/proto/identity';
import { type Static, Type } from 'typebox';
import { getPart, getTime, getWordOf, omitUndefined, orAbsent, timeOrAbsent } from './json.ts';
import { closed, count, moment, oneOf, said } from './schemas.ts';
import { StaffRolesSchema } from './staff-roles.ts';

export const approvalStates = ['pending', 'approved', 'rejected', 'expired'] as const;
const approvalActions = [
  'user_release',
  'personal_validation',
  'staff_invitation',
  'staff_roles',
  'emergency_code',
] as const;

/** An action that waits, or waited, for a second officer. */
export const ApprovalSchema = closed(
  {
    id: said('Id of the approval.', 'apr_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    action: oneOf(approvalActions, 'What was asked for.'),
    subjectId: said('Id of what it is about.', 'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    parameters: closed(
      {
        email: Type.Optional(said('Address to be invited.', 'sam.officer@example.com')),
        language: Type.Optional(said('Language of the invitation.', 'en')),
        roles: Type.Optional(StaffRolesSchema),
        version: Type.Optional(count('Version of the personal validation.', 1)),
      },
      { title: 'ApprovalParameters', description: 'What was asked for in particular.' },
    ),
    state: oneOf(approvalStates, 'Where it stands.'),
    requestedBy: said('Id of the officer who asked.', 'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    requestedAt: moment('When he asked.'),
    expiresAt: moment('When it lapses undecided.'),
    decidedBy: Type.Optional(said('Id of the officer who decided.', 'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K')),
    decidedAt: Type.Optional(moment('When he decided.')),
    reason: Type.Optional(said('Why it was asked for, or rejected.', 'showed his passport at our desk')),
  },
  { title: 'Approval' },
);

/** An approval as JSON. */
export function toApprovalJson(part: Approval | undefined): Static<typeof ApprovalSchema> {
  const approval = getPart(part, 'approval');
  const { id, subjectId, parameters, requestedBy, requestedAt, expiresAt, decidedBy, decidedAt, reason } = approval;
  return omitUndefined({
    id,
    action: getWordOf(approvalActions, approval.action, 'action'),
    subjectId,
    parameters: toParametersJson(parameters),
    state: getWordOf(approvalStates, approval.state, 'state'),
    requestedBy,
    requestedAt: getTime(requestedAt, 'requested_at'),
    expiresAt: getTime(expiresAt, 'expires_at'),
    decidedBy: orAbsent(decidedBy),
    decidedAt: timeOrAbsent(decidedAt),
    reason: orAbsent(reason),
  });
}

function toParametersJson({ email, language, roles, version }: Readonly<Record<string, string>>) {
  return omitUndefined({
    email,
    language,
    // None is left to somebody who is removed.
    roles: roles?.split(',').filter((role) => role !== ''),
    version: version === undefined ? undefined : Number(version),
  });
}
