import type { AccountRole, StaffRole } from './actors.ts';

/** How a request is refused: status and reason. */
export type Refusal = `${number} ${string}`;

/** Who may use a route. */
export type Rule =
  /** Everybody; a token changes nothing. */
  | { for: 'everybody' }
  /** Whoever proves it by a secret in a header or body: nobody here does, and all get the same answer. */
  | { for: 'holders of its secret'; without: Refusal; takesTokens?: true; withToken?: Refusal }
  /** Every session, about the user's own things. */
  | { for: 'users'; setUp?: true; ofAnother?: Refusal; acr?: true; recent?: true; withoutAccount?: Refusal }
  /** Members of the account, by role. */
  | { for: 'members'; roles: readonly AccountRole[]; ofAnother?: Refusal; acr?: true; recent?: true }
  /** Members by role, who reach what belongs to the account; those who may not even read it learn nothing of it. */
  | {
      for: 'readers';
      roles: readonly AccountRole[];
      readers: readonly AccountRole[];
      ofAnother: Refusal;
      guests?: true;
      acr?: true;
    }
  /** Staff, by role; nobody else learns whether it exists. */
  | { for: 'staff'; roles: readonly StaffRole[]; acr: true; recent?: true };

const everyone: readonly AccountRole[] = ['owner', 'administrator', 'requester', 'auditor', 'signer'];
const leading: readonly AccountRole[] = ['owner', 'administrator'];
const buying: readonly AccountRole[] = ['owner', 'administrator', 'requester'];
const auditing: readonly AccountRole[] = ['owner', 'auditor'];
const reading: readonly AccountRole[] = ['owner', 'administrator', 'requester', 'auditor'];

const everybody: Rule = { for: 'everybody' };
const secret = (without: Refusal): Rule => ({ for: 'holders of its secret', without });
const guest = (without: Refusal): Rule => ({ for: 'holders of its secret', without, takesTokens: true });
/** Who is logged in already is told that his form is another one. */
const newcomer = (without: Refusal): Rule => ({ ...guest(without), withToken: '400 ACTIVATION_LOGGED_IN' }) as Rule;
const users = (ofAnother?: Refusal): Rule => ({ for: 'users', ...(ofAnother === undefined ? {} : { ofAnother }) });
const setUp = (ofAnother?: Refusal): Rule => ({ ...users(ofAnother), setUp: true }) as Rule;
const withTwoFactors = (rule: Rule): Rule => ({ ...rule, acr: true }) as Rule;
const recently = (rule: Rule): Rule => ({ ...rule, recent: true }) as Rule;
const members = (roles: readonly AccountRole[], ofAnother?: Refusal): Rule => ({
  for: 'members',
  roles,
  ...(ofAnother === undefined ? {} : { ofAnother }),
});
const ofMembers = recently(withTwoFactors(members(leading, '404 MEMBER_NOT_FOUND')));
const order = (roles: readonly AccountRole[]): Rule => ({
  for: 'readers',
  roles,
  readers: reading,
  ofAnother: '404 ORDER_NOT_FOUND',
  guests: true,
});
const ofBuyers = (roles: readonly AccountRole[], ofAnother: Refusal): Rule => ({
  for: 'readers',
  roles,
  readers: reading,
  ofAnother,
});
const ofSigner = withTwoFactors(users('404 CREDENTIAL_NOT_FOUND'));
const ofSignature = withTwoFactors(users('404 SIGNATURE_REQUEST_NOT_FOUND'));
const staff = (...roles: readonly StaffRole[]): Rule => ({ for: 'staff', roles, acr: true });

/** Every route of the OpenAPI document below /v1: a new one needs a row here. */
export const rules: Readonly<Record<string, Rule>> = {
  // Shop
  'GET /v1/product-families': everybody,
  'GET /v1/products': everybody,
  'GET /v1/products/{code}': everybody,
  'GET /v1/products/{code}/validity': everybody,
  'GET /v1/support': everybody,
  'GET /v1/conformance': everybody,
  'GET /v1/storefront': everybody,
  'GET /v1/payment-page': everybody,
  'POST /v1/carts': { for: 'everybody' },
  'GET /v1/carts/{cartId}': guest('404 CART_NOT_FOUND'),
  'POST /v1/carts/{cartId}/lines': guest('404 CART_NOT_FOUND'),
  'PUT /v1/carts/{cartId}/lines/{lineId}': guest('404 CART_NOT_FOUND'),
  'DELETE /v1/carts/{cartId}/lines/{lineId}': guest('404 CART_NOT_FOUND'),
  'GET /v1/me/cart': users(),
  'POST /v1/me/cart/merges': users('404 CART_NOT_FOUND'),
  'POST /v1/quotes': guest('404 CART_NOT_FOUND'),
  'GET /v1/quotes/{quoteId}': guest('404 CART_NOT_FOUND'),
  'POST /v1/orders': guest('404 CART_NOT_FOUND'),
  'GET /v1/orders': users(),
  'GET /v1/orders/{orderId}': order(reading),
  'PUT /v1/orders/{orderId}/contacts': order(buying),
  'GET /v1/orders/{orderId}/review': order(reading),
  'POST /v1/orders/{orderId}/cancellation': order(buying),
  'POST /v1/orders/{orderId}/payments': order(buying),
  'POST /v1/orders/{orderId}/completion': order(buying),
  'POST /v1/orders/{orderId}/refunds': order(leading),
  'GET /v1/orders/{orderId}/documents/{documentId}': order(reading),
  'GET /v1/subscriptions': users(),
  'GET /v1/subscriptions/{subscriptionId}': ofBuyers(reading, '404 SUBSCRIPTION_NOT_FOUND'),
  'PATCH /v1/subscriptions/{subscriptionId}': ofBuyers(leading, '404 SUBSCRIPTION_NOT_FOUND'),
  'POST /v1/subscriptions/{subscriptionId}/renewals': ofBuyers(leading, '404 SUBSCRIPTION_NOT_FOUND'),
  'POST /v1/payment-events/{provider}': secret('400 PAYMENT_EVENT_INVALID'),

  // Account
  'POST /v1/activations/lookup': secret('404 ACTIVATION_NOT_FOUND'),
  'POST /v1/activations': newcomer('404 ACTIVATION_NOT_FOUND'),
  'POST /v1/orders/{orderId}/activation/resends': ofBuyers(buying, '404 ORDER_NOT_FOUND'),
  'PUT /v1/orders/{orderId}/activation/contact': ofBuyers(buying, '404 ORDER_NOT_FOUND'),
  'GET /v1/account': members(everyone),
  'PATCH /v1/account': withTwoFactors(members(leading)),
  'GET /v1/account/factor-policy': members(everyone),
  'PUT /v1/account/factor-policy': recently(withTwoFactors(members(leading))),
  'GET /v1/account/upgrade': members(everyone),
  'POST /v1/account/upgrade': withTwoFactors(members(leading)),
  'GET /v1/account/members': members(everyone),
  'PATCH /v1/account/members/{userId}': withTwoFactors(members(leading, '404 MEMBER_NOT_FOUND')),
  'DELETE /v1/account/members/{userId}': withTwoFactors(members(leading, '404 MEMBER_NOT_FOUND')),
  // Only an owner looks after the authenticators of the owner whom the matrix asks about.
  'GET /v1/account/members/{userId}/authenticators': withTwoFactors(members(['owner'], '404 MEMBER_NOT_FOUND')),
  'POST /v1/account/members/{userId}/authenticators/{authenticatorId}/suspension': ofMembers,
  'POST /v1/account/members/{userId}/authenticators/{authenticatorId}/resumption': ofMembers,
  'POST /v1/account/members/{userId}/authenticators/{authenticatorId}/unlocking': ofMembers,
  'POST /v1/account/members/{userId}/authenticators/{authenticatorId}/revocation': ofMembers,
  'POST /v1/account/members/{userId}/grid-cards': ofMembers,
  'POST /v1/account/invitations': withTwoFactors(members(leading)),
  'DELETE /v1/account/invitations/{invitationId}': withTwoFactors(members(leading, '404 INVITATION_NOT_FOUND')),
  'POST /v1/invitations/describe': secret('404 INVITATION_NOT_FOUND'),
  'POST /v1/invitations/accept': newcomer('404 INVITATION_NOT_FOUND'),
  'GET /v1/me/claims': users(),
  'POST /v1/me/claims/{claimId}/accept': users('404 CLAIM_NOT_FOUND'),

  // Inventory
  'GET /v1/inventory': members(everyone),
  'GET /v1/inventory/licences': members(everyone),
  'GET /v1/inventory/licences/{licenceId}': members(everyone, '404 LICENCE_NOT_FOUND'),
  'POST /v1/inventory/licences/{licenceId}/recycle': withTwoFactors(members(buying, '404 LICENCE_NOT_FOUND')),
  'GET /v1/inventory/entries': members(everyone),
  'GET /v1/inventory/proof': members(everyone),
  'POST /v1/certificate-requests': withTwoFactors(members(buying)),
  'GET /v1/certificate-requests': members(everyone),
  'GET /v1/certificate-requests/{requestId}': members(everyone, '404 REQUEST_NOT_FOUND'),
  'POST /v1/certificate-requests/{requestId}/approve': withTwoFactors(members(leading, '404 REQUEST_NOT_FOUND')),
  'POST /v1/certificate-requests/{requestId}/reject': withTwoFactors(members(leading, '404 REQUEST_NOT_FOUND')),
  'POST /v1/certificate-requests/{requestId}/cancel': withTwoFactors(members(buying, '404 REQUEST_NOT_FOUND')),
  'GET /v1/certificates': members(everyone),
  'GET /v1/certificates/{certificateId}': members(everyone, '404 CERTIFICATE_NOT_FOUND'),
  'GET /v1/certificates/{certificateId}/file': members(everyone, '404 CERTIFICATE_NOT_FOUND'),
  'POST /v1/certificates/{certificateId}/renewals': withTwoFactors(members(buying, '404 CERTIFICATE_NOT_FOUND')),
  'POST /v1/certificates/{certificateId}/reissues': withTwoFactors(members(buying, '404 CERTIFICATE_NOT_FOUND')),
  'POST /v1/certificates/{certificateId}/duplicates': withTwoFactors(members(buying, '404 CERTIFICATE_NOT_FOUND')),
  'POST /v1/certificates/{certificateId}/revocation': withTwoFactors(members(buying, '404 CERTIFICATE_NOT_FOUND')),

  // Login
  'POST /v1/delivery-receipts/{deliveryId}': secret('403 RECEIPT_REFUSED'),
  'POST /v1/login-flows': everybody,
  'GET /v1/login-flows/{flowId}': secret('404 LOGIN_FLOW_NOT_FOUND'),
  'POST /v1/login-flows/{flowId}/password': secret('404 LOGIN_FLOW_NOT_FOUND'),
  'POST /v1/login-flows/{flowId}/code': secret('404 LOGIN_FLOW_NOT_FOUND'),
  'POST /v1/login-flows/{flowId}/factor': secret('404 LOGIN_FLOW_NOT_FOUND'),
  'POST /v1/login-flows/{flowId}/factor-loss': secret('404 LOGIN_FLOW_NOT_FOUND'),
  'POST /v1/login-flows/{flowId}/resend': secret('404 LOGIN_FLOW_NOT_FOUND'),
  'POST /v1/login-flows/{flowId}/alternative': secret('404 LOGIN_FLOW_NOT_FOUND'),
  'PUT /v1/login-flows/{flowId}/language': secret('404 LOGIN_FLOW_NOT_FOUND'),
  'POST /v1/login-flows/{flowId}/cancellation': secret('404 LOGIN_FLOW_NOT_FOUND'),
  'POST /v1/tokens/refresh': secret('401 REFRESH_TOKEN_INVALID'),
  'DELETE /v1/sessions/current': setUp(),
  'GET /v1/me': setUp(),
  'GET /v1/me/set-up': setUp(),
  'PUT /v1/me/personal-validation': users(),
  'GET /v1/me/personal-validation': setUp(),
  'POST /v1/me/evidence-files': users(),
  'POST /v1/me/contact-changes': recently(withTwoFactors(users())),
  'POST /v1/me/contact-changes/{contactChangeId}/confirmation': withTwoFactors(users('404 CONTACT_CHANGE_NOT_FOUND')),
  'POST /v1/signer-invitations/description': secret('404 INVITATION_NOT_FOUND'),
  'POST /v1/signer-invitations/mobile-codes': secret('404 INVITATION_NOT_FOUND'),
  'POST /v1/signer-invitations/evidence-files': secret('404 INVITATION_NOT_FOUND'),
  'POST /v1/signer-invitations/acceptance': secret('404 INVITATION_NOT_FOUND'),
  'GET /v1/me/authenticators': setUp(),
  'POST /v1/me/authenticators': recently(setUp()),
  'POST /v1/me/authenticators/{authenticatorId}/activation': recently(setUp('404 AUTHENTICATOR_NOT_FOUND')),
  'POST /v1/me/authenticators/{authenticatorId}/platform': recently(setUp('404 AUTHENTICATOR_NOT_FOUND')),
  'POST /v1/me/authenticators/{authenticatorId}/download': setUp('404 AUTHENTICATOR_NOT_FOUND'),
  'POST /v1/me/authenticators/{authenticatorId}/prompt': setUp('404 AUTHENTICATOR_NOT_FOUND'),
  'POST /v1/me/authenticators/{authenticatorId}/resynchronisation': users('404 AUTHENTICATOR_NOT_FOUND'),
  'PATCH /v1/me/authenticators/{authenticatorId}': users('404 AUTHENTICATOR_NOT_FOUND'),
  'DELETE /v1/me/authenticators/{authenticatorId}': recently(users('404 AUTHENTICATOR_NOT_FOUND')),
  'POST /v1/soft-token-activations/{serial}/start': secret('403 ACTIVATION_REFUSED'),
  'POST /v1/soft-token-activations/{serial}/finish': secret('403 ACTIVATION_REFUSED'),
  'POST /v1/soft-tokens/{serial}/code-checks': secret('403 ACTIVATION_REFUSED'),
  'POST /v1/step-up-flows': users(),
  'GET /v1/login-policy': everybody,
  'GET /v1/texts/{language}': everybody,
  'POST /v1/recovery-flows': everybody,
  'GET /v1/recovery-flows/{flowId}': secret('404 RECOVERY_FLOW_NOT_FOUND'),
  'POST /v1/recovery-flows/{flowId}/code': secret('404 RECOVERY_FLOW_NOT_FOUND'),
  'POST /v1/recovery-flows/{flowId}/answers': secret('404 RECOVERY_FLOW_NOT_FOUND'),
  'POST /v1/recovery-flows/{flowId}/factor-code': secret('404 RECOVERY_FLOW_NOT_FOUND'),
  'POST /v1/recovery-flows/{flowId}/factor': secret('404 RECOVERY_FLOW_NOT_FOUND'),
  'POST /v1/recovery-flows/{flowId}/password': secret('404 RECOVERY_FLOW_NOT_FOUND'),
  'POST /v1/recovery-flows/{flowId}/resend': secret('404 RECOVERY_FLOW_NOT_FOUND'),
  'PUT /v1/recovery-flows/{flowId}/language': secret('404 RECOVERY_FLOW_NOT_FOUND'),
  'POST /v1/recovery-flows/{flowId}/cancellation': secret('404 RECOVERY_FLOW_NOT_FOUND'),
  'GET /v1/sessions': users(),
  'DELETE /v1/sessions': users(),
  'DELETE /v1/sessions/{sessionId}': users('404 SESSION_NOT_FOUND'),
  'PUT /v1/sessions/current/account': users('404 ACCOUNT_NOT_FOUND'),
  'PATCH /v1/me': setUp(),
  'PUT /v1/me/password': recently(withTwoFactors(users())),
  'GET /v1/me/recovery-questions': setUp(),
  'PUT /v1/me/recovery-questions': recently(setUp()),
  'GET /v1/me/applications': users(),
  'DELETE /v1/me/applications/{grantId}': users('404 GRANT_NOT_FOUND'),
  'GET /v1/me/audit': users(),
  'GET /v1/accounts/{accountId}/audit': members(auditing, '404 ACCOUNT_NOT_FOUND'),
  'GET /v1/accounts/{accountId}/audit/proof': members(auditing, '404 ACCOUNT_NOT_FOUND'),
  'GET /v1/accounts/{accountId}/audit/export': members(auditing, '404 ACCOUNT_NOT_FOUND'),

  // Staff
  'GET /v1/staff/members': staff('operator'),
  'PUT /v1/staff/members/{userId}/roles': recently(staff('operator')),
  'DELETE /v1/staff/members/{userId}': recently(staff('operator')),
  'POST /v1/staff/invitations': recently(staff('operator')),
  'GET /v1/staff/invitations': staff('operator'),
  'DELETE /v1/staff/invitations/{invitationId}': staff('operator'),
  'GET /v1/staff/users': staff('registration_officer'),
  'POST /v1/staff/users/{userId}/release': recently(staff('registration_officer')),
  'POST /v1/staff/users/{userId}/emergency-codes': recently(staff('registration_officer')),
  'GET /v1/staff/users/{userId}/authenticators': staff('registration_officer'),
  'POST /v1/staff/users/{userId}/authenticators/{authenticatorId}/suspension': recently(staff('registration_officer')),
  'POST /v1/staff/users/{userId}/authenticators/{authenticatorId}/resumption': recently(staff('registration_officer')),
  'POST /v1/staff/users/{userId}/authenticators/{authenticatorId}/unlocking': recently(staff('registration_officer')),
  'POST /v1/staff/users/{userId}/authenticators/{authenticatorId}/revocation': recently(staff('registration_officer')),
  'POST /v1/staff/users/{userId}/grid-cards': recently(staff('registration_officer')),
  'POST /v1/staff/grid-card-batches': staff('operator'),
  'GET /v1/staff/grid-card-batches': staff('operator'),
  'GET /v1/staff/grid-card-batches/{batchId}': staff('operator'),
  'GET /v1/staff/grid-card-batches/{batchId}/print-file': staff('operator'),
  'POST /v1/staff/grid-card-batches/{batchId}/voiding': staff('operator'),
  'GET /v1/staff/approvals': staff('operator', 'registration_officer'),
  'POST /v1/staff/approvals/{approvalId}/decision': recently(staff('operator', 'registration_officer')),
  'POST /v1/staff/approvals/{approvalId}/emergency-code': recently(staff('registration_officer')),
  'POST /v1/staff/signer-invitations': recently(staff('registration_officer')),
  'GET /v1/staff/signer-invitations': staff('registration_officer'),
  'DELETE /v1/staff/signer-invitations/{invitationId}': staff('registration_officer'),
  'GET /v1/staff/personal-validations/{personalValidationId}/evidence-files/{fileId}': staff('registration_officer'),
  'GET /v1/staff/personal-validations': staff('registration_officer'),
  'POST /v1/staff/personal-validations/{personalValidationId}/decision': recently(staff('registration_officer')),
  'POST /v1/operator-invitations/acceptance': secret('404 INVITATION_NOT_FOUND'),
  'POST /v1/staff/applications': recently(staff('operator')),
  'GET /v1/staff/applications': staff('operator'),
  'GET /v1/staff/applications/{clientId}': staff('operator'),
  'PUT /v1/staff/applications/{clientId}': recently(staff('operator')),
  'POST /v1/staff/applications/{clientId}/secret': recently(staff('operator')),
  'GET /v1/staff/orders/troubled': staff('operator'),
  'POST /v1/staff/orders/{orderId}/retry': staff('operator'),
  'POST /v1/staff/orders/{orderId}/refunds': staff('operator'),
  'GET /v1/staff/certificate-requests': staff('registration_officer'),
  'GET /v1/staff/certificate-requests/{requestId}': staff('registration_officer'),
  'POST /v1/staff/certificate-requests/{requestId}/approve': staff('registration_officer'),
  'POST /v1/staff/certificate-requests/{requestId}/reject': staff('registration_officer'),

  // Signing
  'POST /v1/validations': withTwoFactors(users('404 DOCUMENT_NOT_FOUND')),
  'POST /v1/credentials': recently(withTwoFactors({ for: 'users', withoutAccount: '404 ACCOUNT_NOT_FOUND' })),
  'GET /v1/credentials': withTwoFactors(users()),
  'GET /v1/credentials/{credentialId}': ofSigner,
  'POST /v1/credentials/{credentialId}/rekey': recently(ofSigner),
  'PUT /v1/credentials/{credentialId}/policy': recently(ofSigner),
  'POST /v1/credentials/{credentialId}/suspension': ofSigner,
  'POST /v1/credentials/{credentialId}/resumption': recently(ofSigner),
  'POST /v1/credentials/{credentialId}/revocation': ofSigner,
  'GET /v1/credentials/{credentialId}/history': ofSigner,
  'GET /v1/credentials/{credentialId}/history/export': ofSigner,
  'GET /v1/staff/users/{userId}/credentials': staff('registration_officer', 'operator'),
  'POST /v1/staff/credentials/{credentialId}/suspension': recently(staff('registration_officer', 'operator')),
  'POST /v1/staff/credentials/{credentialId}/release': recently(staff('registration_officer', 'operator')),
  'POST /v1/staff/credentials/{credentialId}/revocation': recently(staff('registration_officer', 'operator')),
  'POST /v1/documents': withTwoFactors(users()),
  'GET /v1/documents': withTwoFactors(users()),
  'GET /v1/documents/{documentId}': withTwoFactors(users('404 DOCUMENT_NOT_FOUND')),
  'GET /v1/documents/{documentId}/content': withTwoFactors(users('404 DOCUMENT_NOT_FOUND')),
  'DELETE /v1/documents/{documentId}': withTwoFactors(users('404 DOCUMENT_NOT_FOUND')),
  'POST /v1/signatures': withTwoFactors(users('404 CREDENTIAL_NOT_FOUND')),
  'GET /v1/signatures': withTwoFactors(users()),
  'GET /v1/signatures/{signatureId}': ofSignature,
  'POST /v1/signatures/{signatureId}/factor': ofSignature,
  'POST /v1/signatures/{signatureId}/authorisation': ofSignature,
  'POST /v1/signatures/{signatureId}/cancellation': ofSignature,
};
