import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { getTime, omitUndefined, orAbsent } from '../../json.ts';
import { twoFactors } from '../../route-config.ts';
import { Code, closed, Email, id, Mobile, moment, said } from '../../schemas.ts';

const start = {
  operationId: 'startContactChange',
  summary: 'Begin a change of the user ID or of the mobile number',
  description:
    'E14: exactly one of the two. A new address gets a code, and the present mailbox another one; a new number gets a code by text message. Nothing is changed before they come back.',
  tags: ['Me'],
  body: closed(
    { email: Type.Optional(Email), mobile: Type.Optional(Mobile) },
    { examples: [{ email: 'robin.renamed@example.com' }] },
  ),
  response: {
    201: closed(
      {
        id: said('Id of the change.', 'cch_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
        maskedDestination: said('Where the code for the new contact went, most of it hidden.', 'r•••@example.com'),
        currentCodeRequired: Type.Boolean({
          description: 'Whether a code went to the present mailbox, too, and both are needed.',
          examples: [true],
        }),
        expiresAt: moment('Moment at which it dies.'),
      },
      { title: 'ContactChange' },
    ),
  },
};

const confirm = {
  operationId: 'confirmContactChange',
  summary: 'Complete a change of contact with the codes',
  description:
    'E14: a new user ID ends all other sessions and is told to both mailboxes; for 24 hours a password is not recovered by the mailbox alone.',
  tags: ['Me'],
  params: closed({ contactChangeId: id('cch', 'the change') }),
  body: closed(
    { code: Code, currentCode: Type.Optional(Code) },
    { examples: [{ code: '123456', currentCode: '654321' }] },
  ),
  response: {
    200: closed(
      {
        userId: said('User ID with which the user logs in.', 'robin.renamed@example.com'),
        maskedMobile: Type.Optional(said('Mobile number, most of it hidden.', '+1••••••23')),
      },
      { title: 'OwnContact' },
    ),
  },
};

/** `/v1/me/contact-changes`. */
export const meContactRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (app, { identity }) => {
  app.post(
    '/me/contact-changes',
    {
      schema: start,
      config: {
        acr: twoFactors,
        sensitive: 'codes',
        problems: {
          400: ['EMAIL_INVALID', 'MOBILE_INVALID', 'CONTACT_AMBIGUOUS', 'DESTINATION_INVALID'],
          403: ['DESTINATION_NOT_SERVED'],
          409: ['CONTACT_UNCHANGED'],
          429: ['ATTEMPTS_EXHAUSTED', 'PIN_SENDS_EXHAUSTED', 'SMS_CAP_REACHED'],
        },
      },
    },
    async ({ body: { email = '', mobile = '' } }, reply) => {
      const { contactChangeId, maskedDestination, currentCodeRequired, expiresAt } = await identity.startContactChange({
        email,
        mobile,
      });
      reply.code(201);
      const ends = getTime(expiresAt, 'expires_at');
      return { id: contactChangeId, maskedDestination, currentCodeRequired, expiresAt: ends };
    },
  );

  app.post(
    '/me/contact-changes/:contactChangeId/confirmation',
    {
      schema: confirm,
      config: {
        acr: twoFactors,
        sensitive: 'codes',
        problems: {
          400: ['CODE_MALFORMED'],
          401: ['CODE_REFUSED'],
          404: ['CONTACT_CHANGE_NOT_FOUND'],
          409: ['USER_EXISTS'],
          429: ['ATTEMPTS_EXHAUSTED'],
        },
      },
    },
    async ({ params: { contactChangeId }, body: { code, currentCode = '' } }) => {
      const { email, maskedMobile } = await identity.confirmContactChange({ contactChangeId, code, currentCode });
      return omitUndefined({ userId: email, maskedMobile: orAbsent(maskedMobile) });
    },
  );
};
