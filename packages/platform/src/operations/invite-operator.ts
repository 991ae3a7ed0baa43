import { createCaller } from '@countersign/grpc';
import { IdentityServiceService } from '@countersign/proto/identity';
import type { Connection } from './connection.ts';

/** A single-use invitation; its token is not shown again. */
export interface OperatorInvitation {
  readonly token: string;
  readonly link: string;
  readonly expiresAt: Date | undefined;
}

/** Has identity make an invitation for an operator; with `email` it is mailed too. Throws identity's `DomainError`. */
export async function inviteOperator({ address, tls }: Connection, email = ''): Promise<OperatorInvitation> {
  const identity = createCaller(IdentityServiceService, { address, callee: 'identity', tls });
  try {
    const { token, link, expiresAt } = await identity.createOperatorInvitation({ email });
    return { token, link, expiresAt };
  } finally {
    identity.close();
  }
}
