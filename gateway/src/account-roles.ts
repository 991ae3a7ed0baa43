import { Type } from 'typebox';
import { oneOf } from './schemas.ts';

const accountRoles = ['owner', 'administrator', 'requester', 'auditor', 'signer'] as const;

/** Roles to be given to a member. */
export const RolesInput = Type.Array(
  oneOf(
    accountRoles,
    'owner: everything; administrator: members and approvals, but not owners; requester: buys and asks for certificates; auditor: reads; signer: signs documents.',
  ),
  { description: 'All roles of the member; at least one.', minItems: 1, maxItems: 5, examples: [['requester']] },
);

/** Roles that a member has. */
export const RolesSchema = Type.Array(Type.String(), {
  description: 'Roles: owner, administrator, requester, auditor, signer.',
  examples: [['requester']],
});
