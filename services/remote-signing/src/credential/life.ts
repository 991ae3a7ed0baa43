import type { Transaction } from 'kysely';
import { appendToAccount } from '../account-audit.ts';
import type { RemoteSigningDatabase } from '../database.ts';
import { addNotice, changeLife, type LifeChange, lockCredential, type NoticeKind } from './life-store.ts';
import { type SettlingDependencies, settle } from './settling.ts';
import { type Credential, findCredential } from './store.ts';
import type { SuspensionCause } from './tables.ts';
import { credentialNotFound, stateAt, suspendedByStaff, wrongState } from './usable.ts';

/** Which credential is changed, and by whom. */
export interface Change {
  id: string;
  /** Its owner, when only he may. */
  userId?: string;
  /** Who does it: a user, or `system`. */
  actor: string;
}

/** What a change comes to. */
interface Decision {
  set: LifeChange;
  action: string;
  detail: Readonly<Record<string, string>>;
  notice?: NoticeKind;
}

/** What makes a credential rest. */
type RestCause = Exclude<SuspensionCause, 'released' | 'licence_ended'>;

/** A cause takes the place of those before it, which ask for less. */
const weight: Readonly<Record<SuspensionCause, number>> = {
  released: 0,
  by_owner: 0,
  licence_ended: 0,
  factor_replaced: 1,
  by_staff: 2,
};

const restNotices: Readonly<Partial<Record<RestCause, NoticeKind>>> = {
  by_staff: 'suspended_by_staff',
  factor_replaced: 'suspended_after_replacement',
};

/**
 * Suspends a credential; from this moment on nothing is signed with it. Its key rests and its certificate is on hold a
 * moment later, or as soon as signer and authority can be reached. One that rests already keeps the stronger cause.
 * Throws `CREDENTIAL_NOT_FOUND` or `CREDENTIAL_WRONG_STATE`.
 */
export async function suspend(deps: SettlingDependencies, change: Change, cause: RestCause): Promise<Credential> {
  return await alter(deps, change, (credential, at) => {
    const state = stateAt(credential, at);
    if (state === 'suspended') {
      if (weight[credential.suspensionCause ?? 'by_owner'] >= weight[cause]) return undefined;
    } else if (state !== 'active') throw wrongState(state);
    return {
      set: {
        state: 'suspended',
        suspensionCause: cause,
        suspendedAt: credential.suspendedAt ?? at,
        signerDue: true,
        authorityDue: true,
      },
      action: 'credential.suspended',
      detail: { cause },
      ...noticeOf(restNotices[cause]),
    };
  });
}

/**
 * Lets go of a credential that staff suspended: its owner may resume it. Throws `CREDENTIAL_NOT_FOUND` or
 * `CREDENTIAL_WRONG_STATE`.
 */
export async function release(deps: SettlingDependencies, change: Change): Promise<Credential> {
  return await alter(deps, change, (credential, at) => {
    const state = stateAt(credential, at);
    if (state !== 'suspended') throw wrongState(state);
    if (credential.suspensionCause !== 'by_staff') return undefined;
    return { set: { suspensionCause: 'released' }, action: 'credential.released', detail: {} };
  });
}

/** Why a credential is revoked, and what its owner is told of it. */
export interface Revocation {
  /** As in RFC 5280 5.3.1. */
  reason: string;
  notice: NoticeKind;
  /** Whether it is because its purchase was paid back. */
  licenceEnded?: true;
}

/**
 * Revokes a credential for good, gives its licence back and destroys its key; the authority is told at once, or as soon as
 * it can be reached. One that is revoked stays as it is. Throws `CREDENTIAL_NOT_FOUND` or `CREDENTIAL_WRONG_STATE`.
 */
export async function revoke(
  deps: SettlingDependencies,
  change: Change,
  { reason, notice, licenceEnded }: Revocation,
): Promise<Credential> {
  return await alter(deps, change, ({ state }, at) => {
    if (state === 'revoked') return undefined;
    if (state !== 'active' && state !== 'suspended') throw wrongState(state);
    return {
      set: { ...revokedAs(reason, at), suspensionCause: licenceEnded ? 'licence_ended' : null, licenceDue: true },
      action: 'credential.revoked',
      detail: { reason },
      notice,
    };
  });
}

/** What a revoked credential is, whoever is told of it later. */
export function revokedAs(reason: string, at: Date): LifeChange {
  return {
    state: 'revoked',
    revokedAt: at,
    revocationReason: reason,
    suspensionCause: null,
    suspendedAt: null,
    signerDue: true,
    authorityDue: true,
  };
}

/** Throws unless a credential rests for a cause that its owner may end by himself, or one that has the same effect. */
export function requireResumable(credential: Credential, at: Date): void {
  const state = stateAt(credential, at);
  if (state !== 'suspended') throw wrongState(state);
  if (credential.suspensionCause === 'by_staff') throw suspendedByStaff();
}

/** Writes down what was done to a credential, for its own chain and its account's audit, and has its owner told. */
async function record(
  trx: Transaction<RemoteSigningDatabase>,
  { id, accountId }: Credential,
  { actor, action, detail, notice, at }: Omit<Decision, 'set'> & { actor: string; at: Date },
): Promise<void> {
  if (notice !== undefined) await addNotice(trx, { credentialId: id, kind: notice, at });
  await appendToAccount(trx, { account: accountId, stream: id, actor, action, subject: id, detail, at });
}

/** Changes a credential as its state at this moment asks for, or not at all, and tells whoever has to know. */
async function alter(
  deps: SettlingDependencies,
  { id, userId, actor }: Change,
  decide: (credential: Credential, at: Date) => Decision | undefined,
): Promise<Credential> {
  const { db, clock, logger } = deps;
  const key = { id, ...(userId !== undefined && { userId }) };
  const { before, after } = await db.transaction().execute(async (trx) => {
    const credential = await lockCredential(trx, key);
    if (credential === undefined) throw credentialNotFound();
    const at = clock.now();
    const decision = decide(credential, at);
    if (decision === undefined) return { before: credential, after: credential };
    const changed = await changeLife(trx, credential, decision.set);
    await record(trx, changed, { ...decision, actor, at });
    return { before: credential, after: changed };
  });
  if (before.version !== after.version) {
    const { state, suspensionCause } = after;
    logger.info({ credentialId: id, userId: after.userId, actor, state, suspensionCause }, 'credential changed');
  }
  await settle(deps, id);
  return (await findCredential(db, { id, userId: after.userId })) ?? after;
}

function noticeOf(notice: NoticeKind | undefined): { notice?: NoticeKind } {
  return notice === undefined ? {} : { notice };
}
