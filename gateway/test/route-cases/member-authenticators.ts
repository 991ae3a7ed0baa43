import { authenticatorChanges } from '../../src/authenticators.ts';
import { anAuthenticator } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

const of = { accountId: 'acc_1', userId: 'usr_2' };
const suspended = anAuthenticator({ state: 'AUTHENTICATOR_STATE_SUSPENDED', stateReason: 'the phone was stolen' });

export const memberAuthenticatorCases: readonly RouteCase[] = [
  {
    method: 'GET',
    path: '/v1/account/members/{userId}/authenticators',
    url: '/v1/account/members/usr_2/authenticators',
    answers: { enrollment: { listMemberAuthenticators: async () => ({ authenticators: [suspended] }) } },
    call: ['enrollment.listMemberAuthenticators', of],
    status: 200,
    body: { items: [{ id: 'aut_1', kind: 'totp', state: 'suspended', stateReason: 'the phone was stolen' }] },
    access: 'aal2',
  },
  ...authenticatorChanges.map(
    ({ path, change }): RouteCase => ({
      method: 'POST',
      path: `/v1/account/members/{userId}/authenticators/{authenticatorId}/${path}`,
      url: `/v1/account/members/usr_2/authenticators/aut_1/${path}`,
      answers: { enrollment: { changeMemberAuthenticator: async () => ({ authenticator: suspended }) } },
      call: [
        'enrollment.changeMemberAuthenticator',
        { ...of, authenticatorId: 'aut_1', change, reason: 'the phone was stolen' },
      ],
      status: 200,
      body: { id: 'aut_1', state: 'suspended' },
      access: 'aal2',
    }),
  ),
  {
    method: 'POST',
    path: '/v1/account/members/{userId}/grid-cards',
    url: '/v1/account/members/usr_2/grid-cards',
    answers: {
      enrollment: {
        assignMemberGridCard: async () => ({
          authenticator: anAuthenticator({ kind: 'grid_card', serial: '6935019387', label: 'Card in my desk' }),
        }),
      },
    },
    call: ['enrollment.assignMemberGridCard', { ...of, serial: '69350-19387', label: 'Card in my desk' }],
    status: 201,
    body: { id: 'aut_1', kind: 'grid_card', serial: '6935019387', state: 'issued' },
    access: 'aal2',
  },
];
