import { forbidden, invalidField } from '@countersign/errors';

/** Roles of staff: operators look after staff, registration officers after people. */
export const staffRoles = ['operator', 'registration_officer'] as const;
export type StaffRole = (typeof staffRoles)[number];

/** Roles in their own order, each once; throws `STAFF_ROLE_INVALID` for an unknown one. */
export function readStaffRoles(given: readonly string[]): StaffRole[] {
  const unknown = given.findIndex((role) => !staffRoles.some((known) => known === role));
  if (unknown !== -1) throw staffRoleInvalid(`/roles/${unknown}`);
  return staffRoles.filter((role) => given.includes(role));
}

/** As `readStaffRoles`, but at least one. */
export function requireStaffRoles(given: readonly string[]): StaffRole[] {
  const roles = readStaffRoles(given);
  if (roles.length === 0) throw staffRoleInvalid('/roles');
  return roles;
}

/** Roles as one word of an approval; empty for none. */
export const roleList = (roles: readonly StaffRole[]): string => roles.join(',');

/** The roles that `roleList` wrote. */
export const rolesOfList = (list: string): StaffRole[] => staffRoles.filter((role) => list.split(',').includes(role));

/** Throws `OWN_DECISION_FORBIDDEN` when an officer is about to act on himself. */
export function requireOther(actorId: string, userId: string): void {
  if (actorId === userId) throw forbidden('OWN_DECISION_FORBIDDEN', 'somebody else must do this for you');
}

function staffRoleInvalid(pointer: string) {
  return invalidField('STAFF_ROLE_INVALID', pointer, `must be one of ${staffRoles.join(', ')}`);
}
