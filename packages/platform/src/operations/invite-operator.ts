import { createCaller } from '@countersign/grpc';
import { IdentityServiceService } from '@countersign/proto/identity';
import { PlatformFault } from '../launcher/fault.ts';
import type { Connection } from './connection.ts';

/** A single-use invitation; its token is not shown again. */
export interface OperatorInvitation {
  readonly token: string;
  readonly link: string;
  readonly expiresAt: Date | undefined;
}

/** Has identity make an invitation for an operator; with `email` it is mailed too. Throws identity's `DomainError`, or a fault when it cannot be reached. */
export async function inviteOperator({ address, tls }: Connection, email = ''): Promise<OperatorInvitation> {
  const identity = createCaller(IdentityServiceService, { address, callee: 'identity', tls });
  try {
    const { token, link, expiresAt } = await identity.createOperatorInvitation({ email });
    return { token, link, expiresAt };
  } catch (error) {
    if (!(error instanceof Error) || !('kind' in error) || error.kind !== 'unavailable') throw error;
    throw new PlatformFault(`identity does not answer at ${address}; is the platform running, and ready?`);
  } finally {
    identity.close();
  }
}
