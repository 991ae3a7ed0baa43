import { aGrant, at } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

export const sessionCases: readonly RouteCase[] = [
  {
    method: 'GET',
    path: '/v1/sessions',
    answers: {
      identity: {
        listSessions: async () => ({
          sessions: [
            {
              id: 'ses_1',
              current: true,
              device: 'Firefox on Linux',
              address: '192.0.2.7',
              acr: 'urn:countersign:aal2',
              authenticatedAt: at,
              lastUsedAt: at,
              idleUntil: at,
              expiresAt: at,
            },
            {
              id: 'ses_2',
              current: false,
              device: '',
              address: '',
              acr: 'urn:countersign:aal2',
              authenticatedAt: at,
              lastUsedAt: at,
              idleUntil: at,
              expiresAt: at,
            },
          ],
        }),
      },
    },
    call: ['identity.listSessions', {}],
    status: 200,
    body: {
      items: [
        { id: 'ses_1', current: true, device: 'Firefox on Linux' },
        { id: 'ses_2', current: false },
      ],
    },
    access: 'full',
  },
  {
    method: 'DELETE',
    path: '/v1/sessions',
    answers: { identity: { endSessions: async () => ({ ended: 1 }) } },
    call: ['identity.endSessions', { sessionId: '', includingCurrent: false }],
    status: 200,
    body: { ended: 1 },
    access: 'full',
  },
  {
    method: 'DELETE',
    path: '/v1/sessions/{sessionId}',
    url: '/v1/sessions/ses_2',
    answers: { identity: { endSessions: async () => ({ ended: 1 }) } },
    call: ['identity.endSessions', { sessionId: 'ses_2', includingCurrent: false }],
    status: 204,
    access: 'full',
  },
  {
    method: 'PUT',
    path: '/v1/sessions/current/account',
    answers: {
      enrollment: {
        listMemberships: async () => ({
          memberships: [
            {
              accountId: 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
              accountName: 'Sample Works Ltd',
              roles: ['owner'],
              version: 1,
            },
          ],
        }),
      },
      identity: { setSessionAccount: async () => ({ session: aGrant().session }) },
    },
    call: ['enrollment.listMemberships', { userId: 'usr_1' }],
    status: 200,
    body: { tokenType: 'Bearer', expiresIn: 300, scope: 'full' },
    access: 'full',
  },
  {
    method: 'PATCH',
    path: '/v1/me',
    answers: { identity: { updateMe: async () => ({ language: 'de' }) } },
    call: ['identity.updateMe', { language: 'de' }],
    status: 200,
    body: { language: 'de' },
    access: 'set-up',
  },
];
