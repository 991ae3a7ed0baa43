import { invalidField } from '@countersign/errors';

/** For how long a mailed code alone resets the password of a released user, once. */
export const releaseLifeMs = 24 * 3_600_000;

const shortestReason = 10;
const longestReason = 500;

/** The reason of a release: how somebody proved who he is. Throws `REASON_REQUIRED` unless it has 10 to 500 characters. */
export function requireReleaseReason(given: string): string {
  const reason = given.trim();
  if (reason.length < shortestReason || reason.length > longestReason) {
    throw invalidField(
      'REASON_REQUIRED',
      '/reason',
      `must tell how the user proved who he is, in ${shortestReason} to ${longestReason} characters`,
    );
  }
  return reason;
}

/** The job that tells second-factor. */
export const releaseFactorsTopic = 'release-factors';
/** The job that tells the user. */
export const userReleasedMailTopic = 'user-released-mail';

/** What an officer did for a user who was locked out. */
export interface Release {
  id: string;
  userId: string;
  requestedBy: string;
  /** The second officer; absent where policy wants none. */
  approvedBy?: string;
  reason: string;
  releasedAt: Date;
  releasedUntil: Date;
}
