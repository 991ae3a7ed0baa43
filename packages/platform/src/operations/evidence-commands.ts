import path from 'node:path';
import { PlatformFault } from '../launcher/fault.ts';
import type { Command } from './command.ts';
import { describeHistory, describeReceipt, verifyHistoryFile, verifyReceiptFile } from './signing-evidence.ts';

/** Commands that check what the signer signed, without any service. */
export const evidenceCommands: readonly Command[] = [
  {
    noun: 'receipt',
    verb: 'verify',
    usage: '<file> --keys <file>',
    summary: 'check an activation receipt offline, against public keys of the signer that were kept',
    options: ['keys'],
    takesFile: true,
    run: async ({ keys }, { file }) => {
      if (keys === undefined) throw new PlatformFault('--keys must name a JSON Web Key Set');
      const check = await verifyReceiptFile(file, path.resolve(keys));
      return { text: describeReceipt(check), json: check, exitCode: check.ok ? 0 : 1 };
    },
  },
  {
    noun: 'history',
    verb: 'verify',
    usage: '<file> [--keys <file>]',
    summary: 'check an exported history of a signing key offline: its chain, its end, and the signed root over it',
    options: ['keys'],
    takesFile: true,
    run: async ({ keys }, { file }) => {
      const check = await verifyHistoryFile(file, keys === undefined ? undefined : path.resolve(keys));
      return { text: describeHistory(check), json: check, exitCode: check.ok ? 0 : 1 };
    },
  },
];
