import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import { conflict, forbidden, notFound } from '@countersign/errors';
import {
  enumValue,
  enumWord,
  type Handlers,
  readPageSize,
  readPageToken,
  requireActor,
  requireStaff,
  toPage,
} from '@countersign/grpc';
import type { IdentityServiceService, PersonalValidation as ValidationMessage } from '@countersign/proto/identity';
import { newId } from '@countersign/runtime';
import type { IdentityDeps } from '../dependencies.ts';
import { personalValidationMailTopic } from '../mail-jobs.ts';
import { findUser } from '../user/user-store.ts';
import {
  checkParticulars,
  openEvidence,
  openMobile,
  type PersonalValidation,
  personalValidationStates,
  requireReason,
  requireSubmittable,
  sealParticulars,
  wrongState,
} from './personal-validation.ts';
import {
  decideValidation,
  findValidation,
  findValidationOfUser,
  insertValidation,
  listValidations,
  type PageStart,
} from './personal-validation-store.ts';

type ValidationMethod =
  | 'submitPersonalValidation'
  | 'getPersonalValidation'
  | 'listPersonalValidations'
  | 'decidePersonalValidation'
  | 'getValidatedPerson';

const officer = 'registration_officer';

/** RPCs of personal validation. */
export function createPersonalValidationHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, ValidationMethod> {
  const { db, clock, keyring, logger } = deps;
  return {
    async submitPersonalValidation(request, context) {
      const actor = requireActor(context);
      const particulars = checkParticulars(request);
      const user = await findUser(db, actor.userId);
      if (user === undefined) throw notFound('USER_NOT_FOUND', 'no such user');
      const last = await findValidationOfUser(db, user.id);
      requireSubmittable(last);
      const place = { id: last?.id ?? newId('pvl'), version: (last?.version ?? 0) + 1 };
      const { givenName, surname, country } = particulars;
      const validation: PersonalValidation = {
        ...place,
        userId: user.id,
        email: user.email,
        state: 'submitted',
        givenName,
        surname,
        country,
        ...sealParticulars(keyring, place, particulars),
        submittedAt: clock.now(),
        reason: '',
      };
      await db.transaction().execute(async (trx) => {
        await insertValidation(trx, validation);
        await appendAudit(trx, {
          stream: user.id,
          actor: user.id,
          action: 'personal_validation.submitted',
          subject: validation.id,
          detail: { version: validation.version },
          at: validation.submittedAt,
        });
      });
      return { personalValidation: toMessage(deps, validation) };
    },

    async getPersonalValidation(_request, context) {
      const validation = await findValidationOfUser(db, requireActor(context).userId);
      if (validation === undefined) throw validationNotFound();
      return { personalValidation: toMessage(deps, validation) };
    },

    async listPersonalValidations({ state, pageSize, pageToken }, context) {
      requireStaff(context, officer);
      const size = readPageSize(pageSize);
      const wanted = enumWord('PERSONAL_VALIDATION_STATE', state, personalValidationStates);
      const after = readPageStart(pageToken);
      // One more than asked for tells whether there is a next page.
      const found = await listValidations(db, {
        ...(wanted !== undefined && { state: wanted }),
        ...(after !== undefined && { after }),
        limit: size + 1,
      });
      const cursorOf = ({ submittedAt, id }: PageStart) => [`${submittedAt.getTime()}`, id];
      const { page, nextPageToken } = toPage(found, { size, cursorOf });
      return {
        personalValidations: page.map((validation) => ({
          ...toMessage(deps, validation),
          evidence: openEvidence(keyring, validation),
        })),
        nextPageToken,
      };
    },

    async decidePersonalValidation({ personalValidationId, version, approved, reason: given }, context) {
      const actor = requireStaff(context, officer);
      const reason = requireReason({ approved, reason: given });
      const validation = await findValidation(db, personalValidationId);
      if (validation === undefined) throw validationNotFound();
      if (validation.userId === actor.userId) {
        throw forbidden('OWN_DECISION_FORBIDDEN', 'somebody else must decide your own personal validation');
      }
      if (validation.version !== version) {
        throw conflict('PERSONAL_VALIDATION_CHANGED', 'it was submitted anew; look at the newest version');
      }
      const state = approved ? 'approved' : 'rejected';
      const at = clock.now();
      await db.transaction().execute(async (trx) => {
        const decision = { state, reason, decidedBy: actor.userId, decidedAt: at } as const;
        const decided = await decideValidation(trx, { id: validation.id, version, ...decision });
        if (!decided) throw wrongState((await findValidation(trx, validation.id))?.state ?? validation.state);
        await announce(trx, {
          queue: 'identity',
          topic: personalValidationMailTopic,
          payload: { personalValidationId: validation.id, version: String(version) },
        });
        await appendAudit(trx, {
          stream: validation.userId,
          actor: actor.userId,
          action: `personal_validation.${state}`,
          subject: validation.id,
          detail: { version },
          at,
        });
      });
      logger.info({ personalValidationId: validation.id, officer: actor.userId }, `personal validation ${state}`);
      return { personalValidation: toMessage(deps, { ...validation, state, reason }) };
    },

    async getValidatedPerson({ userId }, context) {
      if (requireActor(context).userId !== userId) throw notFound('USER_NOT_FOUND', 'no such user');
      const validation = await findValidationOfUser(db, userId);
      if (validation?.state !== 'approved') {
        throw forbidden('PERSONAL_VALIDATION_REQUIRED', 'a registration officer must approve your names first');
      }
      const { givenName, surname, email, country, id: personalValidationId, version } = validation;
      return { givenName, surname, email, country, personalValidationId, version };
    },
  };
}

/** A validation as its user may see it: without the evidence. */
function toMessage({ keyring }: IdentityDeps, validation: PersonalValidation): ValidationMessage {
  const { id, userId, version, state, givenName, surname, email, country, submittedAt, reason } = validation;
  return {
    id,
    userId,
    version,
    state: enumValue('PERSONAL_VALIDATION_STATE', state),
    givenName,
    surname,
    email,
    mobile: openMobile(keyring, validation),
    country,
    evidence: [],
    submittedAt,
    reason,
  };
}

function readPageStart(pageToken: string): PageStart | undefined {
  const [submittedAt, id = ''] = readPageToken(pageToken, [/^\d{13}$/, /^pvl_[0-9A-Z]{26}$/]) ?? [];
  return submittedAt === undefined ? undefined : { submittedAt: new Date(Number(submittedAt)), id };
}

function validationNotFound() {
  return notFound('PERSONAL_VALIDATION_NOT_FOUND', 'no such personal validation');
}
