import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Locale, locales, resolveLocale } from '@countersign/texts';
import { type AppOptions, openApp } from '../app.ts';
import { AppFault, type AppFaultKind } from '../app-fault.ts';
import type { AppTextId } from '../texts/en.ts';
import { readSettings } from '../tokens.ts';
import { type Command, type CommandOptions, commands } from './commands.ts';
import { say, UsageFault } from './session.ts';
import { InputEnded, Interrupted, type Terminal } from './terminal.ts';

/** What the program gets from its process. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  /** Other than the process's own clock and cost of a PIN: for tests. */
  readonly app?: Omit<AppOptions, 'home' | 'isInsecureAllowed'>;
}

const parameters = {
  language: { type: 'string' },
  home: { type: 'string' },
  'pin-file': { type: 'string' },
  'allow-http': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  name: { type: 'string' },
  address: { type: 'string' },
  serial: { type: 'string' },
  token: { type: 'string' },
  'device-name': { type: 'string' },
  once: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  json: { type: 'boolean' },
} as const;
const commonParameters = ['language', 'home', 'pin-file', 'allow-http', 'help'];

const exitCodes: Partial<Record<AppFaultKind, number>> = {
  'state-unreadable': 1,
  'state-busy': 1,
  'service-not-announced': 3,
  'service-unreadable': 3,
  'service-update-needed': 3,
  'exchange-failed': 3,
  'transaction-not-signed': 3,
  'activation-refused': 3,
  'code-refused': 3,
  'token-not-active': 3,
  'too-many-requests': 3,
  'service-refused': 3,
  'service-unreachable': 4,
  'service-in-trouble': 4,
  'token-unknown': 5,
  'token-ambiguous': 5,
  'no-tokens': 5,
};

/** Runs a command line and gives the exit code; what goes wrong is said in the user's language, with the next step. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { terminal, environment } = surroundings;
  let language = languageOf(undefined, undefined, environment);
  try {
    const { verb, given, values } = parsed(args);
    const app = openApp({
      home: values.home ?? homeOf(environment),
      isInsecureAllowed: values['allow-http'] === true,
      ...surroundings.app,
    });
    language = languageOf(values.language, undefined, environment);
    if (verb === 'help' || values.help === true) {
      printHelp(terminal, language, verb === 'help' ? given : verb);
      return 0;
    }
    language = languageOf(values.language, (await readSettings(app)).language, environment);
    const folder = environment['INIT_CWD'] ?? process.cwd();
    const pins =
      values['pin-file'] === undefined ? undefined : await readPins(path.resolve(folder, values['pin-file']));
    await commandOf(verb).run({ app, terminal, language, folder, pins }, { ...values, given });
    return 0;
  } catch (error) {
    return told(error, { terminal, language });
  } finally {
    terminal.close();
  }
}

interface CommandLine {
  readonly verb: string;
  readonly given: string | undefined;
  readonly values: CommandOptions & { home?: string; 'pin-file'?: string; 'allow-http'?: boolean; help?: boolean };
}

function parsed(args: readonly string[]): CommandLine {
  let line: ReturnType<typeof parse>;
  try {
    line = parse(args);
  } catch (error) {
    throw new UsageFault('usage.option', { problem: messageOf(error).split('. ')[0] ?? '', verb: '' });
  }
  const { values, positionals } = line;
  const [verb = 'help', given, ...rest] = positionals;
  if (verb === 'help') return { verb, given, values };
  const { options, takesOne } = commandOf(verb);
  const surplus = takesOne ? rest[0] : given;
  const strange = Object.keys(values).find(
    (name) => !commonParameters.includes(name) && !options.some((o) => o === name),
  );
  const problem = surplus ?? (strange === undefined ? undefined : `--${strange}`);
  if (problem !== undefined) throw new UsageFault('usage.option', { problem, verb });
  if (values.language !== undefined && !locales.some((each) => each === values.language)) {
    throw new UsageFault('usage.option', { problem: `--language ${values.language}`, verb });
  }
  return { verb, given, values };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: parameters, allowPositionals: true, strict: true });
}

function commandOf(verb: string): Command {
  const found = Object.entries<Command>(commands).find(([name]) => name === verb)?.[1];
  if (!found) throw new UsageFault('usage.unknown-verb', { verb });
  return found;
}

function homeOf(environment: Surroundings['environment']): string {
  const given = environment['SOFT_TOKEN_HOME'];
  if (given) return given;
  const data = environment['XDG_DATA_HOME'];
  return path.join(data || path.join(environment['HOME'] || homedir(), '.local', 'share'), 'countersign-token');
}

function languageOf(
  chosen: string | undefined,
  saved: Locale | undefined,
  environment: Surroundings['environment'],
): Locale {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  return resolveLocale(chosen ?? saved ?? (LC_ALL || LC_MESSAGES || LANG));
}

async function readPins(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8'))
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  } catch {
    throw new UsageFault('usage.file', { file });
  }
}

function printHelp(terminal: Terminal, language: Locale, about: string | undefined): void {
  const session = { language };
  const textOf = (verb: string) => say(session, `help.${verb}` as AppTextId);
  if (about !== undefined && about !== 'help') {
    const { usage } = commandOf(about);
    for (const line of [textOf(about), '', `  npm run token -- ${usage}`, '', say(session, 'help.common')]) {
      terminal.print(line);
    }
    return;
  }
  const verbs = [...Object.keys(commands), 'help'];
  const lines = verbs.map((verb) => `  ${verb.padEnd(10)}${textOf(verb)}`);
  for (const line of [
    say(session, 'help.head'),
    say(session, 'help.usage'),
    '',
    ...lines,
    '',
    say(session, 'help.common'),
  ]) {
    terminal.print(line);
  }
}

/** Says what went wrong and gives the exit code. */
function told(error: unknown, { terminal, language }: { terminal: Terminal; language: Locale }): number {
  if (error instanceof Interrupted) return 130;
  if (error instanceof InputEnded) {
    terminal.note(say({ language }, 'usage.input-ended'));
    return 2;
  }
  if (error instanceof UsageFault) {
    terminal.note(say({ language }, error.text, error.params));
    return 2;
  }
  if (error instanceof AppFault) {
    terminal.note(say({ language }, error.kind, error.details));
    return exitCodes[error.kind] ?? 2;
  }
  terminal.note(say({ language }, 'failed', { message: messageOf(error) }));
  return 1;
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
