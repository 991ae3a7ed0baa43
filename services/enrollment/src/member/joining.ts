import { DomainError, invalidField } from '@countersign/errors';
import { type CallContext, requireActor } from '@countersign/grpc';
import { resolveLocale } from '@countersign/messaging';
import { loginIdOf } from '../activation/activation.ts';
import type { IdentityClient } from '../clients.ts';
import { fullNameOf } from '../enrolment/enrolment.ts';
import type { NewMember } from './member-store.ts';

/** What somebody who uses a link says about himself. */
export interface Applicant {
  password: string;
  mobile: string;
  language: string;
}

/**
 * The signed-in user who uses a link, or undefined for somebody who is not signed in. Asked for before the link is looked
 * at: all links cost the same work. Throws `ACTIVATION_LOGGED_IN` when he also sends what only a new user has to say.
 */
export async function findJoining(
  identity: IdentityClient,
  { password, mobile }: Pick<Applicant, 'password' | 'mobile'>,
  context: CallContext,
): Promise<NewMember | undefined> {
  if (context.actor === undefined) return undefined;
  requireActor(context);
  for (const [pointer, value] of Object.entries({ '/password': password, '/mobile': mobile })) {
    if (value !== '') throw invalidField('ACTIVATION_LOGGED_IN', pointer, 'must be absent while you are logged in');
  }
  return await readActor(identity, context);
}

/** The signed-in user as he would be a member; his address is verified, for he logs in with it. */
export async function readActor(identity: IdentityClient, context: CallContext): Promise<NewMember> {
  const { userId } = requireActor(context);
  const { email, language, ...person } = await identity.getMe({});
  return { userId, email: loginIdOf(email), name: fullNameOf(person), language };
}

/** The person for whom a link was made. */
export interface Invited {
  loginId: string;
  givenName: string;
  surname: string;
  language: string;
}

/**
 * Creates the user of a link; repeating with the same registration id is safe. Throws what `loginRequired` makes when his
 * address has a user already, or an error of the password policy.
 */
export async function registerMember(
  identity: IdentityClient,
  {
    registrationId,
    invited,
    applicant,
    loginRequired,
  }: {
    registrationId: string;
    invited: Invited;
    applicant: Applicant;
    loginRequired: (cause: DomainError) => DomainError;
  },
): Promise<NewMember> {
  const { loginId, givenName, surname } = invited;
  const language = resolveLocale(applicant.language === '' ? invited.language : applicant.language);
  try {
    const { userId } = await identity.registerUser({
      activationId: registrationId,
      email: loginId,
      givenName,
      surname,
      password: applicant.password,
      // Never a number that somebody else typed: whoever uses the link says which telephone is his.
      mobile: applicant.mobile,
      language,
    });
    return { userId, email: loginId, name: fullNameOf(invited), language };
  } catch (error) {
    if (error instanceof DomainError && error.reason === 'USER_EXISTS') throw loginRequired(error);
    throw error;
  }
}
