import type { LocaleTexts } from '../message.ts';

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
  },
  messages: {
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
  },
};
