import { enConsent } from './en-consent.ts';
import { enPages } from './en-pages.ts';
import { enProblems } from './en-problems.ts';

/** English. Its ids are those of every language. */
export const en = {
  'login.password_required': 'Enter your password.',
  'login.pin_sent_sms': 'We have sent a one-time code by text message to {destination}. Enter it here.',
  'login.pin_sent_email': 'We have sent a one-time code by e-mail to {destination}. Enter it here.',
  'login.factor_required': 'Enter the code of your second factor.',
  'login.factor_required.totp': 'Enter the code that your authenticator app shows.',
  'login.factor_required.soft_token': 'Open your soft token with its PIN, and enter the code that it shows here.',
  'login.factor_required.grid_card':
    'Enter what stands in the cells {cells} of your card {serial}, one after the other.',
  'login.factor_required.egrid':
    'Enter what stands in the cells {cells} of your electronic card {serial}, one after the other.',
  'login.factor_required.sms': 'We have sent a code by text message to {destination}. Enter it here.',
  'login.factor_required.email': 'We have sent a code by e-mail to {destination}. Enter it here.',
  'login.factor_required.emergency_code':
    'Enter the emergency code that an officer gave you. It suspends your other second factors, and you set up a new one.',
  'login.factor_lost': 'None of your second factors can be used. Report the loss, or ask an officer for help.',
  'login.loss_code_required':
    'We have sent a code to {destination}. Enter it here to report the loss of your second factor. After that you can have your identity validated again.',
  'login.completed': 'You are logged in.',
  'login.cancelled': 'The login was cancelled.',
  'login.dead': 'There were too many wrong attempts. Begin the login again.',

  'step_up.password_required': 'This action needs a fresh proof that it is you. Enter your password.',
  'step_up.factor_required': 'Enter the code of your second factor to confirm.',
  'step_up.factor_required.totp': 'Enter the code that your authenticator app shows to confirm.',
  'step_up.factor_required.soft_token':
    'Open your soft token with its PIN, and enter the code that it shows here to confirm.',
  'step_up.factor_required.grid_card':
    'To confirm, enter what stands in the cells {cells} of your card {serial}, one after the other.',
  'step_up.factor_required.egrid':
    'To confirm, enter what stands in the cells {cells} of your electronic card {serial}, one after the other.',
  'step_up.factor_required.sms': 'We have sent a code by text message to {destination}. Enter it here to confirm.',
  'step_up.factor_required.email': 'We have sent a code by e-mail to {destination}. Enter it here to confirm.',
  'step_up.completed': 'Thank you. You can go on.',
  'step_up.cancelled': 'The confirmation was cancelled. Your session goes on as it was.',
  'step_up.dead': 'There were too many wrong attempts. Begin the confirmation again.',

  'recovery.code_required':
    'If we know this user ID, a code is on its way to its mailbox. Enter it here. Look among unwanted mail, too.',
  'recovery.questions_required': 'Answer the questions that you chose when you set up your login.',
  'recovery.factor_required': 'Enter the code of your second factor.',
  'recovery.factor_required.totp': 'Enter the code that your authenticator app shows.',
  'recovery.factor_required.soft_token': 'Open your soft token with its PIN, and enter the code that it shows here.',
  'recovery.factor_required.grid_card':
    'Enter what stands in the cells {cells} of your card {serial}, one after the other.',
  'recovery.factor_required.egrid':
    'Enter what stands in the cells {cells} of your electronic card {serial}, one after the other.',
  'recovery.factor_required.sms': 'We have sent a code by text message to {destination}. Enter it here.',
  'recovery.factor_required.email': 'We have sent a code by e-mail to {destination}. Enter it here.',
  'recovery.officer_required':
    'Your password cannot be reset here. Ask your administrator or our support to release your login: an officer checks who you are and then releases it. After that, begin here again.',
  'recovery.password_required': 'Choose a new password.',
  'recovery.completed': 'Your new password is set, and all sessions were ended. Log in with it and your second factor.',
  'recovery.cancelled': 'The recovery was cancelled. Your password is as it was.',
  'recovery.dead': 'There were too many wrong attempts. Begin again.',

  'set_up.progress': 'Step {done} of {required} is done',
  'set_up.authenticator': 'Second factor',
  'set_up.recovery_questions': 'Recovery questions',
  'set_up.login_with_permitted_factor': 'Log in with a permitted second factor',

  'factor.totp': 'Authenticator app',
  'factor.soft_token': 'Soft token',
  'factor.grid_card': 'Grid card',
  'factor.egrid': 'Electronic grid card',
  'factor.sms': 'Codes by text message',
  'factor.email': 'Codes by e-mail',
  'factor.emergency_code': 'Emergency code',

  'authenticator.issued': 'Not activated yet',
  'authenticator.bound': 'Waits for confirmation',
  'authenticator.active': 'Active',
  'authenticator.suspended': 'Suspended',
  'authenticator.locked': 'Locked',
  'authenticator.expired': 'Expired',
  'authenticator.void': 'Replaced or removed before it was activated',
  'authenticator.revoked': 'Revoked',

  'question.childhood_friend': 'What was your best friend’s first name when you were a child?',
  'question.first_teacher': 'What was the name of your first teacher?',
  'question.first_concert': 'Whose concert was the first that you went to?',
  'question.first_job_town': 'In which town was your first job?',
  'question.grandparent_street': 'In which street did your grandparents live?',
  'question.childhood_hero': 'Who was your hero when you were a child?',
  'question.failed_exam': 'Which exam or test did you fail?',
  'question.oldest_cousin_nickname': 'What is the nickname of your oldest cousin?',
  'question.childhood_toy': 'What was your favourite toy when you were a child?',
  'question.memorable_journey': 'Where did the journey lead that you remember best?',
  'question.first_film': 'Which film did you see first in a cinema?',
  'question.childhood_book': 'What was your favourite book when you were a child?',

  'action.submit_password': 'Continue with this password',
  'action.submit_code': 'Confirm the code',
  'action.submit_factor_code': 'Confirm the code of the second factor',
  'action.submit_answers': 'Send the answers',
  'action.resend': 'Send the code again',
  'action.alternative': 'Send the code by e-mail instead',
  'action.choose_factor': 'Use another second factor',
  'action.resynchronise': 'Enter two codes in a row',
  'action.report_loss': 'I have lost my second factor',
  'action.recover': 'Locked or forgotten?',
  'action.cancel': 'Cancel',
  'action.set_language': 'Change the language',

  'attempts.left': 'Attempts left: {count}',

  ...enPages,
  ...enConsent,
  ...enProblems,
} as const;
