import type { SoftTokenActivation } from '@countersign/proto/second-factor';
import { anAuthenticator, later } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

const share = Buffer.alloc(65, 4);
const confirmation = Buffer.alloc(32, 4);
const box = Buffer.alloc(96, 7);
const activation = '/v1/soft-token-activations/6935019387';

const activationUri =
  'softtoken://a?v=1&u=http%3A%2F%2Flocalhost%3A8080&sn=6935019387&act=AAECAwQFBgcICQoLDA0ODw&ik=EBESExQVFhcYGRobHB0eHw&exp=1795348800';
const mobile: SoftTokenActivation = {
  platform: 'mobile',
  address: 'http://localhost:8080',
  serial: '69350-19387',
  activationCode: '',
  activationPassword: '40118326',
  activationUri,
  activationLink: activationUri.replace('softtoken://a?', 'http://localhost:8080/a#'),
  qrSvg: '<svg/>',
};

export const softTokenCases: readonly RouteCase[] = [
  {
    method: 'POST',
    path: '/v1/me/authenticators/{authenticatorId}/platform',
    url: '/v1/me/authenticators/aut_1/platform',
    answers: {
      secondFactor: {
        switchSoftTokenPlatform: async () => ({
          authenticator: anAuthenticator({ kind: 'soft_token' }),
          softToken: mobile,
          expiresAt: later,
        }),
      },
    },
    call: ['secondFactor.switchSoftTokenPlatform', { authenticatorId: 'aut_1', platform: 'desktop' }],
    status: 200,
    body: {
      authenticator: { id: 'aut_1', kind: 'soft_token' },
      softToken: { platform: 'mobile', serial: '69350-19387', activationPassword: '40118326', activationUri },
      expiresAt: later.toISOString(),
    },
    access: 'set-up',
  },
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
