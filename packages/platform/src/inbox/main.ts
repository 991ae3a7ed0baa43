import path from 'node:path';
import { closeWithLauncher, getSetting } from '../own-process.ts';
import { startInbox } from './inbox.ts';

const inbox = await startInbox({
  host: process.env['INBOX_HOST'] ?? '127.0.0.1',
  httpPort: Number(process.env['INBOX_PORT'] ?? 8025),
  smtpPort: Number(process.env['SMTP_PORT'] ?? 1025),
  file: path.join(getSetting('INBOX_FOLDER'), 'messages.jsonl'),
  sms: { account: getSetting('SMS_ACCOUNT'), token: getSetting('SMS_TOKEN') },
});
closeWithLauncher(inbox);
