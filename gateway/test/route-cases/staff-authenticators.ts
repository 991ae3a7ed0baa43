import { authenticatorChanges } from '../../src/authenticators.ts';
import { anAuthenticator } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

const suspended = anAuthenticator({ state: 'AUTHENTICATOR_STATE_SUSPENDED', stateReason: 'the phone was stolen' });

export const staffAuthenticatorCases: readonly RouteCase[] = [
  {
    method: 'GET',
    path: '/v1/staff/users/{userId}/authenticators',
    url: '/v1/staff/users/usr_2/authenticators',
    answers: {
      secondFactor: {
        listUserAuthenticators: async () => ({ authenticators: [suspended], standing: 'FACTOR_STANDING_LOST' }),
      },
    },
    call: ['secondFactor.listUserAuthenticators', { userId: 'usr_2' }],
    status: 200,
    body: { items: [{ id: 'aut_1', state: 'suspended', stateReason: 'the phone was stolen' }] },
    access: 'aal2',
  },
  ...authenticatorChanges.map(
    ({ path, change }): RouteCase => ({
      method: 'POST',
      path: `/v1/staff/users/{userId}/authenticators/{authenticatorId}/${path}`,
      url: `/v1/staff/users/usr_2/authenticators/aut_1/${path}`,
      answers: { secondFactor: { changeUserAuthenticator: async () => ({ authenticator: suspended }) } },
      call: [
        'secondFactor.changeUserAuthenticator',
        { userId: 'usr_2', authenticatorId: 'aut_1', change, reason: 'the phone was stolen' },
      ],
      status: 200,
      body: { id: 'aut_1', state: 'suspended' },
      access: 'aal2',
    }),
  ),
];
