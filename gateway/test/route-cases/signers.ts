import type { Invitation } from '@countersign/proto/identity';
import { aPersonalValidation, at } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

const token = 'v9Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w';
const pdf = Buffer.from('%PDF-1.7');
const anInvitation = (): Invitation => ({
  id: 'inv_1',
  email: 'kim.signer@example.com',
  roles: [],
  state: 'open',
  createdAt: at,
  expiresAt: at,
});
const invitationJson = { id: 'inv_1', email: 'kim.signer@example.com', state: 'open' };
const stored = { addEvidenceFile: async () => ({ fileId: 'evf_1', digest: Buffer.alloc(32, 7) }) };
const storedJson = { id: 'evf_1', sha256: Buffer.alloc(32, 7).toString('base64') };

/** Evidence, invitations of signers, and changes of contact. */
export const signerCases: readonly RouteCase[] = [
  {
    method: 'POST',
    path: '/v1/me/evidence-files',
    raw: { type: 'application/pdf', content: pdf },
    answers: { identity: stored },
    call: ['identity.addEvidenceFile', { mediaType: 'application/pdf', content: pdf, invitationToken: '' }],
    status: 201,
    body: storedJson,
    access: 'set-up',
  },
  {
    method: 'POST',
    path: '/v1/signer-invitations/evidence-files',
    headers: { 'invitation-token': token },
    raw: { type: 'image/png', content: pdf },
    answers: { identity: stored },
    call: ['identity.addEvidenceFile', { mediaType: 'image/png', content: pdf, invitationToken: token }],
    status: 201,
    body: storedJson,
    access: 'public',
  },
  {
    method: 'GET',
    path: '/v1/staff/personal-validations/{personalValidationId}/evidence-files/{fileId}',
    url: '/v1/staff/personal-validations/pvl_1/evidence-files/evf_1',
    answers: { identity: { getEvidenceFile: async () => ({ mediaType: 'application/pdf', content: pdf }) } },
    call: ['identity.getEvidenceFile', { personalValidationId: 'pvl_1', fileId: 'evf_1' }],
    status: 200,
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/staff/signer-invitations',
    answers: { identity: { inviteSigner: async () => ({ invitation: anInvitation() }) } },
    call: ['identity.inviteSigner', { email: 'kim.signer@example.com', language: '' }],
    status: 201,
    body: invitationJson,
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/staff/signer-invitations',
    url: '/v1/staff/signer-invitations?limit=10',
    answers: {
      identity: { listSignerInvitations: async () => ({ invitations: [anInvitation()], nextPageToken: '' }) },
    },
    call: ['identity.listSignerInvitations', { pageSize: 10, pageToken: '' }],
    status: 200,
    body: { items: [invitationJson] },
    access: 'aal2',
  },
  {
    method: 'DELETE',
    path: '/v1/staff/signer-invitations/{invitationId}',
    url: '/v1/staff/signer-invitations/inv_1',
    answers: { identity: { withdrawSignerInvitation: async () => ({}) } },
    call: ['identity.withdrawSignerInvitation', { invitationId: 'inv_1' }],
    status: 204,
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/signer-invitations/description',
    answers: {
      identity: { describeSignerInvitation: async () => ({ email: 'kim.signer@example.com', expiresAt: at }) },
    },
    call: ['identity.describeSignerInvitation', { token }],
    status: 200,
    body: { userId: 'kim.signer@example.com', expiresAt: at.toISOString() },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/signer-invitations/mobile-codes',
    answers: {
      identity: {
        sendSignerMobileCode: async () => ({ maskedDestination: '+1••••••23', resendAt: at, expiresAt: at }),
      },
    },
    call: ['identity.sendSignerMobileCode', { token, mobile: '+12025550123', language: '' }],
    status: 202,
    body: { maskedDestination: '+1••••••23', resendAt: at.toISOString() },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/signer-invitations/acceptance',
    answers: {
      identity: {
        acceptSignerInvitation: async () => ({ userId: 'usr_1', personalValidation: aPersonalValidation() }),
      },
    },
    call: [
      'identity.acceptSignerInvitation',
      {
        token,
        givenName: 'Kim',
        surname: 'Signer',
        mobile: '+12025550123',
        mobileCode: '123456',
        country: 'US',
        evidence: [
          { documentType: 'passport', documentNumber: 'X1234567', fileIds: ['evf_01JD8Z0V9W6Q4X3T2R1P0N7M5K'] },
        ],
        password: 'correct horse battery staple',
        language: '',
      },
    ],
    status: 201,
    body: { id: 'pvl_1', state: 'submitted' },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/me/contact-changes',
    answers: {
      identity: {
        startContactChange: async () => ({
          contactChangeId: 'cch_1',
          maskedDestination: 'r•••@example.com',
          currentCodeRequired: true,
          expiresAt: at,
        }),
      },
    },
    call: ['identity.startContactChange', { email: 'robin.renamed@example.com', mobile: '' }],
    status: 201,
    body: { id: 'cch_1', currentCodeRequired: true, maskedDestination: 'r•••@example.com' },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/me/contact-changes/{contactChangeId}/confirmation',
    url: '/v1/me/contact-changes/cch_1/confirmation',
    answers: {
      identity: { confirmContactChange: async () => ({ email: 'robin.renamed@example.com', maskedMobile: '' }) },
    },
    call: ['identity.confirmContactChange', { contactChangeId: 'cch_1', code: '123456', currentCode: '654321' }],
    status: 200,
    body: { userId: 'robin.renamed@example.com' },
    access: 'aal2',
  },
];
