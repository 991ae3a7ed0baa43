import { conflict, DomainError, invalidField } from '@countersign/errors';
import { type CallContext, type Handlers, requireActor } from '@countersign/grpc';
import { resolveLocale } from '@countersign/messaging';
import type { ActivateRequest, EnrollmentServiceService } from '@countersign/proto/enrollment';
import { type Clock, type Logger, newId } from '@countersign/runtime';
import { hashToken } from '@countersign/sealing';
import { type Activation, claimMs, loginIdOf, requireOpen, underWay } from './activation.ts';
import { claimActivation, completeActivation, findActivation, type LinkKey, releaseClaim } from './activation-store.ts';
import type { IdentityClient } from '../clients.ts';
import type { EnrollmentDb } from '../database.ts';
import type { EnrollmentMetrics } from '../metrics.ts';

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
    const joining = context.actor === undefined ? undefined : await readJoining(request, context);
    const key = { tokenHash: hashToken(request.token), loginId: joining?.loginId };
    const { activation, claimId } = await claim(key);
    let userId: string;
    try {
      userId = joining?.userId ?? (await register(activation, request));
      const at = clock.now();
      await db.transaction().execute((trx) => completeActivation(trx, { activation, claimId, userId, at }));
    } catch (error) {
      await releaseClaim(db, claimId);
      throw error;
    }
    metrics.activation(joining === undefined ? 'activated' : 'joined');
    logger.info({ accountId: activation.accountId, userId }, 'account activated');
    return { accountId: activation.accountId, userId: activation.loginId };
  };

  /** The signed-in user who joins. He is asked for before the link is looked at: all links cost the same work. */
  const readJoining = async ({ password, mobile }: ActivateRequest, context: CallContext) => {
    const { userId } = requireActor(context);
    for (const [pointer, value] of Object.entries({ '/password': password, '/mobile': mobile })) {
      if (value !== '') throw invalidField('ACTIVATION_LOGGED_IN', pointer, 'must be absent while you are logged in');
    }
    const { email } = await identity.getMe({});
    return { userId, loginId: loginIdOf(email) };
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

  const register = async (activation: ClaimedActivation, { password, mobile, language }: ActivateRequest) => {
    try {
      const { userId } = await identity.registerUser({
        activationId: activation.id,
        email: activation.loginId,
        givenName: activation.givenName,
        surname: activation.surname,
        password,
        // Never the number that the buyer typed: whoever activates says which telephone is his.
        mobile,
        language: resolveLocale(language === '' ? activation.language : language),
      });
      return userId;
    } catch (error) {
      if (error instanceof DomainError && error.reason === 'USER_EXISTS') {
        throw conflict('ACTIVATION_LOGIN_REQUIRED', `log in as ${activation.loginId} and activate again`, {
          cause: error,
        });
      }
      throw error;
    }
  };

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
