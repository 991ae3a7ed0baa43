import { PDF } from '@libpdf/core';
import { lookUp, readGrid } from '../grid-reader.ts';
import type { Step } from '../journey.ts';
import { openPrintShop } from '../print-shop.ts';
import { expectThat } from '../rest-client.ts';
import { waitFor } from '../waiting.ts';
import { type Authenticator, activate, enrol } from './factors.ts';

interface Batch {
  id: string;
  state: string;
  made: number;
  assigned: number;
}

/** Printed cards, from the print shop to the first use. */
export const cardSteps: readonly Step[] = [
  {
    promise: 'E17',
    title: 'A printed grid card: the sheet is sealed to the print shop, the card is its holder’s by its serial number',
    run: async (world) => {
      const { api, officer, signer } = world;
      const shop = await openPrintShop();
      const path = '/v1/staff/grid-card-batches';
      const { token } = officer;
      const ordered = await api.ask<Batch>('POST', path, {
        token,
        body: { label: 'Sample cards', count: 1, printerCertificate: shop.certificate },
        idempotent: true,
      });
      const read = () =>
        api.ask<Batch & { cards: { serial: string; state: string }[] }>('GET', `${path}/${ordered.id}`, { token });
      const { cards } = await waitFor(read, ({ state }) => state === 'ready');
      const { bytes, headers } = await api.send('GET', `${path}/${ordered.id}/print-file`, { token });
      expectThat(headers.get('cache-control')?.includes('no-store') === true, 'the file is kept nowhere on the way');
      const sheet = await PDF.load(await shop.open(bytes));
      const grid = readGrid(sheet.getPage(0)?.extractText().text ?? '');
      const [card] = cards;
      if (card === undefined) throw new Error('no card was made');

      const wrong = card.serial.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
      const mistyped = { token: signer.token, body: { kind: 'grid_card', serial: wrong } };
      await api.refused(400, 'CARD_SERIAL_INVALID', 'POST', '/v1/me/authenticators', mistyped);
      const { authenticator, prompt } = await enrol(world, signer, { kind: 'grid_card', serial: card.serial });
      const { id } = authenticator;
      const cells = prompt?.cells ?? [];
      await activate(world, signer, id, lookUp(grid, cells));
      const { assigned } = await read();
      expectThat(assigned === 1, 'the stock knows that it is assigned');

      const { id: userId } = await api.ask<{ id: string }>('GET', '/v1/me', { token: signer.token });
      const ofUser = `/v1/staff/users/${userId}/authenticators`;
      const reason = 'Reported as stolen by telephone';
      const held = await api.ask<Authenticator>('POST', `${ofUser}/${id}/suspension`, { token, body: { reason } });
      expectThat(held.state === 'suspended', 'an officer suspends it');
      await api.ask('POST', `${ofUser}/${id}/revocation`, { token, body: { reason } });
      const { items } = await api.ask<{ items: Authenticator[] }>('GET', ofUser, { token });
      expectThat(items.find((each) => each.id === id)?.state === 'revoked', 'and revokes it');
    },
  },
];
