import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import { Type } from 'typebox';
import type { IdentityDeps } from '../dependencies.ts';
import { sendOnce } from '../mail-once.ts';
import { findUser } from '../user/user-store.ts';
import { type Release, releaseFactorsTopic, userReleasedMailTopic } from './release.ts';
import { findRelease } from './release-store.ts';

type ReleaseJobDeps = Pick<IdentityDeps, 'db' | 'clock' | 'secondFactor'> & { mailer: Mailer };

const payload = Type.Object({ releaseId: Type.String({ minLength: 1, maxLength: 64 }) });

/** What the worker does with the topics of releases. */
export function createReleaseJobs(deps: ReleaseJobDeps): Readonly<Record<string, JobHandler>> {
  return {
    [releaseFactorsTopic]: jobHandler(payload, async ({ releaseId }) => await releaseFactors(deps, releaseId)),
    [userReleasedMailTopic]: jobHandler(payload, async ({ releaseId }) => await tellUser(deps, releaseId)),
  };
}

/** Gives the user his attempts at second-factor back, once per release: a job that comes again gives nothing. */
async function releaseFactors({ db, clock, secondFactor }: ReleaseJobDeps, releaseId: string): Promise<void> {
  const release = await findLiveRelease(db, releaseId, clock.now());
  if (release === undefined) return;
  const { userId } = release;
  await sendOnce({ db, topic: releaseFactorsTopic, messageId: release.id }, async () => {
    await secondFactor.releaseUser({ userId });
  });
}

async function tellUser({ db, clock, mailer }: ReleaseJobDeps, releaseId: string): Promise<void> {
  const release = await findLiveRelease(db, releaseId, clock.now());
  if (release === undefined) return;
  const user = await findUser(db, release.userId);
  if (user === undefined) return;
  const messageId = `released-${release.id}`;
  await sendOnce({ db, topic: userReleasedMailTopic, messageId }, async () => {
    const message = renderMessage('user-released', resolveLocale(user.language), { until: release.releasedUntil });
    await mailer.send({ to: user.email, ...message, messageId });
  });
}

async function findLiveRelease(db: IdentityDeps['db'], id: string, at: Date): Promise<Release | undefined> {
  const release = await findRelease(db, id);
  return release !== undefined && release.releasedUntil > at ? release : undefined;
}
