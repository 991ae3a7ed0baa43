import { describe, expect, it } from '@jest/globals';
import { readPolicy } from '../policy/policy.ts';
import { checkApplicant } from './registration.ts';

const applicant = {
  email: 'ada@example.com',
  givenName: 'Ada',
  surname: 'Sample',
  password: 'four quiet orange boats',
  mobile: '',
  language: 'en',
};

describe('what somebody says about himself', () => {
  it('needs a mobile number where no PIN goes by e-mail: without one he could not log in a first time', () => {
    const strict = { policy: readPolicy({ AUTH_PROFILE: 'strict' }) };
    const fault = {
      reason: 'MOBILE_REQUIRED',
      kind: 'invalid',
      fields: [expect.objectContaining({ pointer: '/mobile' })],
    };
    expect(() => checkApplicant(strict, applicant)).toThrow(expect.objectContaining(fault));
    expect(checkApplicant(strict, { ...applicant, mobile: '+12025550123' }).mobile).toBe('+12025550123');
  });

  it('may do without one where PINs go by e-mail, whatever the profile', () => {
    for (const settings of [{}, { AUTH_PROFILE: 'strict', PIN_BY_EMAIL: 'on' }] as const) {
      expect(checkApplicant({ policy: readPolicy(settings) }, applicant).mobile).toBeUndefined();
    }
  });
});
