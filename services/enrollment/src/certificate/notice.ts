/** Messages that this part sends. */
export const mailedMessages = [
  'certificate-issued',
  'certificate-expiring',
  'certificate-revoked',
  'certificate-request-rejected',
  'licence-expiring',
] as const;
export type MailedMessage = (typeof mailedMessages)[number];
