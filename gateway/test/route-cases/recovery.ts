import type { RecoveryFlow } from '@countersign/proto/identity';
import { at, later } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

const key = { flowId: 'rcv_1', secret: 'flow-secret' };
const headers = { 'recovery-flow-secret': 'flow-secret' };
const aRecovery = (over: Partial<RecoveryFlow> = {}): RecoveryFlow => ({
  id: 'rcv_1',
  state: 'RECOVERY_FLOW_STATE_CODE_REQUIRED',
  nextActions: ['submit_code', 'resend', 'set_language', 'cancel'],
  messageId: 'recovery.code_required',
  messageParameters: {},
  questions: [],
  attemptsLeft: 5,
  resendAt: at,
  language: 'en',
  expiresAt: later,
  ...over,
});
const answering = (over: Partial<RecoveryFlow>) => async () => ({ flow: aRecovery(over) });
const answers = [{ key: 'first_teacher', answer: 'Miss Ferrybank' }];

export const recoveryCases: readonly RouteCase[] = [
  {
    method: 'POST',
    path: '/v1/recovery-flows',
    headers: { 'accept-language': 'de-AT, en;q=0.5', 'device-token': 'device-token' },
    answers: { identity: { startRecoveryFlow: async () => ({ flow: aRecovery(), secret: 'flow-secret' }) } },
    call: [
      'identity.startRecoveryFlow',
      { userId: 'robin.sample@example.com', language: 'en', acceptedLanguage: 'de', deviceToken: 'device-token' },
    ],
    status: 201,
    body: { flow: { id: 'rcv_1', state: 'code_required', attemptsLeft: 5 }, flowSecret: 'flow-secret' },
    access: 'public',
  },
  {
    method: 'GET',
    path: '/v1/recovery-flows/{flowId}',
    url: '/v1/recovery-flows/rcv_1',
    headers,
    answers: {
      identity: {
        getRecoveryFlow: answering({
          state: 'RECOVERY_FLOW_STATE_QUESTIONS_REQUIRED',
          questions: [{ key: 'first_teacher', answered: false }],
          resendAt: undefined,
        }),
      },
    },
    call: ['identity.getRecoveryFlow', { key }],
    status: 200,
    body: { id: 'rcv_1', state: 'questions_required', questions: [{ key: 'first_teacher' }], messageParameters: {} },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/recovery-flows/{flowId}/code',
    url: '/v1/recovery-flows/rcv_1/code',
    headers,
    answers: { identity: { submitRecoveryCode: answering({ state: 'RECOVERY_FLOW_STATE_OFFICER_REQUIRED' }) } },
    call: ['identity.submitRecoveryCode', { key, code: '123456' }],
    status: 200,
    body: { state: 'officer_required' },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/recovery-flows/{flowId}/answers',
    url: '/v1/recovery-flows/rcv_1/answers',
    headers,
    answers: { identity: { submitRecoveryAnswers: answering({ state: 'RECOVERY_FLOW_STATE_PASSWORD_REQUIRED' }) } },
    call: ['identity.submitRecoveryAnswers', { key, answers }],
    status: 200,
    body: { state: 'password_required' },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/recovery-flows/{flowId}/factor-code',
    url: '/v1/recovery-flows/rcv_1/factor-code',
    headers,
    answers: { identity: { submitRecoveryFactorCode: answering({ state: 'RECOVERY_FLOW_STATE_PASSWORD_REQUIRED' }) } },
    call: ['identity.submitRecoveryFactorCode', { key, code: '123456' }],
    status: 200,
    body: { state: 'password_required' },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/recovery-flows/{flowId}/password',
    url: '/v1/recovery-flows/rcv_1/password',
    headers,
    answers: { identity: { submitNewPassword: answering({ state: 'RECOVERY_FLOW_STATE_COMPLETED' }) } },
    call: ['identity.submitNewPassword', { key, password: 'correct horse battery staple' }],
    status: 200,
    body: { state: 'completed' },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/recovery-flows/{flowId}/resend',
    url: '/v1/recovery-flows/rcv_1/resend',
    headers,
    answers: { identity: { resendRecoveryCode: answering({}) } },
    call: ['identity.resendRecoveryCode', { key }],
    status: 200,
    body: { resendAt: '2026-11-21T12:00:00.000Z' },
    access: 'public',
  },
  {
    method: 'PUT',
    path: '/v1/recovery-flows/{flowId}/language',
    url: '/v1/recovery-flows/rcv_1/language',
    headers,
    answers: { identity: { setRecoveryFlowLanguage: answering({ language: 'de' }) } },
    call: ['identity.setRecoveryFlowLanguage', { key, language: 'de' }],
    status: 200,
    body: { language: 'de' },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/recovery-flows/{flowId}/cancellation',
    url: '/v1/recovery-flows/rcv_1/cancellation',
    headers,
    answers: { identity: { cancelRecoveryFlow: answering({ state: 'RECOVERY_FLOW_STATE_CANCELLED' }) } },
    call: ['identity.cancelRecoveryFlow', { key }],
    status: 200,
    body: { state: 'cancelled' },
    access: 'public',
  },
  {
    method: 'PUT',
    path: '/v1/me/password',
    answers: { identity: { changePassword: async () => ({ sessionsEnded: 2 }) } },
    call: [
      'identity.changePassword',
      {
        currentPassword: 'correct horse battery staple',
        newPassword: 'seven patient green lamps',
        endOtherSessions: true,
      },
    ],
    status: 200,
    body: { sessionsEnded: 2 },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/me/recovery-questions',
    answers: {
      identity: {
        listRecoveryQuestions: async () => ({
          questions: [{ key: 'first_teacher', answered: true }],
          toAnswer: 5,
          policy: 'optional',
        }),
      },
    },
    call: ['identity.listRecoveryQuestions', {}],
    status: 200,
    body: { policy: 'optional', toAnswer: 5, questions: [{ key: 'first_teacher', answered: true }] },
    access: 'set-up',
  },
  {
    method: 'PUT',
    path: '/v1/me/recovery-questions',
    answers: { identity: { setRecoveryAnswers: async () => ({ answered: 5 }) } },
    call: [
      'identity.setRecoveryAnswers',
      {
        answers: [
          { key: 'childhood_friend', answer: 'Bertha Quill' },
          { key: 'first_teacher', answer: 'Miss Ferrybank' },
          { key: 'first_concert', answer: 'The Wandering Kettles' },
          { key: 'first_job_town', answer: 'Little Upton' },
          { key: 'grandparent_street', answer: 'Orchard Rise' },
        ],
      },
    ],
    status: 200,
    body: { answered: 5 },
    access: 'set-up',
  },
];
