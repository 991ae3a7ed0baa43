import { aFlow, aGrant, at } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

const flowKey = { flowId: 'lfl_1', secret: 'flow-secret' };
const flowHeaders = { 'login-flow-secret': 'flow-secret' };
const flow = async () => ({ flow: aFlow() });
const token = 'w5Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w';

export const loginCases: readonly RouteCase[] = [
  {
    method: 'POST',
    path: '/v1/activations/lookup',
    answers: {
      enrollment: {
        describeActivation: async () => ({
          accountName: 'Sample Works Ltd',
          userId: 'robin.sample@example.com',
          expiresAt: at,
        }),
      },
    },
    call: ['enrollment.describeActivation', { token }],
    status: 200,
    body: { accountName: 'Sample Works Ltd', expiresAt: '2026-11-21T12:00:00.000Z' },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/activations',
    answers: { enrollment: { activate: async () => ({ accountId: 'acc_1', userId: 'robin.sample@example.com' }) } },
    call: [
      'enrollment.activate',
      { token, password: 'correct horse battery staple', mobile: '+12025550123', language: '', accountId: '' },
    ],
    status: 201,
    body: { accountId: 'acc_1', userId: 'robin.sample@example.com' },
    access: 'optional',
  },
  {
    method: 'POST',
    path: '/v1/login-flows',
    answers: { identity: { startLoginFlow: async () => ({ flow: aFlow(), secret: 'flow-secret' }) } },
    headers: { 'device-token': 'device-1', 'accept-language': 'it, fr;q=0.8' },
    call: [
      'identity.startLoginFlow',
      {
        userId: 'robin.sample@example.com',
        language: 'en',
        acceptedLanguage: 'fr',
        deviceToken: 'device-1',
        userAgent: 'lightMyRequest',
      },
    ],
    status: 201,
    body: { flow: { id: 'lfl_1', kind: 'login', state: 'password_required' }, flowSecret: 'flow-secret' },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/step-up-flows',
    answers: {
      identity: { startStepUpFlow: async () => ({ flow: aFlow({ kind: 'step_up' }), secret: 'flow-secret' }) },
    },
    call: ['identity.startStepUpFlow', { language: 'en', deviceToken: '', userAgent: 'lightMyRequest' }],
    status: 201,
    body: { flow: { kind: 'step_up', attemptsLeft: 5 }, flowSecret: 'flow-secret' },
    access: 'full',
  },
  {
    method: 'GET',
    path: '/v1/login-policy',
    answers: {
      identity: {
        getLoginPolicy: async () => ({
          profile: 'guide',
          passwordMinLength: 8,
          passwordMaxLength: 256,
          passwordBreachCheck: true,
          sessionIdleMinutes: 60,
          sessionAbsoluteMinutes: 720,
          recoveryQuestions: 'optional',
          recoveryQuestionsToAnswer: 5,
          recoveryQuestionsAsked: 3,
          fourEyes: ['user_release'],
          mobileRequired: false,
        }),
      },
    },
    call: ['identity.getLoginPolicy', {}],
    status: 200,
    body: { profile: 'guide', passwordMinLength: 8, recoveryQuestions: 'optional', fourEyes: ['user_release'] },
    cached: true,
    access: 'public',
  },
  {
    method: 'GET',
    path: '/v1/login-flows/{flowId}',
    url: '/v1/login-flows/lfl_1',
    headers: flowHeaders,
    answers: { identity: { getLoginFlow: flow } },
    call: ['identity.getLoginFlow', { key: flowKey }],
    status: 200,
    body: { id: 'lfl_1', nextActions: ['submit_password', 'cancel', 'set_language'] },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/login-flows/{flowId}/password',
    url: '/v1/login-flows/lfl_1/password',
    headers: flowHeaders,
    answers: {
      identity: {
        submitPassword: async () => ({
          flow: aFlow({
            state: 'LOGIN_FLOW_STATE_PIN_REQUIRED',
            channel: 'sms',
            maskedDestination: '+1••••••23',
            messageParameters: { destination: '+1••••••23' },
            resendAt: at,
          }),
        }),
      },
    },
    call: ['identity.submitPassword', { key: flowKey, password: 'correct horse battery staple' }],
    status: 200,
    body: {
      state: 'pin_required',
      channel: 'sms',
      maskedDestination: '+1••••••23',
      messageParameters: { destination: '+1••••••23' },
      resendAt: '2026-11-21T12:00:00.000Z',
    },
    access: 'optional',
  },
  {
    method: 'POST',
    path: '/v1/login-flows/{flowId}/code',
    url: '/v1/login-flows/lfl_1/code',
    headers: flowHeaders,
    answers: {
      identity: {
        submitCode: async () => ({
          flow: aFlow({ state: 'LOGIN_FLOW_STATE_COMPLETED' }),
          grant: aGrant(),
          deviceToken: 'device-1',
        }),
      },
      enrollment: { listMemberships: async () => ({ memberships: [] }) },
    },
    call: ['identity.submitCode', { key: flowKey, code: '123456' }],
    status: 200,
    body: {
      flow: { state: 'completed' },
      deviceToken: 'device-1',
      tokens: {
        tokenType: 'Bearer',
        expiresIn: 300,
        refreshToken: 'refresh-1',
        scope: 'full',
        acr: 'urn:countersign:aal2',
        amr: ['pwd', 'otp', 'mfa'],
      },
    },
    access: 'optional',
  },
  {
    method: 'POST',
    path: '/v1/login-flows/{flowId}/factor',
    url: '/v1/login-flows/lfl_1/factor',
    headers: flowHeaders,
    answers: {
      identity: {
        chooseFactor: async () => ({
          flow: aFlow({
            state: 'LOGIN_FLOW_STATE_FACTOR_REQUIRED',
            factors: [
              { authenticatorId: 'aut_2', kind: 'sms', label: 'Phone', maskedDestination: '+1••••••23', serial: '' },
              {
                authenticatorId: 'aut_1',
                kind: 'grid_card',
                label: 'Card',
                maskedDestination: '',
                serial: '6935019387',
              },
            ],
            factor: { authenticatorId: 'aut_1', kind: 'grid_card' },
            cells: ['A1', 'C4', 'J5'],
            cardSerial: '6935019387',
          }),
        }),
      },
    },
    call: ['identity.chooseFactor', { key: flowKey, authenticatorId: 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K' }],
    status: 200,
    body: {
      state: 'factor_required',
      factors: [
        { authenticatorId: 'aut_2', kind: 'sms', label: 'Phone', maskedDestination: '+1••••••23' },
        { authenticatorId: 'aut_1', kind: 'grid_card', label: 'Card', serial: '6935019387' },
      ],
      factor: { authenticatorId: 'aut_1', kind: 'grid_card' },
      cells: ['A1', 'C4', 'J5'],
      cardSerial: '6935019387',
    },
    access: 'optional',
  },
  {
    method: 'POST',
    path: '/v1/login-flows/{flowId}/factor-loss',
    url: '/v1/login-flows/lfl_1/factor-loss',
    headers: flowHeaders,
    answers: {
      identity: { reportFactorLoss: async () => ({ flow: aFlow({ state: 'LOGIN_FLOW_STATE_LOSS_CODE_REQUIRED' }) }) },
    },
    call: ['identity.reportFactorLoss', { key: flowKey }],
    status: 200,
    body: { state: 'loss_code_required' },
    access: 'optional',
  },
  {
    method: 'POST',
    path: '/v1/login-flows/{flowId}/resend',
    url: '/v1/login-flows/lfl_1/resend',
    headers: flowHeaders,
    answers: { identity: { resendPin: flow } },
    call: ['identity.resendPin', { key: flowKey }],
    status: 200,
    access: 'optional',
  },
  {
    method: 'POST',
    path: '/v1/login-flows/{flowId}/alternative',
    url: '/v1/login-flows/lfl_1/alternative',
    headers: flowHeaders,
    answers: { identity: { useAlternativeChannel: flow } },
    call: ['identity.useAlternativeChannel', { key: flowKey }],
    status: 200,
    access: 'optional',
  },
  {
    method: 'PUT',
    path: '/v1/login-flows/{flowId}/language',
    url: '/v1/login-flows/lfl_1/language',
    headers: flowHeaders,
    answers: { identity: { setLoginFlowLanguage: async () => ({ flow: aFlow({ language: 'de' }) }) } },
    call: ['identity.setLoginFlowLanguage', { key: flowKey, language: 'de' }],
    status: 200,
    body: { language: 'de' },
    access: 'optional',
  },
  {
    method: 'POST',
    path: '/v1/login-flows/{flowId}/cancellation',
    url: '/v1/login-flows/lfl_1/cancellation',
    headers: flowHeaders,
    answers: { identity: { cancelLoginFlow: async () => ({ flow: aFlow({ state: 'LOGIN_FLOW_STATE_CANCELLED' }) }) } },
    call: ['identity.cancelLoginFlow', { key: flowKey }],
    status: 200,
    body: { state: 'cancelled' },
    access: 'optional',
  },
  {
    method: 'POST',
    path: '/v1/tokens/refresh',
    answers: {
      identity: { refreshSession: async () => ({ grant: aGrant({}, 'refresh-2') }) },
      enrollment: { listMemberships: async () => ({ memberships: [] }) },
    },
    call: ['identity.refreshSession', { refreshToken: 'r8Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3d' }],
    status: 200,
    body: { tokenType: 'Bearer', refreshToken: 'refresh-2' },
    access: 'public',
  },
  {
    method: 'DELETE',
    path: '/v1/sessions/current',
    answers: { identity: { endSession: async () => ({}) } },
    call: ['identity.endSession', {}],
    status: 204,
    access: 'set-up',
  },
];
