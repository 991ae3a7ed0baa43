import { forbidden, invalidField } from '@countersign/errors';
import {
  type Actor,
  type CallContext,
  type Handlers,
  requireActor,
  requireMember,
  requireRecentAuthentication,
  requireSecondFactor,
} from '@countersign/grpc';
import type { RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import type { RemoteSigningOutcomes } from '../outcomes.ts';
import { createCredential } from './creation.ts';
import { type Change, release, revoke, suspend } from './life.ts';
import { toCredentialMessage } from './message.ts';
import { policyOf, readKeyAlgorithm, readPolicy } from './policy.ts';
import { setPolicy } from './policy-change.ts';
import { requireReplaceable } from './replacement.ts';
import { resume } from './resumption.ts';
import type { SettlingDependencies } from './settling.ts';
import { type Credential, findCredential, findCredentialOfAnybody, listCredentials } from './store.ts';
import { credentialNotFound } from './usable.ts';

type CredentialHandlers = Pick<
  Handlers<typeof RemoteSigningServiceService>,
  | 'createCredential'
  | 'rekeyCredential'
  | 'listCredentials'
  | 'getCredential'
  | 'listCredentialsOfUser'
  | 'setCredentialPolicy'
  | 'suspendCredential'
  | 'resumeCredential'
  | 'revokeCredential'
  | 'listCredentialHistory'
  | 'getVerificationKeys'
>;

const listLimit = 100;
/** Staff who may look at the credentials of others, and stop them. */
const staffRoles = ['registration_officer', 'operator'];
/** RFC 5280 5.3.1. */
const ownReasons = ['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation'];
const staffReasons = [...ownReasons, 'privilegeWithdrawn'];

/** What the handlers of credentials need. */
export interface CredentialDependencies extends SettlingDependencies {
  /** How long ago an actor may have logged in where more than a session is asked for. */
  reauthenticationMs: number;
}

/** The handlers of credentials. */
export function createCredentialHandlers(
  deps: CredentialDependencies & { counted: RemoteSigningOutcomes },
): CredentialHandlers {
  const { db, clock, clients, counted, reauthenticationMs: withinMs } = deps;
  const shown = (credential: Credential) => ({ credential: toCredentialMessage(credential, clock.now()) });
  const own = async (id: string, { userId }: Actor): Promise<Credential> => {
    const credential = await findCredential(db, { id, userId });
    if (credential === undefined) throw credentialNotFound();
    return credential;
  };
  const requireRecent = (context: CallContext) => requireRecentAuthentication(context, { withinMs, at: clock.now() });
  const requireFresh = (context: CallContext) => {
    requireSecondFactor(context);
    return requireRecent(context);
  };
  /** Who changes which credential: its owner, or a member of staff that of somebody else. */
  const changeOf = async (id: string, asStaff: boolean, context: CallContext): Promise<Change> => {
    const { userId } = requireSecondFactor(context);
    if (!asStaff) return { id, userId, actor: userId };
    requireStaff(context);
    requireRecent(context);
    const credential = await findCredentialOfAnybody(db, id);
    if (credential === undefined) throw credentialNotFound();
    if (credential.userId === userId) {
      throw forbidden('OWN_DECISION_FORBIDDEN', 'nobody does this to his own credential as staff');
    }
    return { id, actor: userId };
  };

  return {
    createCredential: ({ accountId, idempotencyKey, keyAlgorithm, policy }, context) =>
      counted('create_credential', async () => {
        const { userId } = requireFresh(context);
        requireMember(context, accountId);
        const wish = { keyAlgorithm: readKeyAlgorithm(keyAlgorithm), policy: readPolicy(policy) };
        const order = { userId, accountId, idempotencyKey, ...wish, replaces: null, licenceOf: null };
        return shown(await createCredential(deps, order));
      }),

    rekeyCredential: ({ credentialId, idempotencyKey, keyAlgorithm }, context) =>
      counted('rekey_credential', async () => {
        const actor = requireFresh(context);
        const old = await own(credentialId, actor);
        requireMember(context, old.accountId);
        const order = {
          userId: actor.userId,
          accountId: old.accountId,
          idempotencyKey,
          keyAlgorithm: readKeyAlgorithm(keyAlgorithm, old.keyAlgorithm),
          policy: policyOf(old),
          replaces: old.id,
          licenceOf: old.licenceOf ?? old.id,
        };
        return shown(await createCredential(deps, order, async () => requireReplaceable(old, clock.now())));
      }),

    async listCredentials(_request, context) {
      const { userId } = requireActor(context);
      const now = clock.now();
      const credentials = await listCredentials(db, userId, listLimit);
      return { credentials: credentials.map((credential) => toCredentialMessage(credential, now)) };
    },

    getCredential: async ({ credentialId }, context) => shown(await own(credentialId, requireActor(context))),

    async listCredentialsOfUser({ userId }, context) {
      requireSecondFactor(context);
      requireStaff(context);
      const now = clock.now();
      const credentials = await listCredentials(db, userId, listLimit);
      return { credentials: credentials.map((credential) => toCredentialMessage(credential, now)) };
    },

    setCredentialPolicy: ({ credentialId: id, policy }, context) =>
      counted('set_credential_policy', async () => {
        const { userId } = requireFresh(context);
        return shown(await setPolicy(deps, { id, userId, policy: readPolicy(policy) }));
      }),

    suspendCredential: ({ credentialId, asStaff }, context) =>
      counted('suspend_credential', async () => {
        const change = await changeOf(credentialId, asStaff, context);
        return shown(await suspend(deps, change, asStaff ? 'by_staff' : 'by_owner'));
      }),

    resumeCredential: ({ credentialId, asStaff }, context) =>
      counted('resume_credential', async () => {
        if (asStaff) return shown(await release(deps, await changeOf(credentialId, asStaff, context)));
        const { userId } = requireFresh(context);
        return shown(await resume(deps, { id: credentialId, userId }));
      }),

    revokeCredential: ({ credentialId, reason, asStaff }, context) =>
      counted('revoke_credential', async () => {
        const change = await changeOf(credentialId, asStaff, context);
        const reasons = asStaff ? staffReasons : ownReasons;
        if (!reasons.includes(reason)) {
          throw invalidField('REVOCATION_REASON_INVALID', '/reason', `must be one of ${reasons.join(', ')}`);
        }
        return shown(await revoke(deps, change, { reason, notice: asStaff ? 'revoked_by_staff' : 'revoked' }));
      }),

    async listCredentialHistory({ credentialId, after, limit }, context) {
      const { id } = await own(credentialId, requireActor(context));
      return { history: await clients.signer.listKeyHistory({ keyId: id, after, limit }) };
    },

    getVerificationKeys: () => clients.signer.getVerificationKeys({}),
  };
}

/** Throws `ROLE_REQUIRED` for everybody but staff. */
function requireStaff(context: CallContext): void {
  if (!requireActor(context).staffRoles.some((role) => staffRoles.includes(role))) {
    throw forbidden('ROLE_REQUIRED', 'this needs the role registration officer or operator');
  }
}
