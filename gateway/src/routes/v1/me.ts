import { requireActor } from '@countersign/grpc';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { getWord, omitUndefined, orAbsent } from '../../json.ts';
import {
  EvidenceInput,
  fromEvidenceJson,
  PersonalValidationSchema,
  toPersonalValidationJson,
  validationStates,
} from '../../personal-validations.ts';
import { Country, closed, GivenName, Mobile, oneOf, Surname, said } from '../../schemas.ts';

const getMe = {
  operationId: 'getMe',
  summary: 'Read the signed-in user and his session',
  description: 'E15: who is logged in, how, and what may be done with this session.',
  tags: ['Me'],
  response: {
    200: closed(
      {
        id: said('Id of the user.', 'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
        userId: said('User ID with which the user logs in.', 'robin.sample@example.com'),
        givenName: said('Given name.', 'Robin'),
        surname: said('Family name.', 'Sample'),
        language: said('Language (BCP 47).', 'en'),
        maskedMobile: Type.Optional(said('Mobile number, most of it hidden.', '+1••••••23')),
        staffRoles: Type.Array(Type.String(), { description: 'Roles of staff.', examples: [['registration_officer']] }),
        personalValidation: oneOf(['none', ...validationStates], 'State of the personal validation.'),
        recoveryQuestionsSet: Type.Boolean({
          description: 'Whether recovery questions are answered.',
          examples: [false],
        }),
        session: closed(
          {
            scope: oneOf(['full', 'set-up'], 'What the session may do.'),
            acr: said('Authentication context class.', 'urn:countersign:aal2'),
            amr: Type.Array(Type.String(), { description: 'Methods used (RFC 8176).', examples: [['pwd', 'otp']] }),
            accountId: Type.Optional(said('Account of the token.', 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K')),
            roles: Type.Array(Type.String(), { description: 'Roles in that account.', examples: [['owner']] }),
          },
          { title: 'Session' },
        ),
      },
      { title: 'Me' },
    ),
  },
};

const submitValidation = {
  operationId: 'submitPersonalValidation',
  summary: 'Submit the own personal validation',
  description:
    'R3: names as in the evidence; a mobile number must be proved (a change of contact) first. Once it is decided it may be submitted anew; what was approved stays valid until the next approval.',
  tags: ['Me'],
  body: closed(
    {
      givenName: GivenName,
      surname: Surname,
      mobile: Type.Optional(Mobile),
      country: Country,
      evidence: EvidenceInput,
    },
    {
      examples: [
        {
          givenName: 'Robin',
          surname: 'Sample',
          country: 'US',
          evidence: [
            { documentType: 'passport', documentNumber: 'X1234567', fileIds: ['evf_01JD8Z0V9W6Q4X3T2R1P0N7M5K'] },
          ],
        },
      ],
    },
  ),
  response: { 200: PersonalValidationSchema },
};

const getValidation = {
  operationId: 'getPersonalValidation',
  summary: 'Read the own personal validation',
  description: 'R3: whether a registration officer has decided. Evidence is not shown again; it is erased in time.',
  tags: ['Me'],
  response: { 200: PersonalValidationSchema },
};

/** `/v1/me`: the user himself and his personal validation. */
export const meRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (app, { identity }) => {
  app.get(
    '/me',
    { schema: getMe, config: { scope: 'set-up', problems: { 404: ['USER_NOT_FOUND'] } } },
    async ({ call }) => {
      const me = await identity.getMe({});
      const { scope, acr, amr, accountId, roles } = requireActor(call, { allowSetUp: true });
      return omitUndefined({
        id: me.userId,
        userId: me.email,
        givenName: me.givenName,
        surname: me.surname,
        language: me.language,
        maskedMobile: orAbsent(me.maskedMobile),
        staffRoles: me.staffRoles,
        // Unspecified means that none was submitted.
        personalValidation:
          me.personalValidation === 'PERSONAL_VALIDATION_STATE_UNSPECIFIED'
            ? ('none' as const)
            : getWord('PERSONAL_VALIDATION_STATE', me.personalValidation, validationStates),
        recoveryQuestionsSet: me.recoveryQuestionsSet,
        session: omitUndefined({ scope, acr, amr: [...amr], accountId, roles: [...roles] }),
      });
    },
  );

  app.put(
    '/me/personal-validation',
    {
      schema: submitValidation,
      // Of set-up sessions, the service admits those that began with a report of loss.
      config: {
        scope: 'set-up',
        problems: {
          400: ['NAME_INVALID', 'MOBILE_INVALID', 'MOBILE_NOT_PROVED', 'COUNTRY_INVALID', 'EVIDENCE_INVALID'],
          403: ['SET_UP_REQUIRED'],
          409: ['PERSONAL_VALIDATION_WRONG_STATE'],
        },
      },
    },
    async ({ body }) => {
      const { personalValidation } = await identity.submitPersonalValidation({
        givenName: body.givenName,
        surname: body.surname,
        mobile: body.mobile ?? '',
        country: body.country,
        evidence: fromEvidenceJson(body.evidence),
      });
      return toPersonalValidationJson(personalValidation);
    },
  );

  app.get(
    '/me/personal-validation',
    { schema: getValidation, config: { scope: 'set-up', problems: { 404: ['PERSONAL_VALIDATION_NOT_FOUND'] } } },
    async () => toPersonalValidationJson((await identity.getPersonalValidation({})).personalValidation),
  );
};
