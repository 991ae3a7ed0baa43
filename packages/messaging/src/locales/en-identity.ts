import type { IdentityMessageParams } from '../identity-messages.ts';
import type { MessageText } from '../message.ts';

/** English messages about logins, contacts and staff. */
export const enIdentity: Readonly<Record<keyof IdentityMessageParams, MessageText>> = {
  'password-changed': {
    subject: 'Your password was changed',
    paragraphs: [
      'The password of your login was changed on {at}.',
      'Network address: {address}',
      'If that was not you, choose “Locked or forgotten?” on the login page at once and set a new password.',
    ],
  },
  'password-reset': {
    subject: 'Your password was reset',
    paragraphs: [
      'Your password was set anew on {at}, through “Locked or forgotten?”. All sessions were ended. Your second factor is as it was.',
      'If that was not you, tell your administrator at once: someone else may be using your mailbox.',
    ],
  },
  'password-known': {
    subject: 'Someone seems to know your password',
    paragraphs: [
      'On {at} someone entered your right password, but not the right code of your second factor. Your login was not opened.',
      'Network address: {address}',
      'If that was not you, change your password at once, and everywhere else where you use the same.',
    ],
  },
  'login-stopped': {
    subject: 'Your login is closed to unknown devices',
    paragraphs: [
      'Too many wrong passwords were entered for your login. Since {at} it takes no password from unknown devices.',
      'Devices on which you have logged in before still work. To open your login elsewhere, too, choose “Locked or forgotten?” on the login page and set a new password.',
      'Your password was not guessed.',
    ],
  },
  'new-device': {
    subject: 'Login on a new device',
    paragraphs: [
      'Someone logged in as you on {at}, on a device that was not known before.',
      'Device: {device}',
      'Network address: {address}',
      'If that was not you, choose “Locked or forgotten?” on the login page at once and set a new password: this ends all sessions.',
    ],
  },
  'session-reused': {
    subject: 'One of your sessions was ended for safety',
    paragraphs: [
      'On {at} an outdated key of one of your sessions was used again. Someone may have copied it, so the session was ended.',
      'Log in again. If you receive this message more than once, set a new password and check the devices that you use.',
    ],
  },
  'recovery-code': {
    subject: 'Your code for a new password',
    paragraphs: [
      'Someone asked for a new password for your login. The code for it is {code}, valid for {minutes} minutes.',
      'Do not tell it to anyone. If that was not you, you need not do anything: your password stays as it is.',
    ],
  },
  'recovery-answers-locked': {
    subject: 'Your recovery questions are locked',
    paragraphs: [
      'Your recovery questions were answered wrongly too often. Until {until} no answers are accepted.',
      'Your password and your second factor work as before. If that was not you, someone may be reading your mailbox: change its password.',
    ],
  },
  'recovery-questions-changed': {
    subject: 'Your recovery questions were changed',
    paragraphs: [
      'The answers to your recovery questions were set anew on {at}.',
      'If that was not you, change your password and tell your administrator at once.',
    ],
  },
  'contact-code': {
    // One SMS of 160 characters: only letters of the GSM 7-bit alphabet.
    subject: 'Your code to confirm this contact',
    paragraphs: [
      'Your code to confirm this contact is {code}, valid for {minutes} min. Do not tell it to anyone.',
      '@{host} #{code}',
    ],
  },
  'contact-consent': {
    subject: 'Your e-mail address is about to be changed',
    paragraphs: [
      'Someone logged in as you wants to change the e-mail address of your login to {address}. To agree, enter the code {code} on the same page. It is valid for {minutes} minutes.',
      'If that was not you, do not tell the code to anyone and change your password at once.',
    ],
  },
  'email-changed': {
    subject: 'Your e-mail address was changed',
    paragraphs: [
      'The e-mail address of your login was changed to {address} on {at}. It is your user ID from now on.',
      'If that was not you, tell your administrator at once.',
    ],
  },
  'mobile-changed': {
    subject: 'Your mobile number was changed',
    paragraphs: [
      'The mobile number of your login was changed to {mobile} on {at}.',
      'If that was not you, change your password and tell your administrator at once.',
    ],
  },
  'user-released': {
    subject: 'Your login was released',
    paragraphs: [
      'A registration officer has released your login. Until {until} a code that we mail to you is enough to set a new password: choose “Locked or forgotten?” on the login page.',
      'If you did not ask for this, tell your administrator at once.',
    ],
  },
  'staff-invitation': {
    subject: 'Invitation to join the staff',
    paragraphs: [
      'You are invited to join the staff. Open this address to set up your login:',
      '{link}',
      'Your roles: {roles}',
      'The address works once, until {expiresAt}. Do not pass it on.',
    ],
  },
  'staff-roles-changed': {
    subject: 'Your roles as a member of staff were changed',
    paragraphs: ['Your roles as a member of staff were changed.', 'They are now: {roles}.'],
    otherwise: 'You have none now, and your sessions were ended.',
  },
  'signer-invitation': {
    subject: 'Invitation to personal validation',
    paragraphs: [
      'You are invited to have your identity validated, so that you can sign documents. Have an identity document at hand and open this address:',
      '{link}',
      'The address works once, until {expiresAt}. Do not pass it on.',
      'If you did not expect this message, you need not do anything.',
    ],
  },
  'factor-loss-reported': {
    subject: 'Someone reported the loss of your second factor',
    paragraphs: [
      'On {at} someone logged in with your password and a code that we sent, and reported that your second factor is lost. It still works, and nothing was changed.',
      'Network address: {address}',
      'If that was not you, log in with your second factor and change your password at once: the report then comes to nothing.',
    ],
  },
  'replacement-granted': {
    subject: 'You may replace your second factor',
    paragraphs: [
      'Your identity was validated after you reported the loss of your second factor. Until {until} you can set up a new one: log in, report the loss again and enter the code that we send.',
      'Once the new one is active, all older ones are revoked.',
      'If you did not ask for this, tell your administrator at once.',
    ],
  },
  'emergency-code-requested': {
    subject: 'An emergency code was asked for',
    paragraphs: [
      'On {at} a registration officer asked for an emergency code for your login. It opens one login without your second factor.',
      'If you did not ask for help, tell your administrator at once.',
    ],
  },
  'emergency-code-issued': {
    subject: 'An emergency code was issued',
    paragraphs: [
      'On {at} a registration officer was given an emergency code for your login, to pass on to you. It is good for one login within 24 hours. With that login your second factors are suspended, and you set up a new one.',
      'If nobody called you back, tell your administrator at once.',
    ],
  },
  'signatures-asked': {
    subject: '{application} asks for your signature',
    paragraphs: [
      '{application} asks you to authorise signatures with your certificate. Number of signatures: {signatures}. Open this address, log in, and look at what is signed before you decide:',
      '{link}',
      'The address is good until {expiresAt}, and only for you.',
      'If you did not expect this, do not authorise anything.',
    ],
  },
  'credential-changed': {
    subject: 'Your signing certificate was changed',
    paragraphs: [
      'On {at} your signing certificate changed: {certificate}.',
      '{change}',
      'If you did not expect this, contact support at once.',
    ],
  },
  'credential-expiring': {
    subject: 'Your signing certificate is about to end',
    paragraphs: [
      'Your signing certificate ends on {until}: {certificate}.',
      'What you signed stays valid. To go on signing after that, have its key made anew before then.',
    ],
  },
  'approval-waiting': {
    subject: 'A decision of a second officer is awaited',
    paragraphs: [
      'An action needs a second pair of eyes: {action}. Log in and decide until {expiresAt}; after that it lapses.',
      'You cannot decide what you asked for yourself.',
    ],
  },
};
