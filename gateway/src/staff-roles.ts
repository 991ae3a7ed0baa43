import { Type } from 'typebox';
import { oneOf } from './schemas.ts';

const staffRoles = ['operator', 'registration_officer'] as const;

/** Roles of staff to be given; at least one. */
export const StaffRolesInput = Type.Array(
  oneOf(staffRoles, 'operator: looks after orders and staff; registration_officer: validates people and helps them.'),
  {
    description: 'All roles of the member of staff; at least one.',
    minItems: 1,
    maxItems: 2,
    examples: [['registration_officer']],
  },
);

/** Roles of staff that somebody has. */
export const StaffRolesSchema = Type.Array(Type.String(), {
  description: 'Roles: operator, registration_officer.',
  examples: [['registration_officer']],
});
