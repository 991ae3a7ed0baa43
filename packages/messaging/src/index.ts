export { type Locale, locales, resolveLocale } from '@countersign/texts';
export type { FactorOccasion } from './factor-messages.ts';
export type { ApprovalAction, AuthenticatorChange, CredentialChange, StaffRole } from './identity-messages.ts';
export { createMailer, type Mail, type Mailer, type MailerOptions } from './mailer.ts';
export {
  type AccountRole,
  type FactorKind,
  isMomentParam,
  type MessageId,
  type MessageParams,
  type RenderedMessage,
  renderMessage,
  roleWords,
} from './message.ts';
export { formatMoney, type Money } from './money.ts';
export { measureSms, type SmsLength } from './sms-length.ts';
export {
  isSmsReceiptSigned,
  readSmsReceipt,
  type SmsCallback,
  type SmsReceipt,
  type SmsState,
  signSmsReceipt,
  smsStates,
} from './sms-receipt.ts';
export { createSmsSender, type Sms, type SmsSender, type SmsSenderOptions } from './sms-sender.ts';
