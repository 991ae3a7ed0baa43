import { forbidden, notFound } from '@countersign/errors';
import {
  clientScopes,
  enumWord,
  type Handlers,
  isSetUpSession,
  readPageSize,
  readPageToken,
  requireActor,
  requireRecentAuthentication,
  requireStaff,
  toPage,
} from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import { newId } from '@countersign/runtime';
import { requestApproval } from '../approval/approval-request.ts';
import { closeApproval, findPendingApprovalIds } from '../approval/approval-store.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { findSessionLoss } from '../factor-loss/session-loss.ts';
import { findMobile, type User } from '../user/user.ts';
import { findUser } from '../user/user-store.ts';
import { decide, requireDecidable, validationNotFound } from './decision.ts';
import {
  checkParticulars,
  mobileNotProved,
  type PersonalValidation,
  personalValidationStates,
  requireReason,
  requireSubmittable,
  wrongState,
} from './personal-validation.ts';
import { toOfficersMessage, toValidationMessage } from './personal-validation-message.ts';
import {
  findApprovedOfUser,
  findValidation,
  findValidationOfUser,
  listValidations,
  type PageStart,
} from './personal-validation-store.ts';
import { submitValidation } from './submission.ts';

type ValidationMethod =
  | 'submitPersonalValidation'
  | 'getPersonalValidation'
  | 'listPersonalValidations'
  | 'decidePersonalValidation'
  | 'getValidatedPerson';

const officer = 'registration_officer';
const action = 'personal_validation';

/** RPCs of personal validation. */
export function createPersonalValidationHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, ValidationMethod> {
  const { db, clock, keyring, policy, logger } = deps;
  return {
    async submitPersonalValidation(request, context) {
      const loss = await findSessionLoss(deps, context);
      const actor = requireActor(context, { allowSetUp: loss !== undefined });
      const particulars = checkParticulars(request);
      const user = await findUser(db, actor.userId);
      if (user === undefined) throw notFound('USER_NOT_FOUND', 'no such user');
      requireProvedMobile(deps, user, particulars.mobile);
      const last = await findValidationOfUser(db, user.id);
      requireSubmittable(last);
      const validation = await db.transaction().execute((trx) =>
        submitValidation(deps, trx, {
          userId: user.id,
          email: user.email,
          particulars,
          place: { id: last?.id ?? newId('pvl'), version: (last?.version ?? 0) + 1 },
          owner: { userId: user.id },
          ...(loss !== undefined && { loss }),
          at: clock.now(),
        }),
      );
      return { personalValidation: toValidationMessage(keyring, validation) };
    },

    async getPersonalValidation(_request, context) {
      const actor = requireActor(context, { allowSetUp: true });
      const validation = await findValidationOfUser(db, actor.userId);
      if (validation === undefined) throw validationNotFound();
      const personalValidation = toValidationMessage(keyring, validation);
      // Whoever comes without a factor may be after the number to which the owner's codes go.
      return { personalValidation: isSetUpSession(actor) ? { ...personalValidation, mobile: '' } : personalValidation };
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
      const subjectIds = page.filter((each) => each.state === 'submitted').map(({ id }) => id);
      const pending = await findPendingApprovalIds(db, { action, subjectIds, at: clock.now() });
      return {
        personalValidations: page.map((validation) =>
          toOfficersMessage(keyring, validation, pending.get(validation.id)),
        ),
        nextPageToken,
      };
    },

    async decidePersonalValidation({ personalValidationId, version, approved, reason: given }, context) {
      const { userId: officerId } = requireStaff(context, officer);
      // Names in signing certificates come of it.
      requireRecentAuthentication(context, { withinMs: policy.session.reauthenticationMs, at: clock.now() });
      const reason = requireReason({ approved, reason: given });
      const validation = requireDecidable(await findValidation(db, personalValidationId), { version, officerId });
      if (approved && policy.fourEyes.has(action)) {
        const approval = await askSecondOfficer(deps, validation, officerId);
        return { personalValidation: toValidationMessage(keyring, validation, approval.id) };
      }
      const state = approved ? 'approved' : 'rejected';
      const decided = await db.transaction().execute(async (trx) => {
        await closeApproval(trx, { action, subjectId: validation.id });
        const now = await decide(deps, trx, { validation, state, reason, officerId, at: clock.now() });
        // Again: an officer may have asked for one while this waited for the row.
        await closeApproval(trx, { action, subjectId: validation.id });
        return now;
      });
      logger.info({ personalValidationId: validation.id, officer: officerId }, `personal validation ${state}`);
      return { personalValidation: toValidationMessage(keyring, decided) };
    },

    async getValidatedPerson({ userId }, context) {
      // The jobs of remote-signing have nobody at their side, and it asks for whoever acts by one of its credentials.
      if (context.actor !== undefined && requireActor(context, { scopes: clientScopes }).userId !== userId) {
        throw notFound('USER_NOT_FOUND', 'no such user');
      }
      // What was submitted since names nobody until it is approved, too.
      const [approved, user] = await Promise.all([findApprovedOfUser(db, userId), findUser(db, userId)]);
      if (approved === undefined || user === undefined) {
        throw forbidden('PERSONAL_VALIDATION_REQUIRED', 'a registration officer must approve your names first');
      }
      const { givenName, surname, email, country, id: personalValidationId, version, decidedAt: approvedAt } = approved;
      return { givenName, surname, email, country, personalValidationId, version, approvedAt, language: user.language };
    },
  };
}

/** Throws `MOBILE_NOT_PROVED` unless a number that is given is the one that its user proved by a code. */
function requireProvedMobile({ keyring }: IdentityDeps, user: User, mobile: string | undefined): void {
  if (mobile === undefined) return;
  if (user.mobileProvedAt === undefined || findMobile(keyring, user) !== mobile) throw mobileNotProved();
}

async function askSecondOfficer({ db, clock }: IdentityDeps, validation: PersonalValidation, officerId: string) {
  return await db.transaction().execute(async (trx) => {
    // What is decided needs nobody's approval any more.
    const { state } = requireDecidable(await findValidation(trx, validation.id, { lock: true }), {
      version: validation.version,
      officerId,
    });
    if (state !== 'submitted') throw wrongState(state);
    return await requestApproval(trx, {
      action,
      subjectId: validation.id,
      aboutUserId: validation.userId,
      parameters: { version: String(validation.version) },
      reason: '',
      requestedBy: officerId,
      at: clock.now(),
    });
  });
}

function readPageStart(pageToken: string): PageStart | undefined {
  const [submittedAt, id = ''] = readPageToken(pageToken, [/^\d{13}$/, /^pvl_[0-9A-Z]{26}$/]) ?? [];
  return submittedAt === undefined ? undefined : { submittedAt: new Date(Number(submittedAt)), id };
}
