import { appendAudit } from '@countersign/audit';
import { DomainError, invalidField } from '@countersign/errors';
import { resolveLocale } from '@countersign/messaging';
import { newId } from '@countersign/runtime';
import type { IdentityTransaction } from '../database.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { cancelLoginFlowsOf } from '../login/login-store.ts';
import { clearPasswordBudgets, userIdHashOf } from '../login/password-budget.ts';
import { requireGoodPassword } from '../password/password.ts';
import type { StoredPassword } from '../password/password-hasher.ts';
import { requireEmail, requireMobile, requireName } from './person.ts';
import { sealMobile } from './user.ts';
import { findUserIdOfActivation, insertUser, replaceBeforeFirstLogin, userExists } from './user-store.ts';

/** Particulars of a new user as they arrive. */
export interface Applicant {
  email: string;
  givenName: string;
  surname: string;
  password: string;
  /** Empty when none is given. */
  mobile: string;
  language: string;
}

/** Particulars in their stored form, the password still open. */
export interface CheckedApplicant {
  email: string;
  givenName: string;
  surname: string;
  password: string;
  mobile: string | undefined;
  language: string;
}

/**
 * Checks what somebody says about himself, his password against the policy; throws the first fault of a field. Where no
 * PIN travels by e-mail, nobody could log in a first time without a mobile number: `MOBILE_REQUIRED`.
 */
export function checkApplicant({ policy }: Pick<IdentityDeps, 'policy'>, applicant: Applicant): CheckedApplicant {
  const email = requireEmail(applicant.email);
  const checked = {
    email,
    givenName: requireName(applicant.givenName, 'givenName'),
    surname: requireName(applicant.surname, 'surname'),
    password: applicant.password,
    mobile: requireMobile(applicant.mobile),
    language: resolveLocale(applicant.language),
  };
  if (checked.mobile === undefined && !policy.pinByEmail) {
    throw invalidField('MOBILE_REQUIRED', '/mobile', 'must be there: the code of the first login goes to it');
  }
  requireGoodPassword(applicant.password, { policy: policy.password, owner: checked });
  return checked;
}

/** What `createUser` needs beside the person. */
export interface UserOrigin {
  activationId?: string;
  staffRoles: readonly string[];
  /** When a code proved the mobile number; absent for one that is only given. */
  mobileProvedAt?: Date;
  at: Date;
}

/**
 * Creates a user and its audit record; returns the id. Throws `USER_EXISTS`. What strangers guessed at his user ID before
 * it was his closes no door of his.
 */
export async function createUser(
  { keyring, pepper }: IdentityDeps,
  trx: IdentityTransaction,
  {
    person,
    stored,
    origin: { at, ...origin },
  }: { person: CheckedApplicant; stored: StoredPassword; origin: UserOrigin },
): Promise<string> {
  const id = newId('usr');
  const { email, givenName, surname, mobile, language } = person;
  await insertUser(trx, {
    id,
    email,
    givenName,
    surname,
    language,
    ...(mobile !== undefined && { mobileSealed: sealMobile(keyring, id, mobile) }),
    ...stored,
    ...origin,
    createdAt: at,
  });
  await clearPasswordBudgets(trx, userIdHashOf(pepper, email));
  await appendAudit(trx, {
    stream: id,
    actor: id,
    action: 'user.registered',
    subject: id,
    detail: { activationId: origin.activationId ?? '', staffRoles: [...origin.staffRoles] },
    at,
  });
  return id;
}

/** Creates the user of an activation, or replaces what an earlier try with the same activation left. */
export async function registerForActivation(
  deps: IdentityDeps,
  { person, activationId }: { person: CheckedApplicant; activationId: string },
): Promise<string> {
  const { db, clock, hasher } = deps;
  const stored = await hasher.hash(person.password);
  const known = await findUserIdOfActivation(db, activationId);
  if (known !== undefined) return await repeatRegistration(deps, known, { person, stored });
  try {
    const origin = { activationId, staffRoles: [], at: clock.now() };
    return await db.transaction().execute((trx) => createUser(deps, trx, { person, stored, origin }));
  } catch (error) {
    if (!(error instanceof DomainError && error.reason === 'USER_EXISTS')) throw error;
    // A parallel call of the same activation may have come first.
    const other = await findUserIdOfActivation(db, activationId);
    if (other === undefined) throw error;
    return await repeatRegistration(deps, other, { person, stored });
  }
}

async function repeatRegistration(
  { db, clock, keyring }: IdentityDeps,
  id: string,
  { person, stored }: { person: CheckedApplicant; stored: StoredPassword },
): Promise<string> {
  const { email, givenName, surname, mobile, language } = person;
  await db.transaction().execute(async (trx) => {
    // Who began a login with the earlier password must not end it. Flows come before the user, as in a login's end:
    // the other order could deadlock with one.
    await cancelLoginFlowsOf(trx, id);
    const mobileSealed = mobile === undefined ? null : sealMobile(keyring, id, mobile);
    const replaced = await replaceBeforeFirstLogin(trx, {
      id,
      email,
      givenName,
      surname,
      mobileSealed,
      language,
      ...stored,
    });
    if (!replaced) throw userExists();
    await appendAudit(trx, {
      stream: id,
      actor: id,
      action: 'user.registered_again',
      subject: id,
      detail: {},
      at: clock.now(),
    });
  });
  return id;
}
