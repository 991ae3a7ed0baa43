import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { SecondFactorClient } from '../../clients.ts';
import { sendFile } from '../../files.ts';
import { closed, id } from '../../schemas.ts';

const download = {
  operationId: 'downloadEgrid',
  summary: 'Download the PDF of an eGrid',
  description:
    'E17b: once, in the session that enrolled it and within ten minutes. One page, encrypted with AES-256 under the password that the enrolment showed; its grid is a table that can be read aloud, too. Neither the file nor the password is kept. Then ask for the prompt of the authenticator, and activate it with the answer.',
  tags: ['Me'],
  params: closed({ authenticatorId: id('aut', 'the eGrid') }),
  response: {
    200: {
      description: 'The PDF.',
      content: { 'application/pdf': { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) } },
    },
  },
};

/** `/v1/me/authenticators/{authenticatorId}/download`. */
export const egridRoutes: FastifyPluginAsyncTypebox<{ secondFactor: SecondFactorClient }> = async (
  app,
  { secondFactor },
) => {
  app.post(
    '/me/authenticators/:authenticatorId/download',
    {
      schema: download,
      config: {
        scope: 'set-up',
        sensitive: 'codes',
        problems: {
          403: ['SET_UP_OVER', 'OTHER_SESSION'],
          404: ['AUTHENTICATOR_NOT_FOUND'],
          409: ['AUTHENTICATOR_WRONG_STATE', 'AUTHENTICATOR_EXPIRED', 'EGRID_DOWNLOADED'],
        },
      },
    },
    async ({ params: { authenticatorId } }, reply) => {
      const { pdf, fileName } = await secondFactor.downloadEgrid({ authenticatorId });
      return sendFile(reply, { content: pdf, mediaType: 'application/pdf', fileName });
    },
  );
};
