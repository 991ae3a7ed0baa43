import path from 'node:path';
import { closeWithLauncher, getSetting } from '../own-process.ts';
import { startSandbox } from './sandbox.ts';

const publicUrl = process.env['SANDBOX_PUBLIC_URL'];
const sandbox = await startSandbox({
  host: process.env['SANDBOX_HOST'] ?? '127.0.0.1',
  port: Number(process.env['SANDBOX_PORT'] ?? 8026),
  ...(publicUrl === undefined || publicUrl === '' ? {} : { publicUrl }),
  file: path.join(getSetting('SANDBOX_FOLDER'), 'ledger.jsonl'),
  secretKey: getSetting('SANDBOX_SECRET_KEY'),
  webhookUrl: getSetting('WEBHOOK_URL'),
  webhookSecret: getSetting('SANDBOX_WEBHOOK_SECRET'),
});
closeWithLauncher(sandbox);
