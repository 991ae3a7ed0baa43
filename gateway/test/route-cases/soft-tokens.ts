import type { RouteCase } from './route-case.ts';

const share = Buffer.alloc(65, 4);
const confirmation = Buffer.alloc(32, 4);
const box = Buffer.alloc(96, 7);
const activation = '/v1/soft-token-activations/6935019387';

export const softTokenCases: readonly RouteCase[] = [
  {
    method: 'POST',
    path: '/v1/soft-token-activations/{serial}/start',
    url: `${activation}/start`,
    answers: {
      secondFactor: {
        startSoftTokenActivation: async () => ({ runId: 'str_1', shareV: share, confirmV: confirmation }),
      },
    },
    call: [
      'secondFactor.startSoftTokenActivation',
      { serial: '6935019387', version: 1, activationToken: Buffer.alloc(16, 4), shareP: share },
    ],
    status: 200,
    body: { runId: 'str_1', shareV: share.toString('base64url'), confirmV: confirmation.toString('base64url') },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/soft-token-activations/{serial}/finish',
    url: `${activation}/finish`,
    answers: { secondFactor: { finishSoftTokenActivation: async () => ({ box }) } },
    call: [
      'secondFactor.finishSoftTokenActivation',
      { serial: '6935019387', runId: 'str_01JD8Z0V9W6Q4X3T2R1P0N7M5K', confirmP: confirmation, box },
    ],
    status: 200,
    body: { box: box.toString('base64url') },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/soft-tokens/{serial}/code-checks',
    url: '/v1/soft-tokens/6935019387/code-checks',
    answers: { secondFactor: { checkSoftTokenCode: async () => ({}) } },
    call: [
      'secondFactor.checkSoftTokenCode',
      { serial: '6935019387', code: '123456', issuedAt: 1_795_348_800n, signature: Buffer.alloc(64, 4) },
    ],
    status: 204,
    access: 'public',
  },
];
