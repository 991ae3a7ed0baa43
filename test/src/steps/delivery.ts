import type { Step } from '../journey.ts';
import { findToken, holdsLink } from '../message-inbox.ts';
import { expectThat } from '../rest-client.ts';

/** The message that tells how to activate, until the right person has it. */
export const deliverySteps: readonly Step[] = [
  {
    promise: 'E13',
    title: 'The contact gets the message that tells how to activate; sent again, it has a new link',
    run: async ({ api, inbox, order, wrongAddress }) => {
      const token = findToken(await inbox.take('email', wrongAddress, holdsLink));
      const { resendsLeft } = await api.ask<{ resendsLeft: number }>(
        'POST',
        `/v1/orders/${order?.id}/activation/resends`,
        { headers: order?.headers ?? {} },
      );
      expectThat(resendsLeft < 5, 'not for ever');
      const newToken = findToken(await inbox.take('email', wrongAddress, holdsLink));
      expectThat(newToken !== token, 'the link is another one');
      await api.refused(404, 'ACTIVATION_NOT_FOUND', 'POST', '/v1/activations/lookup', { body: { token } });
      const { userId } = await api.ask<{ userId: string }>('POST', '/v1/activations/lookup', {
        body: { token: newToken },
      });
      expectThat(userId === wrongAddress, 'the new link works');
    },
  },
  {
    promise: 'E13',
    title: 'It went to a wrong address: another contact gets a link of his own, and both addresses are told',
    run: async (world) => {
      const { api, inbox, order, wrongAddress, signer } = world;
      const body = { givenName: 'Robin', surname: 'Sample', email: signer.email };
      const path = `/v1/orders/${order?.id}/activation/contact`;
      await api.ask('PUT', path, { headers: order?.headers ?? {}, body });
      const told = await inbox.take('email', wrongAddress, (message) => !holdsLink(message));
      expectThat(!told.text.includes(signer.email), 'the old address is told, without the new one in full');
      const mail = await inbox.take('email', signer.email, holdsLink);
      world.activationMail = await inbox.raw(mail.id);
      world.activationToken = findToken(mail);
    },
  },
];
