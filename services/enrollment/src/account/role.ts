import { forbidden } from '@countersign/errors';

/** Roles of a member, the mightiest first. */
export const roles = ['owner', 'administrator', 'requester', 'auditor', 'signer'] as const;
export type Role = (typeof roles)[number];

/** Roles that look after members, approvals and the account itself. */
export const leadingRoles: readonly Role[] = ['owner', 'administrator'];
/** Roles that buy for the account and change its certificates. */
export const orderingRoles: readonly Role[] = ['owner', 'administrator', 'requester'];
/** Roles of the member who opens an account. */
export const firstMemberRoles: readonly Role[] = ['owner', 'administrator', 'signer'];

/** Whether a member with `held` has one of the roles. */
export function hasOneOf(held: readonly string[], wanted: readonly Role[]): boolean {
  return wanted.some((role) => held.includes(role));
}

/** Throws `ROLE_REQUIRED` unless a member with `held` has one of the roles. */
export function requireOneOf(held: readonly string[], wanted: readonly Role[]): void {
  if (!hasOneOf(held, wanted)) throw forbidden('ROLE_REQUIRED', `this needs one of the roles ${wanted.join(', ')}`);
}
