import { type JobHandler, jobHandler } from '@countersign/jobs';
import {
  type AuthenticatorChange,
  type FactorKind,
  type Mailer,
  renderMessage,
  resolveLocale,
} from '@countersign/messaging';
import type { Authenticator } from '@countersign/proto/second-factor';
import { Type } from 'typebox';
import type { IdentityDeps } from '../dependencies.ts';
import { sendOnce } from '../mail-once.ts';
import { findUser } from '../user/user-store.ts';

/** Announced by second-factor when an authenticator was activated. */
export const factorChangedTopic = 'factor-changed';
/** Announced by second-factor when the state of an authenticator changed otherwise, or a card runs out of cells. */
export const authenticatorChangedTopic = 'authenticator-changed';
/** Announced by second-factor when the codes of a soft token came a second time. */
export const softTokenReusedTopic = 'soft-token-reused';

type FactorMailDeps = Pick<IdentityDeps, 'db' | 'clock' | 'secondFactor'> & { mailer: Mailer };

const id = Type.String({ minLength: 1, maxLength: 64 });
const ofUser = { userId: id, authenticatorId: id };

const namedKinds = ['totp', 'soft_token', 'grid_card', 'egrid', 'sms', 'email'] as const satisfies FactorKind[];
/** Cells of a card are told to run out from here on. */
const fewLeft = 3;

/** What may be told of a change, and the state in which it is true. */
const told = {
  assigned: { word: 'assigned', state: 'AUTHENTICATOR_STATE_ISSUED' },
  suspended: { word: 'suspended', state: 'AUTHENTICATOR_STATE_SUSPENDED' },
  resumed: { word: 'resumed', state: 'AUTHENTICATOR_STATE_ACTIVE' },
  unlocked: { word: 'unlocked', state: 'AUTHENTICATOR_STATE_ACTIVE' },
  locked: { word: 'locked', state: 'AUTHENTICATOR_STATE_LOCKED' },
  revoked: { word: 'revoked', state: 'AUTHENTICATOR_STATE_REVOKED' },
  removed: { word: 'removed', state: 'AUTHENTICATOR_STATE_VOID' },
  void: { word: 'removed', state: 'AUTHENTICATOR_STATE_VOID' },
} as const;

/** Reasons that second-factor gives by itself: the words of the change say it in the user's language. */
const ownReasons = new Set([
  'removed',
  'replaced',
  'lost',
  'too many wrong answers',
  'wrong registration codes',
  'all cells were used',
]);

/** A change in words: what the user or an emergency code did, or what somebody else did for a reason that he wrote. */
function inWords(change: keyof typeof told, reason: string): { change: AuthenticatorChange; reason: string } {
  if (change === 'revoked' && reason === 'removed') return { change: 'withdrawn', reason: '' };
  if (change === 'suspended' && reason === 'lost') return { change: 'suspended_by_emergency', reason: '' };
  return { change: told[change].word, reason: ownReasons.has(reason) ? '' : reason };
}

/** What the worker does with the topics of factors. */
export function createFactorMailJobs(deps: FactorMailDeps): Readonly<Record<string, JobHandler>> {
  return {
    [factorChangedTopic]: jobHandler(Type.Object(ofUser), async (payload) => await tellNewFactor(deps, payload)),
    [authenticatorChangedTopic]: jobHandler(
      Type.Object({ ...ofUser, change: Type.String({ minLength: 1, maxLength: 32 }) }),
      async (payload) => await tellChange(deps, payload),
    ),
    [softTokenReusedTopic]: jobHandler(Type.Object(ofUser), async (payload) => await tellReuse(deps, payload)),
  };
}

interface OfUser {
  userId: string;
  authenticatorId: string;
}

async function tellNewFactor(
  { db, clock, secondFactor, mailer }: FactorMailDeps,
  { userId, authenticatorId }: OfUser,
): Promise<void> {
  const user = await findUser(db, userId);
  if (user === undefined) return;
  const { factors } = await secondFactor.getLoginFactors({ userId });
  const kind = namedKind(factors.find((factor) => factor.authenticatorId === authenticatorId));
  if (kind === undefined) return;
  const messageId = `factor-${authenticatorId}`;
  await sendOnce({ db, topic: factorChangedTopic, messageId }, async () => {
    const message = renderMessage('factor-enrolled', resolveLocale(user.language), { kind, at: clock.now() });
    await mailer.send({ to: user.email, ...message, messageId });
  });
}

/** Tells the change that second-factor announced last, once: the same may happen again later. */
async function tellChange(deps: FactorMailDeps, { change, ...of }: OfUser & { change: string }): Promise<void> {
  const found = await findAuthenticator(deps, of);
  if (found === undefined) return;
  const { user, authenticator, kind } = found;
  const { label, state, stateReason: reason, challengesLeft, toldChange, toldAt } = authenticator;
  if (toldChange !== change || toldAt === undefined) return;
  const locale = resolveLocale(user.language);
  const messageId = `authenticator-${of.authenticatorId}-${toldAt.getTime()}`;
  const topic = authenticatorChangedTopic;
  const { db, mailer } = deps;
  if (change === 'running_out') {
    if (challengesLeft === undefined || challengesLeft > fewLeft) return;
    await sendOnce({ db, topic, messageId }, async () => {
      const message = renderMessage('factor-running-out', locale, { kind, label, left: challengesLeft });
      await mailer.send({ to: user.email, ...message, messageId });
    });
    return;
  }
  if (!isTold(change) || told[change].state !== state) return;
  await sendOnce({ db, topic, messageId }, async () => {
    const message = renderMessage('authenticator-changed', locale, { kind, label, ...inWords(change, reason) });
    await mailer.send({ to: user.email, ...message, messageId });
  });
}

async function tellReuse(deps: FactorMailDeps, of: OfUser): Promise<void> {
  const found = await findAuthenticator(deps, of);
  if (found?.kind !== 'soft_token' || found.authenticator.codesReused !== true) return;
  const { user, authenticator } = found;
  const messageId = `soft-token-reused-${authenticator.id}`;
  const { db, mailer } = deps;
  await sendOnce({ db, topic: softTokenReusedTopic, messageId }, async () => {
    const { label, serial } = authenticator;
    const message = renderMessage('soft-token-reused', resolveLocale(user.language), { label, serial });
    await mailer.send({ to: user.email, ...message, messageId });
  });
}

/** An authenticator of a user as second-factor knows it; undefined for kinds that have no name. */
async function findAuthenticator({ db, secondFactor }: FactorMailDeps, { userId, authenticatorId }: OfUser) {
  const user = await findUser(db, userId);
  if (user === undefined) return undefined;
  const { authenticators } = await secondFactor.listUserAuthenticators({ userId });
  const authenticator = authenticators.find((each) => each.id === authenticatorId);
  const kind = namedKind(authenticator);
  return authenticator === undefined || kind === undefined ? undefined : { user, authenticator, kind };
}

function isTold(change: string): change is keyof typeof told {
  return Object.hasOwn(told, change);
}

function namedKind(of: Pick<Authenticator, 'kind'> | undefined): FactorKind | undefined {
  return namedKinds.find((kind) => kind === of?.kind);
}
