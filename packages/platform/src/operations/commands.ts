import path from 'node:path';
import { parseArgs } from 'node:util';
import { PlatformFault } from '../launcher/fault.ts';
import { workspaceStateFolder } from '../state-folder.ts';
import { authorityCommands } from './authority-commands.ts';
import { backupCommands } from './backup-commands.ts';
import { certificateCommands } from './certificate-commands.ts';
import type { Command, CommandContext } from './command.ts';
import { getConnection } from './connection.ts';
import { custodyCommands } from './custody-commands.ts';
import { deploymentCommands } from './deployment-commands.ts';
import { evidenceCommands } from './evidence-commands.ts';
import { inviteOperator } from './invite-operator.ts';
import { keyringCommands } from './keyring-commands.ts';
import { oauthClientCommands } from './oauth-client-commands.ts';
import { describeRotation, rotateTokenKey, tokenKeyFiles } from './token-key.ts';
import { verifyAuditFile } from './verify-audit.ts';

const commands: readonly Command[] = [
  {
    noun: 'operator',
    verb: 'invite',
    usage: '[--email someone@example.com]',
    summary: 'print a single-use invitation for an operator, and mail it if an address is given',
    options: ['email'],
    run: async ({ email }, { home, environment }) => {
      const connection = await getConnection('identity', { home, environment });
      const { token, link, expiresAt } = await inviteOperator(connection, email);
      const until = expiresAt === undefined ? '' : `\nIt can be used once, until ${expiresAt.toISOString()}.`;
      return { text: `Invitation: ${link}\nToken: ${token}${until}`, json: { token, link, expiresAt } };
    },
  },
  {
    noun: 'audit',
    verb: 'verify',
    usage: '<file> [--head <hash>]',
    summary: 'check an exported audit (JSON lines) offline, and its end against a head that was kept',
    options: ['head'],
    takesFile: true,
    run: async ({ head }, { file }) => {
      const check = await verifyAuditFile(file, head);
      const found = `${check.records} records follow each other; head ${check.head}`;
      const text = check.ok ? `Whole: ${found}` : `Not whole: ${check.fault}.\nUp to there ${found}`;
      return { text, json: check, exitCode: check.ok ? 0 : 1 };
    },
  },
  {
    noun: 'token-key',
    verb: 'rotate',
    usage: '[--after 10]',
    summary: 'make a new key for access tokens, published at once, which signs after so many minutes',
    options: ['after'],
    run: async ({ after = '10' }, { home, environment }) => {
      if (!/^[0-9]{1,4}$/.test(after)) throw new PlatformFault('--after must be a number of minutes');
      const files = tokenKeyFiles({ home, environment });
      const rotation = await rotateTokenKey({ ...files, now: new Date(), afterMinutes: Number(after) });
      return { text: describeRotation(rotation), json: rotation };
    },
  },
  ...certificateCommands,
  ...authorityCommands,
  ...backupCommands,
  ...custodyCommands,
  ...deploymentCommands,
  ...evidenceCommands,
  ...keyringCommands,
  ...oauthClientCommands,
];

/** Explains the commands about a noun; all of them without one that there is. */
export function describeCommands(about?: string): string {
  const own = commands.filter(({ noun }) => noun === about);
  const lines = (own.length === 0 ? commands : own).map(
    ({ noun, verb, usage, summary }) => `  ${noun} ${verb} ${usage}\n      ${summary}`,
  );
  return `npm run ops -- <noun> <verb> [options]

${lines.join('\n')}

  --home <folder>  state folder of the local platform (or COUNTERSIGN_HOME)
  --json           answer for programs`;
}

/**
 * Runs the command that the arguments name. Answers with the exit code: 2 for arguments that are not understood, after
 * printing the help, and 1 for a check that found a fault. Throws what the command throws.
 */
export async function runCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const [noun, verb, ...rest] = args;
  if (noun === 'help' || args.includes('--help')) {
    context.print(describeCommands(noun === 'help' ? verb : noun));
    return 0;
  }
  const command = commands.find((one) => one.noun === noun && one.verb === verb);
  if (command === undefined) {
    const reason = noun === undefined ? '' : `There is no command "${[noun, verb].join(' ').trim()}".\n\n`;
    context.print(`${reason}${describeCommands(noun)}`);
    return 2;
  }
  const values = readOptions(command, rest);
  if (typeof values === 'string') {
    context.print(`${values}\n\n${describeCommands(noun)}`);
    return 2;
  }
  const { home = workspaceStateFolder(), json, file, ...options } = values;
  const place = { home: path.resolve(String(home)), file: path.resolve(String(file)) };
  // A flag is there or not.
  const texts = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, [value].flat().join(' ')]));
  const result = await command.run(texts, { ...context, ...place });
  context.print(json === true ? JSON.stringify(result.json) : result.text);
  return result.exitCode ?? 0;
}

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** Reads the options of a command; answers with the reason when there is one that it does not know. */
function readOptions(command: Command, args: readonly string[]): Values | string {
  const text = { type: 'string' } as const;
  const own = Object.fromEntries(command.options.map((name) => [name, text]));
  const lists = Object.fromEntries((command.lists ?? []).map((name) => [name, { ...text, multiple: true }]));
  const flags = Object.fromEntries((command.flags ?? []).map((name) => [name, { type: 'boolean' } as const]));
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...own, ...lists, ...flags, home: text, json: { type: 'boolean' } },
      allowPositionals: command.takesFile === true,
    });
    if (command.takesFile !== true) return values;
    const [file, ...others] = positionals;
    return file === undefined || others.length > 0 ? 'Name exactly one file.' : { ...values, file };
  } catch (error) {
    return (error as Error).message;
  }
}
