import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { PlatformFault } from '../launcher/fault.ts';
import { stateFolders } from '../launcher/state.ts';
import { fetchRequests, fetchStatus, installResult } from './authority-calls.ts';
import { type CeremonyResult, readRequests, readResult, writeCeremonyFile } from './ceremony-files.ts';
import type { Command, CommandContext, Result } from './command.ts';
import { getConnection } from './connection.ts';
import { askPassphrase, askYes, readPassphraseFile } from './prompts.ts';
import {
  describeCertification,
  fingerprintOfCertificate,
  initRoot,
  type RootPlace,
  revokeByRoot,
  signList,
  signRequests,
} from './root-ceremony.ts';
import { exportRoot } from './root-export.ts';

const rootOptions = ['root', 'passphrase-file'];
const rootUsage = '[--root <folder>] [--passphrase-file <file>]';

/** Commands of the ceremonies of the root, and of what comes before and after them. */
export const authorityCommands: readonly Command[] = [
  {
    noun: 'ca',
    verb: 'init-root',
    usage: `--organisation <name> [--country FR] ${rootUsage}`,
    summary: 'make a root in a folder of its own; needs no network',
    options: ['organisation', 'country', ...rootOptions],
    run: async ({ organisation, country, ...options }, context) => {
      if (organisation === undefined || organisation === '') throw new PlatformFault('--organisation must be named');
      if (country !== undefined && !/^[A-Z]{2}$/.test(country)) {
        throw new PlatformFault('--country must be a code of ISO 3166-1, two capital letters');
      }
      const place = await readPlace(options, context, { isNew: true });
      const names = country === undefined ? { name: organisation } : { name: organisation, country };
      const certificate = await initRoot(place, { organisation: names, at: new Date() });
      const fingerprint = fingerprintOfCertificate(certificate);
      return {
        text: `The root is in ${place.folder}\nSHA-256 ${fingerprint}`,
        json: { folder: place.folder, fingerprint },
      };
    },
  },
  {
    noun: 'ca',
    verb: 'requests',
    usage: '[--out requests.json]',
    summary: 'fetch what the root has to certify',
    options: ['out'],
    run: async ({ out = 'requests.json' }, { home, environment }) => {
      const requests = await fetchRequests(await getConnection('certificate-authority', { home, environment }));
      const file = path.resolve(out);
      await writeCeremonyFile(file, requests);
      const names = requests.requests.map(({ name }) => name);
      const text = names.length === 0 ? 'There is nothing to certify' : `To certify: ${names.join(', ')}`;
      return { text: `${text}; written to ${file}`, json: { file, names } };
    },
  },
  {
    noun: 'ca',
    verb: 'sign',
    usage: `<requests.json> [--out result.json] [--yes] ${rootUsage}`,
    summary: 'show what the root is asked for, and have it signed after a yes; needs no network',
    options: ['out', ...rootOptions],
    flags: ['yes'],
    takesFile: true,
    run: async ({ out, yes, ...options }, context) => {
      const requests = await readRequests(context.file);
      const place = await readPlace(options, context);
      const result = await signRequests(place, requests, {
        at: new Date(),
        confirm: async (planned) => {
          const shown = [`Addresses in the certificates: ${requests.pkiUrl}`, ...planned.map(describeCertification)];
          process.stderr.write(`${shown.join('\n')}\n`);
          return yes !== undefined || (await askYes('Sign this, and a new revocation list?'));
        },
      });
      return await writeResult(result, out, 'Signed');
    },
  },
  {
    noun: 'ca',
    verb: 'install',
    usage: '<result.json>',
    summary: 'hand in what the root signed',
    options: [],
    takesFile: true,
    run: async (_, { home, environment, file }) => {
      const result = await readResult(file);
      const connection = await getConnection('certificate-authority', { home, environment });
      const installed = await installResult(connection, result);
      const text = installed.length === 0 ? 'Everything was there already' : `Installed: ${installed.join(', ')}`;
      return { text, json: { installed } };
    },
  },
  {
    noun: 'ca',
    verb: 'revoke',
    usage: `--name signers --reason keyCompromise [--serial <hex>] [--out result.json] ${rootUsage}`,
    summary: 'revoke what the root certified under a name, with a new revocation list; needs no network',
    options: ['name', 'reason', 'serial', 'out', ...rootOptions],
    run: async ({ name = '', reason = '', serial, out, ...options }, context) => {
      const place = await readPlace(options, context);
      const which = { name, reason, serialNumber: serial, at: new Date() };
      const { revoked, result } = await revokeByRoot(place, which);
      return await writeResult(result, out, `Revoked ${revoked.join(', ')}`);
    },
  },
  {
    noun: 'ca',
    verb: 'crl',
    usage: `[--out result.json] ${rootUsage}`,
    summary: 'sign a new revocation list of the root, good for a year; needs no network',
    options: ['out', ...rootOptions],
    run: async ({ out, ...options }, context) =>
      await writeResult(await signList(await readPlace(options, context), new Date()), out, 'Signed the list'),
  },
  {
    noun: 'ca',
    verb: 'status',
    usage: '',
    summary: 'tell which authorities are in force until when, and what waits for the root',
    options: [],
    run: async (_, { home, environment }) => {
      const status = await fetchStatus(await getConnection('certificate-authority', { home, environment }));
      const authorities = status.authorities.map(({ name, certificate }) => {
        const { validToDate, fingerprint256 } = new X509Certificate(certificate);
        return { name, until: validToDate.toISOString(), fingerprint: fingerprint256 };
      });
      const rootListUntil = status.rootListUntil?.toISOString();
      const { pending } = status;
      const text = [
        ...authorities.map(
          ({ name, until, fingerprint }) => `${name.padEnd(10)} until ${until}  SHA-256 ${fingerprint}`,
        ),
        `root list  ${rootListUntil === undefined ? 'there is none' : `until ${rootListUntil}`}`,
        `to certify ${pending.length === 0 ? 'nothing' : `${pending.join(', ')}; next: npm run ops -- ca requests`}`,
      ].join('\n');
      const exitCode = pending.length === 0 && rootListUntil !== undefined ? 0 : 1;
      return { text, json: { authorities, rootListUntil, pending }, exitCode };
    },
  },
  {
    noun: 'ca',
    verb: 'export-root',
    usage: `--root <folder> [--passphrase-file <file>]`,
    summary: 'take the root’s key out of the database of an older installation, into a folder',
    options: rootOptions,
    run: async (options, context) => {
      const place = await readPlace(options, context, { isNew: true });
      const text = await exportRoot(place, context);
      return { text, json: { folder: place.folder } };
    },
  },
];

/** Where the root is: that of the local platform if no folder is named, whose passphrase is among its secrets. */
async function readPlace(
  options: Readonly<Record<string, string>>,
  { home }: CommandContext & { home: string },
  { isNew = false } = {},
): Promise<RootPlace> {
  const { root, 'passphrase-file': file } = options;
  const folder = root === undefined ? path.join(home, 'root') : path.resolve(root);
  const local = path.join(stateFolders(home).secrets, 'root-passphrase');
  if (file !== undefined) return { folder, passphrase: await readPassphraseFile(path.resolve(file)) };
  if (root === undefined && existsSync(local)) return { folder, passphrase: await readPassphraseFile(local) };
  const passphrase = await askPassphrase('Passphrase of the root: ');
  if (isNew && (await askPassphrase('Once more: ')) !== passphrase) throw new PlatformFault('the two are not the same');
  return { folder, passphrase };
}

async function writeResult(result: CeremonyResult, out = 'result.json', done: string): Promise<Result> {
  const file = path.resolve(out);
  await writeCeremonyFile(file, result);
  const names = result.certificates.map(({ name }) => name);
  return {
    text: `${done}; the result is in ${file}. Hand it in: npm run ops -- ca install ${file}`,
    json: { file, names },
  };
}
