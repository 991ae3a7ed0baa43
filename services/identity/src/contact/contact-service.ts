import { requireAttempt } from '@countersign/attempts';
import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import { conflict, notFound } from '@countersign/errors';
import { type Handlers, requireRecentAuthentication, requireSecondFactor } from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import { newId } from '@countersign/runtime';
import type { IdentityTransaction } from '../database.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { clearPasswordBudgets, userIdHashOf } from '../login/password-budget.ts';
import { cancelRecoveryFlowsOf } from '../recovery/recovery-store.ts';
import { endSessionsOfUser } from '../session/session-end.ts';
import { maskMobile } from '../user/person.ts';
import { findMobile, sealMobile, type User } from '../user/user.ts';
import { findUser, getUser } from '../user/user-store.ts';
import {
  type ContactChange,
  type ContactKind,
  changeNotFound,
  changesPerUser,
  contactChangeLifeMs,
  openWanted,
  requireWanted,
  sealContact,
} from './contact-change.ts';
import { contactChangedMailTopic } from './contact-mail.ts';
import {
  changeEmail,
  changeMobile,
  confirmChange,
  findOpenChange,
  recordProof,
  replaceChange,
} from './contact-store.ts';
import { requireSentCode } from './sent-code.ts';

/** RPCs of changes of contact. */
export function createContactHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, 'startContactChange' | 'confirmContactChange'> {
  const { db, clock, keyring, policy, secondFactor, logger } = deps;
  return {
    async startContactChange(request, context) {
      const at = clock.now();
      requireSecondFactor(context);
      const { userId } = requireRecentAuthentication(context, { withinMs: policy.session.reauthenticationMs, at });
      const { kind, wanted } = requireWanted(request);
      const user = await findUser(db, userId);
      if (user === undefined) throw notFound('USER_NOT_FOUND', 'no such user');
      requireDifferent(deps, user, { kind, wanted });
      await requireAttempt(db, { bucket: `contact-change:${userId}`, ...changesPerUser, at });
      const id = newId('cch');
      const expiresAt = new Date(at.getTime() + contactChangeLifeMs);
      const wantedSealed = sealContact(keyring, id, 'wanted_sealed', wanted);
      await db
        .transaction()
        .execute((trx) => replaceChange(trx, { id, userId, kind, wantedSealed, createdAt: at, expiresAt }));
      // Whether somebody else has the address already makes no difference here: a stranger must not learn it.
      const sending = { subjectId: id, language: user.language };
      const { maskedDestination } = await secondFactor.sendCode({
        ...sending,
        purpose: 'CODE_PURPOSE_CONTACT',
        channel: kind === 'email' ? 'PIN_CHANNEL_EMAIL' : 'PIN_CHANNEL_SMS',
        destination: wanted,
        newContact: '',
        knownDevice: false,
      });
      if (kind === 'email') {
        await secondFactor.sendCode({
          ...sending,
          purpose: 'CODE_PURPOSE_CONTACT_CONSENT',
          channel: 'PIN_CHANNEL_EMAIL',
          destination: user.email,
          newContact: wanted,
          knownDevice: false,
        });
      }
      return { contactChangeId: id, maskedDestination, currentCodeRequired: kind === 'email', expiresAt };
    },

    async confirmContactChange({ contactChangeId, code: given, currentCode: givenCurrent }, context) {
      const { userId, sessionId } = requireSecondFactor(context);
      const change = await findOpenChange(db, { id: contactChangeId, userId, at: clock.now() });
      if (change === undefined) throw changeNotFound();
      // Both at once: a form that is not complete costs no attempt.
      const code = requireSentCode(given, 'code');
      const currentCode = change.kind === 'email' ? requireSentCode(givenCurrent, 'currentCode') : undefined;
      const user = await getUser(db, userId);
      const wanted = openWanted(keyring, change);
      await proveNew(deps, change, { code, wanted });
      if (currentCode !== undefined) await proveCurrent(deps, change, { code: currentCode, email: user.email });
      await db.transaction().execute((trx) => makeChange(deps, trx, { change, user, wanted, sessionId }));
      logger.info({ contactChangeId: change.id, userId, kind: change.kind }, 'contact changed');
      const now = await getUser(db, userId);
      const mobile = findMobile(keyring, now);
      return { email: now.email, maskedMobile: mobile === undefined ? '' : maskMobile(mobile) };
    },
  };
}

/** Throws `CONTACT_UNCHANGED`; a number that was only given, and never proved, may be proved by a change to itself. */
function requireDifferent(
  { keyring }: IdentityDeps,
  user: User,
  { kind, wanted }: { kind: ContactKind; wanted: string },
): void {
  const isSame =
    kind === 'email'
      ? user.email === wanted
      : user.mobileProvedAt !== undefined && findMobile(keyring, user) === wanted;
  if (isSame) throw conflict('CONTACT_UNCHANGED', 'that is your contact already');
}

async function proveNew(
  { db, clock, secondFactor }: IdentityDeps,
  { id, isNewProved }: ContactChange,
  { code, wanted }: { code: string; wanted: string },
): Promise<void> {
  if (isNewProved) return;
  await secondFactor.verifyCode({ purpose: 'CODE_PURPOSE_CONTACT', subjectId: id, code, destination: wanted });
  await recordProof(db, id, { newProvedAt: clock.now() });
}

async function proveCurrent(
  { db, clock, secondFactor }: IdentityDeps,
  { id, isCurrentProved }: ContactChange,
  { code, email }: { code: string; email: string },
): Promise<void> {
  if (isCurrentProved) return;
  await secondFactor.verifyCode({ purpose: 'CODE_PURPOSE_CONTACT_CONSENT', subjectId: id, code, destination: email });
  await recordProof(db, id, { currentProvedAt: clock.now() });
}

/**
 * Changes the user. An e-mail address ends his other sessions, because the former one may be why, and recoveries that the
 * former mailbox began.
 */
async function makeChange(
  { clock, keyring, pepper }: IdentityDeps,
  trx: IdentityTransaction,
  { change, user, wanted, sessionId }: { change: ContactChange; user: User; wanted: string; sessionId: string },
): Promise<void> {
  const { id, kind, userId } = change;
  const at = clock.now();
  const formerSealed = kind === 'email' ? sealContact(keyring, id, 'former_sealed', user.email) : undefined;
  const confirmed = await confirmChange(trx, { id, at, ...(formerSealed !== undefined && { formerSealed }) });
  if (confirmed === undefined) throw changeNotFound();
  if (kind === 'email') {
    await cancelRecoveryFlowsOf(trx, userId);
    if (!(await changeEmail(trx, { userId, from: user.email, to: wanted, at }))) throw changeNotFound();
    // What strangers guessed at the new user ID before it was his closes no door of his.
    await clearPasswordBudgets(trx, userIdHashOf(pepper, wanted));
    await endSessionsOfUser(trx, { userId, except: sessionId, reason: 'email_changed', at });
  } else {
    await changeMobile(trx, { userId, mobileSealed: sealMobile(keyring, userId, wanted), at });
  }
  await announce(trx, { queue: 'identity', topic: contactChangedMailTopic, payload: { contactChangeId: id } });
  await appendAudit(trx, {
    stream: userId,
    actor: userId,
    action: `contact.${kind}_changed`,
    subject: id,
    detail: {},
    at,
  });
}
