import type { EnrolAuthenticatorResponse, FactorPrompt } from '@countersign/proto/second-factor';
import { anAuthenticator, at } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

const path = '/v1/me/authenticators/{authenticatorId}';
const url = '/v1/me/authenticators/aut_1';
const renamed = anAuthenticator({ label: 'My new phone', state: 'AUTHENTICATOR_STATE_ACTIVE' });

const prompt: FactorPrompt = {
  authenticatorId: 'aut_1',
  kind: 'grid_card',
  cells: ['A1', 'C4', 'J5'],
  serial: '6935019387',
  maskedDestination: '',
  channel: '',
  resendAt: undefined,
  expiresAt: undefined,
  challengeId: 'chl_1',
};
const policy = {
  profile: 'guide',
  kinds: ['totp', 'soft_token', 'grid_card', 'egrid'],
  required: 1,
  permittedKinds: ['totp', 'soft_token', 'grid_card', 'egrid', 'sms', 'email'],
};

/** What an enrolment answers; of an app unless told otherwise. */
export const anEnrolled = (over: Partial<EnrolAuthenticatorResponse> = {}): EnrolAuthenticatorResponse => ({
  authenticator: anAuthenticator(),
  otpauthUri: 'otpauth://totp/x',
  qrSvg: '<svg/>',
  expiresAt: at,
  egridPassword: '',
  softToken: undefined,
  prompt: undefined,
  ...over,
});

export const authenticatorCases: readonly RouteCase[] = [
  {
    method: 'GET',
    path: '/v1/me/authenticators',
    answers: { secondFactor: { listAuthenticators: async () => ({ authenticators: [anAuthenticator()] }) } },
    call: ['secondFactor.listAuthenticators', {}],
    status: 200,
    body: { items: [{ id: 'aut_1', state: 'issued' }] },
    access: 'set-up',
  },
  {
    method: 'POST',
    path: '/v1/me/authenticators',
    answers: { secondFactor: { enrolAuthenticator: async () => anEnrolled() } },
    call: [
      'secondFactor.enrolAuthenticator',
      { label: 'My phone', kind: 'totp', replacesId: '', platform: '', destination: '', serial: '', language: 'en' },
    ],
    status: 201,
    body: { authenticator: { id: 'aut_1' }, otpauthUri: 'otpauth://totp/x', qrSvg: '<svg/>' },
    access: 'set-up',
  },
  {
    method: 'POST',
    path: `${path}/activation`,
    url: `${url}/activation`,
    answers: {
      secondFactor: {
        activateAuthenticator: async () => ({
          authenticator: anAuthenticator({ state: 'AUTHENTICATOR_STATE_ACTIVE' }),
        }),
      },
    },
    call: ['secondFactor.activateAuthenticator', { authenticatorId: 'aut_1', code: '123456' }],
    status: 200,
    body: { id: 'aut_1', state: 'active' },
    access: 'set-up',
  },
  {
    method: 'POST',
    path: `${path}/prompt`,
    url: `${url}/prompt`,
    answers: { secondFactor: { askAuthenticator: async () => ({ prompt }) } },
    call: ['secondFactor.askAuthenticator', { authenticatorId: 'aut_1', language: 'en' }],
    status: 200,
    body: { authenticatorId: 'aut_1', kind: 'grid_card', cells: ['A1', 'C4', 'J5'], challengeId: 'chl_1' },
    access: 'set-up',
  },
  {
    method: 'PATCH',
    path,
    url,
    answers: { secondFactor: { renameAuthenticator: async () => ({ authenticator: renamed }) } },
    call: ['secondFactor.renameAuthenticator', { authenticatorId: 'aut_1', label: 'My new phone' }],
    status: 200,
    body: { id: 'aut_1', label: 'My new phone' },
    access: 'full',
  },
  {
    method: 'DELETE',
    path,
    url,
    answers: {
      secondFactor: {
        removeAuthenticator: async () => ({
          authenticator: anAuthenticator({ state: 'AUTHENTICATOR_STATE_REVOKED', stateReason: 'removed' }),
        }),
      },
    },
    call: ['secondFactor.removeAuthenticator', { authenticatorId: 'aut_1' }],
    status: 200,
    body: { id: 'aut_1', state: 'revoked', stateReason: 'removed' },
    access: 'full',
  },
  {
    method: 'POST',
    path: `${path}/resynchronisation`,
    url: `${url}/resynchronisation`,
    answers: { secondFactor: { resynchroniseAuthenticator: async () => ({ authenticator: renamed }) } },
    call: ['secondFactor.resynchroniseAuthenticator', { authenticatorId: 'aut_1', code: '123456', nextCode: '654321' }],
    status: 200,
    body: { id: 'aut_1', state: 'active' },
    access: 'full',
  },
  {
    method: 'GET',
    path: '/v1/account/factor-policy',
    answers: { secondFactor: { getAccountFactorPolicy: async () => ({ policy }) } },
    call: ['secondFactor.getAccountFactorPolicy', { accountId: 'acc_1' }],
    status: 200,
    body: policy,
    access: 'full',
  },
  {
    method: 'PUT',
    path: '/v1/account/factor-policy',
    answers: { secondFactor: { setAccountFactorPolicy: async () => ({ policy }) } },
    call: [
      'secondFactor.setAccountFactorPolicy',
      { accountId: 'acc_1', profile: 'guide', kinds: ['totp', 'soft_token', 'grid_card', 'egrid'], required: 1 },
    ],
    status: 200,
    body: policy,
    access: 'aal2',
  },
];
