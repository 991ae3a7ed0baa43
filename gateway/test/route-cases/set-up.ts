import type { RouteCase } from './route-case.ts';

const deviation = {
  service: 'identity',
  setting: 'RECOVERY_QUESTIONS',
  value: 'optional',
  conformingValue: 'off',
  explanation: 'Answers to questions may help to reset a password.',
};

const strength = {
  kind: 'totp',
  entropyBits: 19.93,
  chancePerGuess: 0.000003,
  guessesPerYear: 99,
  chancePerYear: 0.0003,
  acr: 'urn:countersign:aal2',
  permitted: true,
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
          kinds: ['totp', 'egrid'],
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
      kinds: ['totp', 'egrid'],
      apps: [],
    },
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
          strengths: [strength],
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
      strengths: [strength],
    },
    cached: true,
    access: 'public',
  },
];
