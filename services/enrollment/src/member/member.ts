import { conflict, forbidden, invalidField, notFound } from '@countersign/errors';
import { leadingRoles, type Role, requireOneOf, roles } from '../account/role.ts';

/** A member of an account. */
export interface Member {
  userId: string;
  name: string;
  email: string;
  roles: Role[];
  createdAt: Date;
}

/** The roles that a request names, in the order of their might. Throws `ROLES_INVALID` unless there is one at least and all are known. */
export function checkRoles(given: readonly string[]): Role[] {
  const known = roles.filter((role) => given.includes(role));
  if (known.length === 0 || given.some((role) => !known.some((each) => each === role))) {
    throw invalidField('ROLES_INVALID', '/roles', `must name at least one of ${roles.join(', ')}, and nothing else`);
  }
  return known;
}

/**
 * Throws `ROLE_REQUIRED` unless a member with the roles `held` may give or take `touched`: administrators look after
 * members, but only owners after owners.
 */
export function requireMayGive(held: readonly Role[], ...touched: readonly (readonly Role[])[]): void {
  requireOneOf(held, leadingRoles);
  if (touched.some((each) => each.includes('owner')) && !held.includes('owner')) {
    throw forbidden('ROLE_REQUIRED', 'only an owner gives or takes the role owner');
  }
}

/**
 * Throws `ROLE_REQUIRED` unless a member with `held` may look after the authenticators of one with `touched`: those of
 * owners are looked after by owners only.
 */
export function requireMayAdminister(held: readonly Role[], touched: readonly Role[]): void {
  requireOneOf(held, leadingRoles);
  if (touched.includes('owner') && !held.includes('owner')) {
    throw forbidden('ROLE_REQUIRED', 'only an owner looks after the authenticators of an owner');
  }
}

/** Whether a member with `held` may have made an invitation to `offered`. */
export function mayOffer(held: readonly Role[], offered: readonly Role[]): boolean {
  return leadingRoles.some((role) => held.includes(role)) && (!offered.includes('owner') || held.includes('owner'));
}

/** Throws `MEMBER_LIMIT_REACHED` when an account with so many members, invited ones included, can take no other; 0 is no limit. */
export function requireRoom(members: number, maxMembers: number): void {
  if (maxMembers > 0 && members >= maxMembers) {
    throw conflict('MEMBER_LIMIT_REACHED', `this account can have ${maxMembers} members; upgrade it to have more`);
  }
}

/** The refusal of somebody who is no member. */
export function unknownMember() {
  return notFound('MEMBER_NOT_FOUND', 'no such member');
}

/** The refusal of what would leave an account without an owner. */
export function lastOwner() {
  return conflict('LAST_OWNER', 'an account needs an owner; make somebody else owner first');
}

/** The refusal to decide about somebody whose authenticators are not this account's alone. */
export function sharedMember() {
  return conflict('MEMBER_SHARED', 'this member belongs to another account, too; ask a registration officer');
}

/** The refusal to decide about somebody whose authenticators let him do the work of staff. */
export function staffMember() {
  return conflict('MEMBER_IS_STAFF', 'this member is staff, too; ask a registration officer');
}

/** The refusal to administer one's own authenticators: the own pages ask for more, and warn. */
export function ownDecision() {
  return forbidden('OWN_DECISION_FORBIDDEN', 'these are your own authenticators; somebody else looks after them here');
}
