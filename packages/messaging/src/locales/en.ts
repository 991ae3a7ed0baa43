import type { LocaleTexts } from '../message.ts';
import { enFactors } from './en-factors.ts';
import { enIdentity } from './en-identity.ts';

/** English. */
export const en: LocaleTexts = {
  dates: 'en-GB',
  words: {
    totp: 'authenticator app',
    soft_token: 'soft token',
    grid_card: 'grid card',
    egrid: 'electronic grid card',
    sms: 'codes by text message',
    email: 'codes by e-mail',
    approved: 'approved',
    rejected: 'rejected',
    owner: 'owner',
    administrator: 'administrator',
    requester: 'requester',
    auditor: 'auditor',
    signer: 'signer',
    operator: 'operator',
    registration_officer: 'registration officer',
    user_release: 'release of a locked user',
    personal_validation: 'decision on a personal validation',
    staff_invitation: 'invitation of a member of staff',
    staff_roles: 'change of staff roles',
    emergency_code: 'emergency code for a login',
    assigned: 'assigned to you, and waits in your list for its first answer',
    suspended: 'suspended',
    suspended_by_emergency: 'suspended, because an emergency code was used for a login',
    resumed: 'taken into use again',
    unlocked: 'unlocked',
    locked: 'locked after too many wrong answers',
    revoked: 'revoked',
    withdrawn: 'removed',
    credential_suspended_by_staff:
      'It was suspended by a member of staff. It signs nothing until it is released and you resume it.',
    credential_suspended_after_replacement:
      'It was suspended because your second factor was replaced. It signs nothing until your personal validation is repeated and you resume it.',
    credential_revoked: 'It was revoked, as you asked for.',
    credential_revoked_by_staff: 'It was revoked by a member of staff.',
    credential_revoked_licence_ended: 'It was revoked, because its purchase was paid back.',
    credential_rekeyed: 'It has a new key and took the place of your earlier certificate, which is revoked.',
    removed: 'removed before it was activated',
    log_in: 'log in',
    sign: 'sign',
    enrol: 'set up this factor',
    recover: 'recover your login',
    confirm: 'confirm',
  },
  messages: {
    ...enIdentity,
    ...enFactors,
    'account-activation': {
      subject: 'Activate your account {account}',
      paragraphs: [
        'Hello {name},',
        'Thank you for your order {orderNumber}. What you bought is waiting in the account {account}. Open this address to activate the account and to choose a password:',
        '{link}',
        'The address works once, until {expiresAt}. Do not pass it on: whoever has it can take over the account.',
        'If you did not expect this message, you need not do anything.',
      ],
    },
    'one-time-pin': {
      // One SMS of 160 characters: only letters of the GSM 7-bit alphabet.
      subject: 'Your one-time code',
      paragraphs: [
        'Your one-time code is {code}, valid for {minutes} min. Do not tell it to anyone.',
        '@{host} #{code}',
      ],
    },
    'factor-enrolled': {
      subject: 'A new way to confirm your login was set up',
      paragraphs: [
        'A new way to confirm your login was set up: {kind}, on {at}.',
        'If that was not you, change your password and tell your administrator at once.',
      ],
    },
    'authenticator-changed': {
      subject: 'Your second factor was changed',
      paragraphs: [
        'Your second factor “{label}” ({kind}) was {change}.',
        'Reason: {reason}',
        'If you did not expect this, tell your administrator at once.',
      ],
    },
    'factor-running-out': {
      subject: 'Your card is running out',
      paragraphs: [
        'Your card “{label}” ({kind}) is good for {left} more logins or signatures. Set up another one now: each cell is asked for only once.',
      ],
    },
    'soft-token-reused': {
      subject: 'Someone used the codes of your soft token again',
      paragraphs: [
        'The codes with which you set up the soft token “{label}” (serial number {serial}) were used a second time. The soft token that is bound stays bound; the other attempt failed.',
        'If that was not you, someone may have seen the codes. If you have not confirmed the token yet, remove it and set up another one.',
      ],
    },
    'password-set': {
      subject: 'Your password was set',
      paragraphs: [
        'A new password was set for your login.',
        'If that was not you, tell your administrator at once: someone else may be using your mailbox.',
      ],
    },
    'personal-validation-decided': {
      subject: 'Your personal validation: {decision}',
      paragraphs: [
        'A registration officer has decided on your personal validation: {decision}.',
        'Reason: {reason}',
        'Log in to see what you can do next.',
      ],
    },
    'operator-invitation': {
      subject: 'Invitation to become an operator',
      paragraphs: [
        'You are invited to become an operator. Open this address to set up your login:',
        '{link}',
        'The address works once, until {expiresAt}. Do not pass it on.',
      ],
    },
    'signature-made': {
      subject: 'A document was signed with your certificate',
      paragraphs: [
        'A document was signed with your certificate: {label}, on {at}.',
        'If that was not you, have the certificate revoked and change your password at once.',
      ],
    },
    'order-receipt': {
      subject: 'Your order {orderNumber} is complete',
      paragraphs: [
        'Hello {name},',
        'Thank you. Your order {orderNumber} for {amount} is complete. The invoice and the receipt are here:',
        '{link}',
      ],
    },
    'renewal-due': {
      subject: 'Your subscription {product} is due for renewal',
      paragraphs: [
        'Hello {name},',
        'A year of your subscription {product} ends on {dueAt}. The next year costs {amount}. Nothing is charged by itself; renew here:',
        '{link}',
      ],
    },
    'renewal-announced': {
      subject: 'Your subscription {product} will be renewed',
      paragraphs: [
        'Hello {name},',
        'You have switched on the renewal of your subscription {product}: {amount} will be charged on {dueAt}. Until then you can switch the renewal off here:',
        '{link}',
      ],
    },
    'renewal-paid': {
      subject: 'Your subscription {product} was renewed',
      paragraphs: [
        'Hello {name},',
        'We have charged {amount} for your subscription {product}. It is now paid until {paidUntil}.',
      ],
    },
    'renewal-failed': {
      subject: 'The payment for your subscription {product} failed',
      paragraphs: [
        'Hello {name},',
        'We could not charge {amount} for your subscription {product}. We will try again on {nextTryAt}. You can change the payment method here:',
        '{link}',
      ],
    },
    'renewal-overdue': {
      subject: 'Your subscription {product} is not paid',
      paragraphs: [
        'Hello {name},',
        'Your subscription {product} is not paid: {amount} is outstanding. If it stays unpaid, no new certificates will be issued from {heldAt}. Certificates in use stay valid. Settle the payment here:',
        '{link}',
      ],
    },
    'subscription-held': {
      subject: 'Your subscription {product} is on hold',
      paragraphs: [
        'Hello {name},',
        'Your subscription {product} is on hold: no new certificates will be issued until it is paid. Existing certificates stay valid. Settle the payment here:',
        '{link}',
      ],
    },
    'subscription-ended': {
      subject: 'Your subscription {product} has ended',
      paragraphs: ['Hello {name},', 'Your subscription {product} ended on {endedAt}.'],
    },
    'order-refunded': {
      subject: 'Your order {orderNumber} was refunded',
      paragraphs: [
        'Hello {name},',
        'We have refunded {amount} for your order {orderNumber}. The licences of this order are withdrawn.',
      ],
    },
    'payment-returned': {
      subject: 'A payment for your order {orderNumber} is paid back',
      paragraphs: [
        'Hello {name},',
        'We are paying back {amount} for your order {orderNumber}. The payment was not needed, because the order was already paid or was cancelled. You need not do anything.',
      ],
    },
    'member-invitation': {
      subject: 'Invitation to the account {account}',
      paragraphs: [
        '{inviter} invites you to the account {account}. Open this address to join:',
        '{link}',
        'The address works once, until {expiresAt}. Do not pass it on.',
        'If you did not expect this message, you need not do anything.',
      ],
    },
    'membership-changed': {
      subject: 'Your roles in the account {account} were changed',
      paragraphs: ['Your roles in the account {account} were changed.', 'They are now: {roles}.'],
    },
    'membership-ended': {
      subject: 'You are no longer a member of the account {account}',
      paragraphs: [
        'You are no longer a member of the account {account}.',
        'If you think this is a mistake, ask an administrator of the account.',
      ],
    },
    'activation-contact-changed': {
      subject: 'The activation message of the order {orderNumber} goes to another address',
      paragraphs: [
        'The activation message of the order {orderNumber} now goes to {address} and no longer to you.',
        'If that was not you, tell our support at once.',
      ],
    },
    'order-claim': {
      subject: 'Choose an account for the order {orderNumber}',
      paragraphs: [
        'Hello {name},',
        'The order {orderNumber} was made with your e-mail address. Nothing has changed in your accounts. Log in and decide which account gets the order:',
        '{link}',
      ],
    },
    'account-upgraded': {
      subject: 'The account {account} is now an Enterprise account',
      paragraphs: ['The account {account} was upgraded on {at} and is now an Enterprise account.'],
    },
    'certificate-issued': {
      subject: 'Your certificate for {name} is ready',
      paragraphs: [
        'Your certificate for {name} ({product}) is ready. It is valid until {validUntil}. Download it here:',
        '{link}',
      ],
    },
    'certificate-expiring': {
      subject: 'Your certificate for {name} expires soon',
      paragraphs: ['Your certificate for {name} expires on {validUntil}. Renew it here:', '{link}'],
    },
    'certificate-revoked': {
      subject: 'Your certificate for {name} was revoked',
      paragraphs: ['Your certificate for {name} was revoked on {at}. Stop using it.', 'Reason: {reason}'],
    },
    'certificate-request-rejected': {
      subject: 'Your certificate request for {name} was rejected',
      paragraphs: ['Your certificate request for {name} was rejected.', 'Reason: {reason}'],
    },
    'licence-expiring': {
      subject: 'Your licence {product} expires soon',
      paragraphs: ['The subscription of your licence {product} ends on {validUntil}. Renew it here:', '{link}'],
    },
  },
};
