import { invalidField, notFound } from '@countersign/errors';
import { enumValue, type Handlers, requireActor } from '@countersign/grpc';
import { locales } from '@countersign/messaging';
import type { IdentityServiceService } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import { findValidationOfUser } from '../personal-validation/personal-validation-store.ts';
import { countAnswers } from '../question/question-store.ts';
import { maskMobile } from './person.ts';
import { checkApplicant, registerForActivation } from './registration.ts';
import { findMobile } from './user.ts';
import { findUser, setUserLanguage } from './user-store.ts';

/** RPCs of users. */
export function createUserHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, 'registerUser' | 'getMe' | 'updateMe'> {
  const { db, keyring, logger } = deps;
  return {
    async registerUser({ activationId, ...applicant }) {
      if (activationId === '') throw invalidField('ACTIVATION_ID_MISSING', '/activationId', 'must name an activation');
      const person = checkApplicant(deps, applicant);
      const userId = await registerForActivation(deps, { person, activationId });
      logger.info({ userId, activationId }, 'user registered');
      return { userId };
    },

    async getMe(_request, context) {
      const actor = requireActor(context, { allowSetUp: true });
      const user = await findUser(db, actor.userId);
      if (user === undefined) throw notFound('USER_NOT_FOUND', 'no such user');
      const [validation, answers] = await Promise.all([findValidationOfUser(db, user.id), countAnswers(db, user.id)]);
      const mobile = findMobile(keyring, user);
      return {
        userId: user.id,
        email: user.email,
        givenName: user.givenName,
        surname: user.surname,
        language: user.language,
        maskedMobile: mobile === undefined ? '' : maskMobile(mobile),
        staffRoles: [...user.staffRoles],
        personalValidation: enumValue('PERSONAL_VALIDATION_STATE', validation?.state ?? 'unspecified'),
        recoveryQuestionsSet: answers > 0,
      };
    },

    async updateMe({ language }, context) {
      const { userId } = requireActor(context, { allowSetUp: true });
      if (!locales.some((known) => known === language)) {
        throw invalidField('LANGUAGE_UNSUPPORTED', '/language', `must be one of ${locales.join(', ')}`);
      }
      await setUserLanguage(db, userId, language);
      return { language };
    },
  };
}
