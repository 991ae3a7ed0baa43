import { conflict, DomainError, forbidden, notFound } from '@countersign/errors';
import type { Clients } from '../clients.ts';
import { describeCertificate } from './certificate.ts';
import type { Credential } from './store.ts';
import type { CredentialState, SuspensionCause } from './tables.ts';

/** A credential that can sign now. */
export interface UsableCredential {
  id: string;
  accountId: string;
  /** Signer first, then the issuing authorities without the root; DER. */
  certificates: [Buffer, ...Buffer[]];
}

const restReasons: Readonly<Record<Exclude<SuspensionCause, 'factor_replaced'>, string>> = {
  by_owner: 'it rests; resume it first',
  by_staff: 'a member of staff suspended it; contact support',
  released: 'it rests, and staff let go of it; resume it first',
  licence_ended: 'its licence has ended',
};

/** Where a credential stands at a moment: `expired` once its certificate has ended, even if it rests. */
export function stateAt({ state, certificate, notAfter }: Credential, now: Date): CredentialState | 'expired' {
  if ((state !== 'active' && state !== 'suspended') || certificate === null) return state;
  return now > (notAfter ?? describeCertificate(certificate).notAfter) ? 'expired' : state;
}

/**
 * The credential, if it can sign at a moment. Throws `CREDENTIAL_NOT_ACTIVE` with what its owner can do about it, and
 * `VALIDATION_OUTDATED` for one that rests because he replaced his factors. Whether he did so just now is for
 * `requireValidationCurrent` to find out.
 */
export function requireUsable(credential: Credential, now: Date): UsableCredential {
  const { id, accountId, certificate, chain, suspensionCause } = credential;
  const state = stateAt(credential, now);
  if (state === 'suspended') {
    if (suspensionCause === 'factor_replaced') throw validationOutdated();
    throw notActive(restReasons[suspensionCause ?? 'by_owner']);
  }
  if (state === 'revoked') throw notActive('it was revoked; create another one');
  if (state === 'expired') throw notActive('its certificate has ended; make its key anew (rekey)');
  if (state !== 'active' || certificate === null || chain === null) throw notActive('it is not finished');
  if (now < describeCertificate(certificate).notBefore) throw notActive('its certificate is not valid yet');
  // Without the root: who verifies a signature must know it already.
  return { id, accountId, certificates: [certificate, ...chain.slice(0, -1)] };
}

/**
 * Throws `VALIDATION_OUTDATED` for a user who replaced lost factors after his identity was validated last: whoever holds
 * his emergency code and password must not sign in his name.
 */
export async function requireValidationCurrent(
  deps: { clients: Pick<Clients, 'secondFactor' | 'identity'> },
  userId: string,
): Promise<void> {
  if (await isValidationOutdated(deps, userId)) throw validationOutdated();
}

/** Whether `requireValidationCurrent` would refuse. Asks for the validation only when there was a replacement. */
export async function isValidationOutdated(
  { clients }: { clients: Pick<Clients, 'secondFactor' | 'identity'> },
  userId: string,
): Promise<boolean> {
  const { replacedAt } = await clients.secondFactor.getFactorReplacement({ userId });
  if (replacedAt === undefined) return false;
  try {
    const { approvedAt } = await clients.identity.getValidatedPerson({ userId });
    return approvedAt === undefined || approvedAt <= replacedAt;
  } catch (error) {
    if (error instanceof DomainError && error.reason === 'PERSONAL_VALIDATION_REQUIRED') return true;
    throw error;
  }
}

/** The answer for a credential that is unknown or another's. */
export function credentialNotFound(): DomainError {
  return notFound('CREDENTIAL_NOT_FOUND', 'no such credential');
}

/** The answer for a change that a credential cannot make from where it stands. */
export function wrongState(state: CredentialState | 'expired'): DomainError {
  const words = {
    creating: 'not finished',
    active: 'active',
    suspended: 'suspended',
    revoked: 'revoked',
    failed: 'one that could not be made',
    expired: 'expired',
  };
  return conflict('CREDENTIAL_WRONG_STATE', `this credential is ${words[state]}`);
}

/** The answer for what staff suspended and did not let go of. */
export function suspendedByStaff(): DomainError {
  return conflict('SUSPENDED_BY_STAFF', 'a member of staff suspended this credential and must release it first');
}

function notActive(why: string): DomainError {
  return conflict('CREDENTIAL_NOT_ACTIVE', `this credential cannot sign: ${why}`);
}

function validationOutdated(): DomainError {
  return forbidden(
    'VALIDATION_OUTDATED',
    'you replaced your factors: submit your personal validation again; once it is approved, resume the credential',
  );
}
