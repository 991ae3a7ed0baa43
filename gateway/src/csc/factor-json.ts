import type { Factor } from '@countersign/proto/second-factor';
import { omitUndefined, orAbsent } from '../json.ts';

/** Id of the approval on our own page, beside those of authenticators. */
export const pageFactor = 'page';

const isApp = ({ kind }: Factor) => kind === 'soft_token' || kind === 'totp';
const isSent = ({ kind }: Factor) => kind === 'sms' || kind === 'email';

/** The factors as authentication objects, of which one authorises (CSC API 8.3). */
export function describeFactors(factors: readonly Factor[]) {
  const objects = [...factors.map(toObject), approval];
  return { expression: objects.map(({ id }) => id).join(' OR '), objects };
}

const approval = {
  type: 'ChallengeResponseOOB',
  id: pageFactor,
  label: 'Approval',
  description: 'Approve on the page of the signing service',
};

function toObject(factor: Factor) {
  const { authenticatorId: id, label, maskedDestination, serial } = factor;
  const named = label === '' ? {} : { label };
  if (isApp(factor)) {
    const description = 'Enter the code that your app shows';
    return { type: 'Password', id, format: 'N', generator: 'totp', ...named, description };
  }
  const description = isSent(factor)
    ? `Enter the code that is sent to ${maskedDestination}`
    : `Read the cells from card ${serial}`;
  return { type: 'ChallengeResponse', id, format: 'N', ...named, description };
}

/**
 * The factor that version 1 speaks of, which knows one only: the one that was used last among those that need no challenge
 * and those that a code is sent for. Undefined when there is none.
 */
export function findOtpFactor(factors: readonly Factor[]): Factor | undefined {
  return factors.find((factor) => isApp(factor) || isSent(factor));
}

/** That factor as version 1 describes it: `online` where credentials/sendOTP has a code sent. */
export function describeOtp(factors: readonly Factor[]) {
  const factor = findOtpFactor(factors);
  if (factor === undefined) return { presence: 'false' };
  return omitUndefined({
    presence: 'true',
    type: isSent(factor) ? 'online' : 'offline',
    format: 'N',
    label: orAbsent(factor.label),
    description: isSent(factor)
      ? `Enter the code that is sent to ${factor.maskedDestination}`
      : 'Enter the code that your app shows',
    ID: factor.authenticatorId,
    provider: factor.kind,
  });
}

/** Whose code version 1 gives: that of any app, or the one that was sent for this authenticator. */
export function otpFactorId(factors: readonly Factor[]): string {
  const factor = findOtpFactor(factors);
  return factor !== undefined && isSent(factor) ? factor.authenticatorId : '';
}
