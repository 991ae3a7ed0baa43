import type { GridCardBatch } from '@countersign/proto/second-factor';
import { anAuthenticator, at } from '../samples.ts';
import { idempotent, type RouteCase } from './route-case.ts';

const batch: GridCardBatch = {
  id: 'gcb_1',
  label: 'Spring 2027',
  state: 'GRID_CARD_BATCH_STATE_PRINTING',
  count: 200,
  made: 10,
  assigned: 0,
  createdAt: at,
  printer: 'CN=Card printing',
  printFileSha256: '',
};
const shown = { id: 'gcb_1', label: 'Spring 2027', state: 'printing', count: 200, made: 10, assigned: 0 };
const path = '/v1/staff/grid-card-batches/{batchId}';
const url = '/v1/staff/grid-card-batches/gcb_1';
const certificate = '-----BEGIN CERTIFICATE-----\nMIID…\n-----END CERTIFICATE-----\n';

export const gridCardCases: readonly RouteCase[] = [
  {
    method: 'POST',
    path: '/v1/me/authenticators/{authenticatorId}/download',
    url: '/v1/me/authenticators/aut_1/download',
    answers: {
      secondFactor: { downloadEgrid: async () => ({ pdf: Buffer.from('%PDF-1.7'), fileName: 'egrid-6935019387.pdf' }) },
    },
    call: ['secondFactor.downloadEgrid', { authenticatorId: 'aut_1' }],
    status: 200,
    access: 'set-up',
  },
  {
    method: 'POST',
    path: '/v1/staff/grid-card-batches',
    headers: idempotent,
    answers: { secondFactor: { createGridCardBatch: async () => ({ batch }) } },
    call: [
      'secondFactor.createGridCardBatch',
      { label: 'Spring 2027', count: 200, printerCertificate: certificate, idempotencyKey: 'attempt-1' },
    ],
    status: 202,
    body: shown,
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/staff/grid-card-batches',
    url: '/v1/staff/grid-card-batches?limit=1&cursor=x',
    answers: { secondFactor: { listGridCardBatches: async () => ({ batches: [batch], nextCursor: 'y' }) } },
    call: ['secondFactor.listGridCardBatches', { limit: 1, cursor: 'x' }],
    status: 200,
    body: { items: [shown], nextCursor: 'y' },
    access: 'aal2',
  },
  {
    method: 'GET',
    path,
    url,
    answers: {
      secondFactor: {
        getGridCardBatch: async () => ({
          batch: { ...batch, state: 'GRID_CARD_BATCH_STATE_READY', printFileSha256: 'ab' },
          cards: [{ serial: '6935019387', state: 'unassigned', expiresAt: at }],
        }),
      },
    },
    call: ['secondFactor.getGridCardBatch', { batchId: 'gcb_1' }],
    status: 200,
    body: { state: 'ready', printFileSha256: 'ab', cards: [{ serial: '6935019387', state: 'unassigned' }] },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: `${path}/print-file`,
    url: `${url}/print-file`,
    answers: {
      secondFactor: { getGridCardPrintFile: async () => ({ file: Buffer.from('sealed'), fileName: 'gcb_1.p7m' }) },
    },
    call: ['secondFactor.getGridCardPrintFile', { batchId: 'gcb_1' }],
    status: 200,
    access: 'aal2',
  },
  {
    method: 'POST',
    path: `${path}/voiding`,
    url: `${url}/voiding`,
    answers: {
      secondFactor: { voidGridCardBatch: async () => ({ batch: { ...batch, state: 'GRID_CARD_BATCH_STATE_VOID' } }) },
    },
    call: ['secondFactor.voidGridCardBatch', { batchId: 'gcb_1' }],
    status: 200,
    body: { ...shown, state: 'void' },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/staff/users/{userId}/grid-cards',
    url: '/v1/staff/users/usr_2/grid-cards',
    answers: {
      secondFactor: {
        assignGridCard: async () => ({
          authenticator: anAuthenticator({ kind: 'grid_card', serial: '6935019387', label: 'Card in my desk' }),
        }),
      },
    },
    call: ['secondFactor.assignGridCard', { userId: 'usr_2', serial: '69350-19387', label: 'Card in my desk' }],
    status: 201,
    body: { id: 'aut_1', kind: 'grid_card', state: 'issued' },
    access: 'aal2',
  },
];
