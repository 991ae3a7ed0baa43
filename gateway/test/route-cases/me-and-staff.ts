import { aPersonalValidation } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

export const meAndStaffCases: readonly RouteCase[] = [
  {
    method: 'GET',
    path: '/v1/me',
    answers: {
      identity: {
        getMe: async () => ({
          userId: 'usr_1',
          email: 'robin.sample@example.com',
          givenName: 'Robin',
          surname: 'Sample',
          language: 'en',
          maskedMobile: '',
          staffRoles: [],
          personalValidation: 'PERSONAL_VALIDATION_STATE_UNSPECIFIED' as const,
          recoveryQuestionsSet: true,
        }),
      },
    },
    call: ['identity.getMe', {}],
    status: 200,
    body: {
      id: 'usr_1',
      userId: 'robin.sample@example.com',
      personalValidation: 'none',
      recoveryQuestionsSet: true,
      session: { accountId: 'acc_1' },
    },
    access: 'set-up',
  },
  {
    method: 'PUT',
    path: '/v1/me/personal-validation',
    answers: { identity: { submitPersonalValidation: async () => ({ personalValidation: aPersonalValidation() }) } },
    call: [
      'identity.submitPersonalValidation',
      {
        givenName: 'Robin',
        surname: 'Sample',
        mobile: '',
        country: 'US',
        evidence: [
          { documentType: 'passport', documentNumber: 'X1234567', fileIds: ['evf_01JD8Z0V9W6Q4X3T2R1P0N7M5K'] },
        ],
      },
    ],
    status: 200,
    body: { id: 'pvl_1', state: 'submitted', version: 1 },
    access: 'set-up',
  },
  {
    method: 'GET',
    path: '/v1/me/personal-validation',
    answers: { identity: { getPersonalValidation: async () => ({ personalValidation: aPersonalValidation() }) } },
    call: ['identity.getPersonalValidation', {}],
    status: 200,
    body: { id: 'pvl_1', state: 'submitted' },
    access: 'set-up',
  },
  {
    method: 'GET',
    path: '/v1/staff/personal-validations',
    url: '/v1/staff/personal-validations?state=submitted&limit=10',
    answers: {
      identity: {
        listPersonalValidations: async () => ({ personalValidations: [aPersonalValidation()], nextPageToken: '' }),
      },
    },
    call: [
      'identity.listPersonalValidations',
      { state: 'PERSONAL_VALIDATION_STATE_SUBMITTED', pageSize: 10, pageToken: '' },
    ],
    status: 200,
    body: { items: [{ id: 'pvl_1', userId: 'usr_1', evidence: [{ documentType: 'passport', fileIds: ['evf_1'] }] }] },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/staff/personal-validations/{personalValidationId}/decision',
    url: '/v1/staff/personal-validations/pvl_1/decision',
    answers: {
      identity: {
        decidePersonalValidation: async () => ({
          personalValidation: aPersonalValidation({ state: 'PERSONAL_VALIDATION_STATE_APPROVED' }),
        }),
      },
    },
    call: [
      'identity.decidePersonalValidation',
      { personalValidationId: 'pvl_1', version: 1, approved: true, reason: '' },
    ],
    status: 200,
    body: { state: 'approved' },
    access: 'aal2',
  },
];
