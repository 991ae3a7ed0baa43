import { aMember, anAccount, anInvitation, aTier } from '../account-samples.ts';
import { at } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

const example = 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K';
const token = 'w5Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w';
const account = async () => ({ account: anAccount() });
const accountJson = {
  id: 'acc_1',
  tier: 'starter',
  state: 'active',
  tierRuleId: 'tier-by-licences',
  entitlements: { tier: 'starter', maxMembers: 5, approvalWorkflow: false, organisations: false, apiKeys: false },
  approvalRequired: false,
};
const memberJson = {
  id: 'usr_2',
  name: 'Kim Colleague',
  email: 'kim.colleague@example.com',
  roles: ['requester'],
  since: '2026-11-21T12:00:00.000Z',
};
const invitationJson = {
  id: 'ivt_1',
  email: 'kim.colleague@example.com',
  roles: ['requester'],
  expiresAt: '2026-11-21T12:00:00.000Z',
};

export const accountCases: readonly RouteCase[] = [
  {
    method: 'GET',
    path: '/v1/account',
    answers: { enrollment: { getAccount: async () => ({ account: anAccount(), members: 1 }) } },
    call: ['enrollment.getAccount', { accountId: 'acc_1' }],
    status: 200,
    body: { ...accountJson, members: 1 },
    access: 'full',
  },
  {
    method: 'PATCH',
    path: '/v1/account',
    answers: { enrollment: { updateAccount: account } },
    call: ['enrollment.updateAccount', { accountId: 'acc_1', name: 'Sample Works Ltd', approvalRequired: true }],
    status: 200,
    body: accountJson,
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/account/upgrade',
    answers: {
      enrollment: {
        previewUpgrade: async () => ({
          current: aTier(),
          upgraded: aTier({ tier: 'ACCOUNT_TIER_ENTERPRISE', maxMembers: 0, approvalWorkflow: true }),
          members: 1,
          licences: 2,
          certificates: 3,
          possible: true,
        }),
      },
    },
    call: ['enrollment.previewUpgrade', { accountId: 'acc_1' }],
    status: 200,
    body: {
      possible: true,
      current: { tier: 'starter', maxMembers: 5 },
      upgraded: { tier: 'enterprise', approvalWorkflow: true },
      keeps: { members: 1, licences: 2, certificates: 3 },
    },
    access: 'full',
  },
  {
    method: 'POST',
    path: '/v1/account/upgrade',
    answers: { enrollment: { upgradeAccount: account } },
    call: ['enrollment.upgradeAccount', { accountId: 'acc_1' }],
    status: 200,
    body: accountJson,
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/account/members',
    answers: {
      enrollment: { listMembers: async () => ({ members: [aMember()], invitations: [anInvitation()] }) },
    },
    call: ['enrollment.listMembers', { accountId: 'acc_1' }],
    status: 200,
    body: { members: [memberJson], invitations: [invitationJson] },
    access: 'full',
  },
  {
    method: 'PATCH',
    path: '/v1/account/members/{userId}',
    url: '/v1/account/members/usr_2',
    answers: { enrollment: { changeMemberRoles: async () => ({ member: aMember() }) } },
    call: ['enrollment.changeMemberRoles', { accountId: 'acc_1', userId: 'usr_2', roles: ['requester', 'signer'] }],
    status: 200,
    body: memberJson,
    access: 'aal2',
  },
  {
    method: 'DELETE',
    path: '/v1/account/members/{userId}',
    url: '/v1/account/members/usr_2',
    answers: { enrollment: { removeMember: async () => ({}) } },
    call: ['enrollment.removeMember', { accountId: 'acc_1', userId: 'usr_2' }],
    status: 204,
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/account/invitations',
    answers: { enrollment: { inviteMember: async () => ({ invitation: anInvitation() }) } },
    call: [
      'enrollment.inviteMember',
      {
        accountId: 'acc_1',
        email: 'kim.colleague@example.com',
        givenName: 'Kim',
        surname: 'Colleague',
        roles: ['requester'],
        language: 'en',
      },
    ],
    status: 201,
    body: invitationJson,
    access: 'aal2',
  },
  {
    method: 'DELETE',
    path: '/v1/account/invitations/{invitationId}',
    url: '/v1/account/invitations/ivt_1',
    answers: { enrollment: { withdrawInvitation: async () => ({}) } },
    call: ['enrollment.withdrawInvitation', { accountId: 'acc_1', invitationId: 'ivt_1' }],
    status: 204,
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/invitations/describe',
    answers: {
      enrollment: {
        describeInvitation: async () => ({
          accountName: 'Sample Works Ltd',
          userId: 'kim.colleague@example.com',
          roles: ['requester'],
          expiresAt: at,
        }),
      },
    },
    call: ['enrollment.describeInvitation', { token }],
    status: 200,
    body: {
      accountName: 'Sample Works Ltd',
      userId: 'kim.colleague@example.com',
      roles: ['requester'],
      expiresAt: '2026-11-21T12:00:00.000Z',
    },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/invitations/accept',
    answers: {
      enrollment: { acceptInvitation: async () => ({ accountId: 'acc_1', userId: 'kim.colleague@example.com' }) },
    },
    call: [
      'enrollment.acceptInvitation',
      { token, password: 'correct horse battery staple', mobile: '+12025550123', language: '' },
    ],
    status: 201,
    body: { accountId: 'acc_1', userId: 'kim.colleague@example.com' },
    access: 'optional',
  },
  {
    method: 'GET',
    path: '/v1/me/claims',
    answers: {
      enrollment: {
        listClaims: async () => ({
          claims: [
            {
              id: 'act_1',
              orderNumber: 'CS-2026-000123',
              accountName: 'Sample Works Ltd',
              productCodes: ['tls-ov-multi'],
              licences: 2,
              createdAt: at,
            },
          ],
        }),
      },
    },
    call: ['enrollment.listClaims', {}],
    status: 200,
    body: {
      items: [{ id: 'act_1', orderNumber: 'CS-2026-000123', licences: 2, createdAt: '2026-11-21T12:00:00.000Z' }],
    },
    access: 'full',
  },
  {
    method: 'POST',
    path: '/v1/me/claims/{claimId}/accept',
    url: '/v1/me/claims/act_1/accept',
    answers: { enrollment: { acceptClaim: async () => ({ accountId: 'acc_2' }) } },
    call: ['enrollment.acceptClaim', { claimId: 'act_1', accountId: example }],
    status: 200,
    body: { accountId: 'acc_2' },
    access: 'full',
  },
  {
    method: 'POST',
    path: '/v1/orders/{orderId}/activation/resends',
    url: '/v1/orders/ord_1/activation/resends',
    headers: { 'order-secret': 'order-secret' },
    answers: { enrollment: { resendActivation: async () => ({ expiresAt: at, resendsLeft: 4 }) } },
    call: ['enrollment.resendActivation', { order: { orderId: 'ord_1', secret: 'order-secret' } }],
    status: 202,
    body: { expiresAt: '2026-11-21T12:00:00.000Z', resendsLeft: 4 },
    access: 'optional',
  },
  {
    method: 'PUT',
    path: '/v1/orders/{orderId}/activation/contact',
    url: '/v1/orders/ord_1/activation/contact',
    headers: { 'order-secret': 'order-secret' },
    answers: { enrollment: { changeActivationContact: async () => ({ expiresAt: at }) } },
    call: [
      'enrollment.changeActivationContact',
      {
        order: { orderId: 'ord_1', secret: 'order-secret' },
        givenName: 'Kim',
        surname: 'Colleague',
        email: 'kim.colleague@example.com',
        language: 'en',
      },
    ],
    status: 200,
    body: { expiresAt: '2026-11-21T12:00:00.000Z' },
    access: 'optional',
  },
];
