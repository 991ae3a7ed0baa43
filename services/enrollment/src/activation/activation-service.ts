import { conflict } from '@countersign/errors';
import { type CallContext, type Handlers, requireActor } from '@countersign/grpc';
import type { ActivateRequest, EnrollmentServiceService } from '@countersign/proto/enrollment';
import { type Clock, type Logger, newId } from '@countersign/runtime';
import { hashToken } from '@countersign/sealing';
import { requireRole } from '../account/account-store.ts';
import { leadingRoles } from '../account/role.ts';
import type { IdentityClient } from '../clients.ts';
import type { EnrollmentDb } from '../database.ts';
import { findJoining, registerMember } from '../member/joining.ts';
import type { EnrollmentMetrics } from '../metrics.ts';
import { type Activation, claimMs, registrationIdOf, requireOpen, underWay } from './activation.ts';
import { claimActivation, findActivation, type LinkKey, releaseClaim, useActivation } from './activation-store.ts';
import { lockDestination, settle } from './settlement-store.ts';

export interface ActivationDeps {
  db: EnrollmentDb;
  clock: Clock;
  identity: IdentityClient;
  logger: Logger;
  metrics: EnrollmentMetrics;
}

type ClaimedActivation = Omit<Activation, 'accountName'>;

/** Handlers of the activation link. */
export function createActivationHandlers({
  db,
  clock,
  identity,
  logger,
  metrics,
}: ActivationDeps): Pick<Handlers<typeof EnrollmentServiceService>, 'describeActivation' | 'activate'> {
  const activate = async (request: ActivateRequest, context: CallContext) => {
    const destination = await readDestination(request, context);
    const joining = await findJoining(identity, request, context);
    const { activation, claimId } = await claim({ tokenHash: hashToken(request.token), loginId: joining?.email });
    const { orderId } = activation;
    try {
      const member = joining ?? (await register(activation, request));
      const accountId = await db.transaction().execute(async (trx) => {
        const at = clock.now();
        await lockDestination(trx, { accountId: destination, userId: member.userId });
        await useActivation(trx, { activation, claimId, userId: member.userId, at });
        return await settle(trx, { activation, member, destination, at });
      });
      metrics.activation(joining === undefined ? 'activated' : 'joined');
      logger.info({ accountId, orderId, userId: member.userId }, 'account activated');
      return { accountId, userId: activation.loginId };
    } catch (error) {
      await releaseClaim(db, claimId);
      throw error;
    }
  };

  /** The account of the actor that shall take the order in; empty for the order's own. */
  const readDestination = async ({ accountId }: ActivateRequest, context: CallContext) => {
    if (accountId === '') return '';
    const { userId } = requireActor(context);
    await requireRole(db, { accountId, userId }, leadingRoles);
    return accountId;
  };

  const claim = async (key: LinkKey): Promise<{ activation: ClaimedActivation; claimId: string }> => {
    const at = clock.now();
    const claimId = newId('clm');
    const until = new Date(at.getTime() + claimMs);
    const activation = await claimActivation(db, { key, claimId, at, until });
    if (activation === undefined) {
      requireOpen(await findActivation(db, key), at);
      throw underWay();
    }
    return { activation, claimId };
  };

  const register = async (activation: ClaimedActivation, applicant: ActivateRequest) =>
    await registerMember(identity, {
      registrationId: registrationIdOf(activation),
      invited: activation,
      applicant,
      loginRequired: (cause) =>
        conflict('ACTIVATION_LOGIN_REQUIRED', `log in as ${activation.loginId} and activate again`, { cause }),
    });

  return {
    async describeActivation({ token }) {
      const activation = requireOpen(await findActivation(db, { tokenHash: hashToken(token) }), clock.now());
      return { accountName: activation.accountName, userId: activation.loginId, expiresAt: activation.expiresAt };
    },

    async activate(request, context) {
      try {
        return await activate(request, context);
      } catch (error) {
        metrics.activation({ error });
        throw error;
      }
    },
  };
}
