import { anAuthenticator, at } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

const deviation = {
  service: 'identity',
  setting: 'RECOVERY_QUESTIONS',
  value: 'optional',
  conformingValue: 'off',
  explanation: 'Answers to questions may help to reset a password.',
};

export const setUpCases: readonly RouteCase[] = [
  {
    method: 'GET',
    path: '/v1/me/set-up',
    answers: {
      identity: {
        getSetUpProgress: async () => ({
          methods: [
            { method: 'authenticator', required: true, done: false },
            { method: 'recovery_questions', required: false, done: true },
          ],
          done: 0,
          required: 1,
        }),
      },
    },
    call: ['identity.getSetUpProgress', {}],
    status: 200,
    body: {
      done: 0,
      required: 1,
      methods: [
        { method: 'authenticator', required: true, done: false },
        { method: 'recovery_questions', required: false, done: true },
      ],
      apps: [],
    },
    access: 'set-up',
  },
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
    answers: {
      secondFactor: {
        enrolAuthenticator: async () => ({
          authenticator: anAuthenticator(),
          otpauthUri: 'otpauth://totp/x',
          qrSvg: '<svg/>',
          expiresAt: at,
          egridPassword: '',
          softToken: undefined,
          prompt: undefined,
        }),
      },
    },
    call: [
      'secondFactor.enrolAuthenticator',
      { label: 'My phone', kind: '', replacesId: '', platform: '', destination: '', serial: '', language: '' },
    ],
    status: 201,
    body: { authenticator: { id: 'aut_1' }, otpauthUri: 'otpauth://totp/x', qrSvg: '<svg/>' },
    access: 'set-up',
  },
  {
    method: 'POST',
    path: '/v1/me/authenticators/{authenticatorId}/activation',
    url: '/v1/me/authenticators/aut_1/activation',
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
    method: 'GET',
    path: '/v1/conformance',
    answers: {
      identity: {
        listPolicyDeviations: async () => ({
          profile: 'guide',
          deviations: [
            { ...deviation, standard: 'ASVS 5.0', requirement: '6.4.2', level: 1 },
            { ...deviation, standard: 'SP 800-63B-4', requirement: '3.1.1.2', level: 0 },
          ],
        }),
      },
    },
    call: ['identity.listPolicyDeviations', {}],
    status: 200,
    body: {
      profile: 'guide',
      deviations: [
        { ...deviation, standard: 'ASVS 5.0', requirement: '6.4.2', level: 1 },
        { ...deviation, standard: 'SP 800-63B-4', requirement: '3.1.1.2' },
      ],
    },
    cached: true,
    access: 'public',
  },
];
