import { DomainError } from '@countersign/errors';
import { type JobHandler, jobHandler } from '@countersign/jobs';
import { Type } from 'typebox';
import { revoke, suspend } from './life.ts';
import type { SettlingDependencies } from './settling.ts';
import { listCredentials, listCredentialsOfLicence } from './store.ts';
import { isValidationOutdated, stateAt } from './usable.ts';

const id = Type.String({ minLength: 1, maxLength: 64 });
const userCredentials = 1_000;

/** What remote signing does with the jobs of its queue, by topic. Each is a hint: whoever owns the fact is asked. */
export function createCredentialJobs(deps: SettlingDependencies): Readonly<Record<string, JobHandler>> {
  return {
    'factors-replaced': jobHandler(Type.Object({ userId: id }), ({ userId }) => suspendAfterReplacement(deps, userId)),
    'licence-ended': jobHandler(Type.Object({ accountId: id, reservationId: id }), ({ reservationId }) =>
      revokeAfterRefund(deps, reservationId),
    ),
  };
}

/**
 * Suspends the credentials of a user who replaced lost factors after his identity was validated last, until it is validated
 * again.
 */
export async function suspendAfterReplacement(deps: SettlingDependencies, userId: string): Promise<void> {
  const at = deps.clock.now();
  const credentials = await listCredentials(deps.db, userId, userCredentials);
  const live = credentials.filter((credential) => ['active', 'suspended'].includes(stateAt(credential, at)));
  if (live.length === 0 || !(await isValidationOutdated(deps, userId))) return;
  for (const { id: credentialId } of live) {
    // oxlint-disable-next-line no-await-in-loop
    await suspend(deps, { id: credentialId, actor: 'system' }, 'factor_replaced').catch((error: unknown) => {
      // Revoked in the meantime.
      if (!(error instanceof DomainError) || error.reason !== 'CREDENTIAL_WRONG_STATE') throw error;
    });
  }
}

/** Revokes the credentials under a licence whose purchase was paid back, if enrollment says so. */
export async function revokeAfterRefund(deps: SettlingDependencies, reservationId: string): Promise<void> {
  const credentials = await listCredentialsOfLicence(deps.db, reservationId);
  const live = credentials.filter(({ state }) => state === 'active' || state === 'suspended');
  const [first] = live;
  if (first === undefined || !(await isWithdrawn(deps, { reservationId, accountId: first.accountId }))) return;
  for (const { id: credentialId } of live) {
    const end = { reason: 'cessationOfOperation', notice: 'revoked_licence_ended', licenceEnded: true } as const;
    // oxlint-disable-next-line no-await-in-loop
    await revoke(deps, { id: credentialId, actor: 'system' }, end);
  }
}

async function isWithdrawn(
  { clients }: SettlingDependencies,
  key: { reservationId: string; accountId: string },
): Promise<boolean> {
  try {
    return (await clients.enrollment.getReservation(key)).withdrawn;
  } catch (error) {
    // Enrollment ended it already, some time after the refund.
    if (error instanceof DomainError && error.reason === 'RESERVATION_NOT_FOUND') return true;
    throw error;
  }
}
