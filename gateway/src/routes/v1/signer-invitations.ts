import type { Invitation } from '@countersign/proto/identity';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { getPart, getTime, getWordOf } from '../../json.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import {
  EvidenceInput,
  fromEvidenceJson,
  PersonalValidationSchema,
  toPersonalValidationJson,
} from '../../personal-validations.ts';
import { passwordFaults, twoFactors } from '../../route-config.ts';
import {
  Code,
  Country,
  closed,
  Email,
  GivenName,
  id,
  Language,
  Mobile,
  moment,
  nothing,
  oneOf,
  Password,
  Surname,
  said,
  text,
} from '../../schemas.ts';

const states = ['open', 'used', 'withdrawn', 'expired'] as const;

const SignerInvitationSchema = closed(
  {
    id: said('Id of the invitation.', 'inv_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    email: said('Address that it is mailed to.', 'kim.signer@example.com'),
    state: oneOf(states, 'Where it stands.'),
    createdAt: moment('When it was made.'),
    expiresAt: moment('When it dies.'),
  },
  { title: 'SignerInvitation' },
);

const invite = {
  operationId: 'inviteSigner',
  summary: 'Invite somebody to personal validation',
  description: 'R3: by a registration officer; a link is mailed, good for seven days. An open one is replaced.',
  tags: ['Staff'],
  body: closed(
    { email: Email, language: Type.Optional(Language) },
    { examples: [{ email: 'kim.signer@example.com' }] },
  ),
  response: { 201: SignerInvitationSchema },
};

const list = {
  operationId: 'listSignerInvitations',
  summary: 'List invitations of signers, newest first',
  description: 'R3: for registration officers.',
  tags: ['Staff'],
  querystring: closed({ ...pageQuery }),
  response: { 200: page(SignerInvitationSchema, 'One page of invitations.') },
};

const withdraw = {
  operationId: 'withdrawSignerInvitation',
  summary: 'Withdraw an invitation that was not used',
  description: 'R3: its link is dead at once. Repeating changes nothing.',
  tags: ['Staff'],
  params: closed({ invitationId: id('inv', 'the invitation') }),
  response: { 204: nothing('It is withdrawn.') },
};

const Token = text({
  description: 'Token of the invitation.',
  maxLength: 256,
  example: 'v9Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
});
const token = 'v9Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w';

const describe = {
  operationId: 'describeSignerInvitation',
  summary: 'Tell what an invitation of a signer is for, without using it',
  description: 'R3: a page shows the user ID before it asks for names and evidence.',
  tags: ['Activation'],
  body: closed({ token: Token }, { examples: [{ token }] }),
  response: {
    200: closed(
      {
        userId: said('User ID that it makes.', 'kim.signer@example.com'),
        expiresAt: moment('Moment after which the token is dead.'),
      },
      { title: 'SignerInvitationOffer' },
    ),
  },
};

const sendCode = {
  operationId: 'sendSignerMobileCode',
  summary: 'Send a code to the mobile number that an invited signer gives',
  description: 'R3, R1: who knows the code proves the number; without one, codes go by e-mail later.',
  tags: ['Activation'],
  body: closed(
    { token: Token, mobile: Mobile, language: Type.Optional(Language) },
    { examples: [{ token, mobile: '+12025550123' }] },
  ),
  response: {
    202: closed(
      {
        maskedDestination: said('The number, most of it hidden.', '+1••••••23'),
        resendAt: moment('Earliest moment of another send.'),
        expiresAt: moment('Moment after which the code is refused.'),
      },
      { title: 'SentCode', description: 'The code is on its way.' },
    ),
  },
};

const accept = {
  operationId: 'acceptSignerInvitation',
  summary: 'Use an invitation: names, evidence and password in one step',
  description:
    'R3: makes the user and submits his personal validation, all or nothing, once. A mobile number needs the code that was sent to it.',
  tags: ['Activation'],
  body: closed(
    {
      token: Token,
      givenName: GivenName,
      surname: Surname,
      mobile: Type.Optional(Mobile),
      mobileCode: Type.Optional(Code),
      country: Country,
      evidence: EvidenceInput,
      password: Password,
      language: Type.Optional(Language),
    },
    {
      examples: [
        {
          token,
          givenName: 'Kim',
          surname: 'Signer',
          mobile: '+12025550123',
          mobileCode: '123456',
          country: 'US',
          evidence: [
            { documentType: 'passport', documentNumber: 'X1234567', fileIds: ['evf_01JD8Z0V9W6Q4X3T2R1P0N7M5K'] },
          ],
          password: 'correct horse battery staple',
        },
      ],
    },
  ),
  response: { 201: PersonalValidationSchema },
};

const dead = ['INVITATION_EXPIRED', 'INVITATION_USED'];

/** `/v1/staff/signer-invitations` and `/v1/signer-invitations`. */
export const signerInvitationRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (
  app,
  { identity },
) => {
  app.post(
    '/staff/signer-invitations',
    {
      schema: invite,
      config: {
        acr: twoFactors,
        problems: { 400: ['EMAIL_INVALID'], 403: ['ROLE_REQUIRED'], 409: ['USER_EXISTS'] },
      },
    },
    async ({ body: { email, language = '' } }, reply) => {
      const { invitation } = await identity.inviteSigner({ email, language });
      reply.code(201);
      return toInvitationJson(getPart(invitation, 'invitation'));
    },
  );

  app.get(
    '/staff/signer-invitations',
    {
      schema: list,
      config: { acr: twoFactors, problems: { 400: ['PAGE_TOKEN_INVALID'], 403: ['ROLE_REQUIRED'] } },
    },
    async ({ query }) => {
      const { invitations, nextPageToken } = await identity.listSignerInvitations(toPageRequest(query));
      return toPageJson(invitations.map(toInvitationJson), nextPageToken);
    },
  );

  app.delete(
    '/staff/signer-invitations/:invitationId',
    {
      schema: withdraw,
      config: {
        acr: twoFactors,
        problems: { 403: ['ROLE_REQUIRED'], 404: ['INVITATION_NOT_FOUND'], 409: ['INVITATION_USED'] },
      },
    },
    async ({ params: { invitationId } }, reply) => {
      await identity.withdrawSignerInvitation({ invitationId });
      reply.code(204);
      return null;
    },
  );

  app.post(
    '/signer-invitations/description',
    {
      schema: describe,
      config: { public: true, sensitive: 'activation', problems: { 404: ['INVITATION_NOT_FOUND'], 409: dead } },
    },
    async ({ body }) => {
      const { email, expiresAt } = await identity.describeSignerInvitation({ token: body.token });
      return { userId: email, expiresAt: getTime(expiresAt, 'expires_at') };
    },
  );

  app.post(
    '/signer-invitations/mobile-codes',
    {
      schema: sendCode,
      config: {
        public: true,
        sensitive: 'activation',
        problems: {
          400: ['MOBILE_INVALID'],
          403: ['DESTINATION_NOT_SERVED'],
          404: ['INVITATION_NOT_FOUND'],
          409: dead,
          429: ['RESEND_TOO_EARLY', 'PIN_SENDS_EXHAUSTED', 'SMS_CAP_REACHED'],
        },
      },
    },
    async ({ body: { language = '', ...body } }, reply) => {
      const { maskedDestination, resendAt, expiresAt } = await identity.sendSignerMobileCode({ ...body, language });
      reply.code(202);
      return {
        maskedDestination,
        resendAt: getTime(resendAt, 'resend_at'),
        expiresAt: getTime(expiresAt, 'expires_at'),
      };
    },
  );

  app.post(
    '/signer-invitations/acceptance',
    {
      schema: accept,
      config: {
        public: true,
        sensitive: 'activation',
        problems: {
          400: [
            'NAME_INVALID',
            'MOBILE_INVALID',
            'MOBILE_REQUIRED',
            'COUNTRY_INVALID',
            'EVIDENCE_INVALID',
            'CODE_MALFORMED',
            ...passwordFaults,
          ],
          401: ['CODE_REFUSED'],
          404: ['INVITATION_NOT_FOUND'],
          409: [...dead, 'USER_EXISTS'],
          429: ['ATTEMPTS_EXHAUSTED'],
          503: ['HASHING_BUSY'],
        },
      },
    },
    async ({ body: { mobile = '', mobileCode = '', language = '', evidence, ...body } }, reply) => {
      const { personalValidation } = await identity.acceptSignerInvitation({
        ...body,
        mobile,
        mobileCode,
        language,
        evidence: fromEvidenceJson(evidence),
      });
      reply.code(201);
      return toPersonalValidationJson(personalValidation);
    },
  );
};

function toInvitationJson(invitation: Invitation): Static<typeof SignerInvitationSchema> {
  return {
    id: invitation.id,
    email: invitation.email,
    state: getWordOf(states, invitation.state, 'state'),
    createdAt: getTime(invitation.createdAt, 'created_at'),
    expiresAt: getTime(invitation.expiresAt, 'expires_at'),
  };
}
