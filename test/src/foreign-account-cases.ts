import type { Belongings } from './belongings.ts';
import { type Build, type ForeignCase, guestCases, type Kind, on, signed } from './foreign-cases.ts';

const kind = (parameter: string, idOf: (of: Belongings) => string, code: string): Kind => ({
  ...signed,
  parameter,
  idOf,
  code,
});
const order = kind('orderId', (of) => of.paidOrder.id, 'ORDER_NOT_FOUND');
const document = kind('documentId', (of) => of.documentId, 'DOCUMENT_NOT_FOUND');
const subscription = kind('subscriptionId', (of) => of.subscriptionId, 'SUBSCRIPTION_NOT_FOUND');
const member = kind('userId', (of) => of.userId, 'MEMBER_NOT_FOUND');
const invitation = kind('invitationId', (of) => of.invitationId, 'INVITATION_NOT_FOUND');
const claim = kind('claimId', (of) => of.claimId, 'CLAIM_NOT_FOUND');
const licence = kind('licenceId', (of) => of.licenceId, 'LICENCE_NOT_FOUND');
const request = kind('requestId', (of) => of.certificateRequestId, 'REQUEST_NOT_FOUND');
const certificate = kind('certificateId', (of) => of.certificateId, 'CERTIFICATE_NOT_FOUND');
// Nobody has one: staff alone see them, and the others learn nothing.
const approval = kind('approvalId', (of) => of.userId.replace('usr_', 'apr_'), 'APPROVAL_NOT_FOUND');
const batch = kind('batchId', (of) => of.userId.replace('usr_', 'gcb_'), 'GRID_CARD_BATCH_NOT_FOUND');
const grant = kind('grantId', (of) => of.grantId, 'GRANT_NOT_FOUND');
const application = kind('clientId', (of) => of.grantId.replace('ogr_', 'cli_'), 'CLIENT_NOT_FOUND');
const account = kind('accountId', (of) => of.accountId, 'ACCOUNT_NOT_FOUND');
const recovery: Kind = {
  parameter: 'flowId',
  idOf: (of) => of.recovery.id,
  status: 404,
  code: 'RECOVERY_FLOW_NOT_FOUND',
  with: ({ recovery: { headers } }) => ({ headers }),
};
const session = kind('sessionId', (of) => of.sessionId, 'SESSION_NOT_FOUND');
const change = kind('contactChangeId', (of) => of.contactChangeId, 'CONTACT_CHANGE_NOT_FOUND');
const validation = kind('personalValidationId', (of) => of.personalValidationId, 'PERSONAL_VALIDATION_NOT_FOUND');
// Not even whether it exists is told to somebody who is no officer or operator.
const staff = (of: Kind): Kind => ({ ...of, status: 403, code: 'ROLE_REQUIRED' });

const ofOrder = { orderId: (of: Belongings) => of.paidOrder.id };
const ofAuthenticator = { authenticatorId: (of: Belongings) => of.pendingAuthenticatorId };
const stolen: Build = () => ({ body: { reason: 'the phone was stolen' } });
const once: Build = () => ({ body: {}, idempotent: true });
const reason: Build = () => ({ body: { reason: 'unspecified' } });
const code: Build = () => ({ body: { code: '123456' } });
const refusal: Build = () => ({ body: { reason: 'not registered' } });
const receiver: Build = () => ({ body: { givenName: 'Eve', surname: 'Example', email: 'eve@example.com' } });

/** What an account and its members have. What reads comes before what changes. */
const accountCases: readonly ForeignCase[] = [
  on(order, 'GET /v1/orders/{orderId}'),
  on(order, 'GET /v1/orders/{orderId}/review'),
  on(order, 'GET /v1/orders/{orderId}/documents/{documentId}', undefined, { documentId: (of) => of.documentId }),
  on(document, 'GET /v1/orders/{orderId}/documents/{documentId}', undefined, ofOrder),
  on(order, 'POST /v1/orders/{orderId}/activation/resends'),
  on(order, 'PUT /v1/orders/{orderId}/activation/contact', receiver),
  on(order, 'POST /v1/orders/{orderId}/cancellation'),
  on(subscription, 'GET /v1/subscriptions/{subscriptionId}'),
  on(subscription, 'PATCH /v1/subscriptions/{subscriptionId}', () => ({ body: { autoRenew: false } })),
  on(subscription, 'POST /v1/subscriptions/{subscriptionId}/renewals', once),
  on(member, 'PATCH /v1/account/members/{userId}', () => ({ body: { roles: ['owner'] } })),
  on(member, 'DELETE /v1/account/members/{userId}'),
  on(member, 'GET /v1/account/members/{userId}/authenticators'),
  ...['suspension', 'resumption', 'unlocking', 'revocation'].map((what) =>
    on(member, `POST /v1/account/members/{userId}/authenticators/{authenticatorId}/${what}`, stolen, ofAuthenticator),
  ),
  on(staff(member), 'GET /v1/staff/users/{userId}/authenticators'),
  ...['suspension', 'resumption', 'unlocking', 'revocation'].map((what) =>
    on(
      staff(member),
      `POST /v1/staff/users/{userId}/authenticators/{authenticatorId}/${what}`,
      stolen,
      ofAuthenticator,
    ),
  ),
  on(staff(member), 'POST /v1/staff/users/{userId}/grid-cards', () => ({ body: { serial: '69350-19387' } })),
  on(member, 'POST /v1/account/members/{userId}/grid-cards', () => ({ body: { serial: '69350-19387' } })),
  on(invitation, 'DELETE /v1/account/invitations/{invitationId}'),
  {
    ...on(account, 'POST /v1/me/claims/{claimId}/accept'),
    send: (api, { member: { token }, claimId }, accountId) =>
      api.send('POST', `/v1/me/claims/${claimId}/accept`, { token, body: { accountId } }),
  },
  on(claim, 'POST /v1/me/claims/{claimId}/accept', ({ accountId }) => ({ body: { accountId } })),
  on(licence, 'GET /v1/inventory/licences/{licenceId}'),
  on(request, 'GET /v1/certificate-requests/{requestId}'),
  on(request, 'POST /v1/certificate-requests/{requestId}/approve'),
  on(request, 'POST /v1/certificate-requests/{requestId}/reject', refusal),
  on(request, 'POST /v1/certificate-requests/{requestId}/cancel'),
  on(certificate, 'GET /v1/certificates/{certificateId}'),
  on(certificate, 'GET /v1/certificates/{certificateId}/file'),
  on(certificate, 'POST /v1/certificates/{certificateId}/renewals', once),
  on(certificate, 'POST /v1/certificates/{certificateId}/duplicates', once),
  on(certificate, 'POST /v1/certificates/{certificateId}/reissues', once),
  on(certificate, 'POST /v1/certificates/{certificateId}/revocation', reason),
  {
    ...on(licence, 'POST /v1/certificate-requests'),
    send: (api, { member: { token } }, licenceId) =>
      api.send('POST', '/v1/certificate-requests', { token, body: { licenceId }, idempotent: true }),
  },
  on(licence, 'POST /v1/inventory/licences/{licenceId}/recycle'),
  on(order, 'POST /v1/orders/{orderId}/refunds', once),
  on(account, 'GET /v1/accounts/{accountId}/audit'),
  on(account, 'GET /v1/accounts/{accountId}/audit/proof'),
  on(account, 'GET /v1/accounts/{accountId}/audit/export'),
  on(recovery, 'GET /v1/recovery-flows/{flowId}'),
  on(recovery, 'PUT /v1/recovery-flows/{flowId}/language', () => ({ body: { language: 'de' } })),
  on(recovery, 'POST /v1/recovery-flows/{flowId}/code', code),
  on(recovery, 'POST /v1/recovery-flows/{flowId}/answers', () => ({
    body: { answers: [{ key: 'first_film', answer: 'nothing' }] },
  })),
  on(recovery, 'POST /v1/recovery-flows/{flowId}/factor-code', code),
  on(recovery, 'POST /v1/recovery-flows/{flowId}/factor', () => ({
    body: { authenticatorId: 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K' },
  })),
  on(recovery, 'POST /v1/recovery-flows/{flowId}/password', ({ member: { password } }) => ({ body: { password } })),
  on(recovery, 'POST /v1/recovery-flows/{flowId}/resend'),
  on(recovery, 'POST /v1/recovery-flows/{flowId}/cancellation'),
  on(change, 'POST /v1/me/contact-changes/{contactChangeId}/confirmation', code),
  on(session, 'DELETE /v1/sessions/{sessionId}'),
  {
    ...on(account, 'PUT /v1/sessions/current/account'),
    send: (api, { member: { token } }, accountId) =>
      api.send('PUT', '/v1/sessions/current/account', { token, body: { accountId } }),
  },
  on(staff(member), 'PUT /v1/staff/members/{userId}/roles', () => ({ body: { roles: ['operator'] } })),
  on(staff(member), 'DELETE /v1/staff/members/{userId}'),
  on(staff(member), 'POST /v1/staff/users/{userId}/release', () => ({ body: { reason: 'he called and proved it' } })),
  on(staff(member), 'POST /v1/staff/users/{userId}/emergency-codes', () => ({ body: { reason: 'was called back' } })),
  on(staff(invitation), 'DELETE /v1/staff/invitations/{invitationId}'),
  on(staff(invitation), 'DELETE /v1/staff/signer-invitations/{invitationId}'),
  on(
    staff(kind('approvalId', () => 'apr_01JD8Z0V9W6Q4X3T2R1P0N7M5M', '')),
    'POST /v1/staff/approvals/{approvalId}/decision',
    () => ({ body: { approved: true } }),
  ),
  on(
    staff(kind('approvalId', () => 'apr_01JD8Z0V9W6Q4X3T2R1P0N7M5M', '')),
    'POST /v1/staff/approvals/{approvalId}/emergency-code',
  ),
  on(
    staff(validation),
    'GET /v1/staff/personal-validations/{personalValidationId}/evidence-files/{fileId}',
    undefined,
    { fileId: (of) => of.evidenceFileId },
  ),
  on(grant, 'DELETE /v1/me/applications/{grantId}'),
  on(staff(application), 'GET /v1/staff/applications/{clientId}'),
  on(staff(application), 'PUT /v1/staff/applications/{clientId}', () => ({
    body: { name: 'Example Shop', redirectUris: ['https://shop.example.com/signed'], version: 1 },
  })),
  on(staff(application), 'POST /v1/staff/applications/{clientId}/secret', () => ({ body: { graceSeconds: 0 } })),
  on(staff(order), 'POST /v1/staff/orders/{orderId}/retry'),
  on(staff(order), 'POST /v1/staff/orders/{orderId}/refunds', () => ({ body: { reason: 'wrong' }, idempotent: true })),
  on(staff(member), 'PUT /v1/staff/members/{userId}/roles', () => ({ body: { roles: ['operator'] } })),
  on(staff(member), 'DELETE /v1/staff/members/{userId}'),
  on(staff(member), 'POST /v1/staff/users/{userId}/release', () => ({ body: { reason: 'says that he is he' } })),
  on(staff(invitation), 'DELETE /v1/staff/invitations/{invitationId}'),
  on(staff(invitation), 'DELETE /v1/staff/signer-invitations/{invitationId}'),
  on(staff(approval), 'POST /v1/staff/approvals/{approvalId}/decision', () => ({ body: { approved: true } })),
  on(staff(batch), 'GET /v1/staff/grid-card-batches/{batchId}'),
  on(staff(batch), 'GET /v1/staff/grid-card-batches/{batchId}/print-file'),
  on(staff(batch), 'POST /v1/staff/grid-card-batches/{batchId}/voiding'),
  on(staff(request), 'GET /v1/staff/certificate-requests/{requestId}'),
  on(staff(request), 'POST /v1/staff/certificate-requests/{requestId}/approve'),
  on(staff(request), 'POST /v1/staff/certificate-requests/{requestId}/reject', refusal),
];

/** Every route that takes an id of something that is somebody's. */
export const foreignCases: readonly ForeignCase[] = [...guestCases, ...accountCases];
