import { type Locale, resolveLocale } from '@countersign/texts';
import { activateDesktop, activateMobile, readActivation } from '../activation.ts';
import { unlockToken } from '../codes.ts';
import { type Confirmation, confirm, readConfirmation } from '../confirmation.ts';
import { changePin } from '../pin-change.ts';
import { readActivationCode, readActivationPassword, readSerial, showInFives } from '../protocol/index.ts';
import { type Provider, readProvider } from '../service-client.ts';
import { printable } from '../texts/text.ts';
import { changeSettings, getToken, listTokens, readSettings, removeToken, renameToken } from '../tokens.ts';
import { showCountdown, spaced } from './countdown.ts';
import { askFitting, askNewPin, askPin, askYes, readQrText, type Session, say } from './session.ts';

/** Options that commands take, besides those that all take. */
export interface CommandOptions {
  /** What stands behind the verb. */
  readonly given?: string | undefined;
  readonly name?: string | undefined;
  readonly address?: string | undefined;
  readonly serial?: string | undefined;
  readonly token?: string | undefined;
  readonly 'device-name'?: string | undefined;
  readonly language?: string | undefined;
  readonly once?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** A command: how it is called, which options it takes, and what it does. */
export interface Command {
  readonly usage: string;
  readonly options: readonly Exclude<keyof CommandOptions, 'given' | 'language'>[];
  readonly takesOne: boolean;
  readonly run: (session: Session, options: CommandOptions) => Promise<void>;
}

/** The commands by their verbs. */
export const commands = {
  add: {
    usage: 'add [<QR text, link or picture>] [--name N] | add --address A [--serial S] [--name N]',
    options: ['name', 'address', 'serial'],
    takesOne: true,
    run: addToken,
  },
  code: { usage: 'code [<token>] [--once]', options: ['once'], takesOne: true, run: showCode },
  confirm: {
    usage: 'confirm [<QR text or picture>] [--token T] [--yes]',
    options: ['token', 'yes'],
    takesOne: true,
    run: confirmTransaction,
  },
  list: { usage: 'list [--json]', options: ['json'], takesOne: false, run: printTokens },
  pin: { usage: 'pin [<token>]', options: [], takesOne: true, run: changePinOf },
  settings: {
    usage: 'settings [--language L] [--device-name D] [--token T --name N]',
    options: ['device-name', 'token', 'name'],
    takesOne: false,
    run: changeAppSettings,
  },
  remove: { usage: 'remove [<token>] [--yes]', options: ['yes'], takesOne: true, run: forgetToken },
} satisfies Record<string, Command>;

async function addToken(session: Session, { given, name, address, serial }: CommandOptions): Promise<void> {
  const { terminal } = session;
  const hasCodes = address !== undefined || serial !== undefined;
  const invitation = given ?? (hasCodes ? '' : (await terminal.ask(say(session, 'ask.invitation'))).trim());
  if (invitation === '') await addDesktop(session, { name, address, serial });
  else await addMobile(session, await readQrText(session, invitation), name);
}

async function addMobile(session: Session, uri: string, name: string | undefined): Promise<void> {
  const { app, terminal } = session;
  const { provider } = await readActivation(app, uri);
  const chosenName = name ?? (await askName(session, provider));
  const activationPassword = await askFitting(session, say(session, 'ask.activation-password'), readActivationPassword);
  const pin = await askNewPin(session, provider.pinLength, 0);
  const { token } = await activateMobile(app, { uri, activationPassword, pin, name: chosenName });
  terminal.note(say(session, 'add.mobile-done', { name: token.name, serial: showInFives(token.serial) }));
}

async function addDesktop(session: Session, typed: Pick<CommandOptions, 'name' | 'address' | 'serial'>): Promise<void> {
  const { app, terminal } = session;
  const address = typed.address ?? (await terminal.ask(say(session, 'ask.address')));
  const provider = await readProvider(app, address);
  const name = typed.name ?? (await askName(session, provider));
  const serial = typed.serial ?? (await askFitting(session, say(session, 'ask.serial'), readSerial));
  const activationCode = await askFitting(session, say(session, 'ask.activation-code'), readActivationCode);
  const pin = await askNewPin(session, provider.pinLength, 0);
  const { token, registrationCode } = await activateDesktop(app, { address, serial, activationCode, pin, name });
  terminal.note(say(session, 'add.desktop-done', { name: token.name, serial: showInFives(token.serial) }));
  terminal.print(showInFives(registrationCode));
}

/** Says who the service is, and lets a person choose another name than the service's. */
async function askName(session: Session, { name, origin }: Provider): Promise<string | undefined> {
  session.terminal.note(say(session, 'add.provider', { name, origin }));
  if (!session.terminal.isInteractive) return undefined;
  const typed = (await session.terminal.ask(say(session, 'ask.name', { name }))).trim();
  return typed === '' ? undefined : typed;
}

async function showCode(session: Session, { given, once }: CommandOptions): Promise<void> {
  const { app, terminal } = session;
  await getToken(app, given);
  const unlocked = await unlockToken(app, { token: given, pin: await askPin(session) });
  if (once === true || !terminal.isInteractive) {
    terminal.print((await unlocked.codeNow()).code);
    return;
  }
  terminal.note(say(session, 'code.note'));
  await showCountdown(session, unlocked);
}

async function confirmTransaction(session: Session, { given, token, yes }: CommandOptions): Promise<void> {
  const { app, terminal } = session;
  const source = given ?? (await terminal.ask(say(session, 'ask.transaction'))).trim();
  const asked = await readConfirmation(app, { uri: await readQrText(session, source), token });
  for (const line of describe(session, asked)) terminal.note(line);
  if (yes !== true && !(await askYes(session, say(session, 'ask.sign')))) {
    terminal.note(say(session, 'confirm.declined'));
    return;
  }
  const code = await confirm(app, asked, await askPin(session));
  terminal.print(terminal.isInteractive ? say(session, 'confirm.code', { code: spaced(code) }) : code);
  terminal.note(say(session, 'confirm.life'));
}

/** What is to be signed; digests in hexadecimal digits, as other programs print them. */
function describe(session: Session, { token, payload }: Confirmation): string[] {
  const { documents, count, credential, all } = payload;
  const hex = (digest: string) => Buffer.from(digest, 'base64url').toString('hex');
  return [
    say(session, 'confirm.head', { issuer: token.issuer, count, credential }),
    ...documents.flatMap(({ label, digest }) => [`  ${printable(label)}`, `    ${hex(digest)}`]),
    ...(count > documents.length ? [`  ${say(session, 'confirm.more', { count: count - documents.length })}`] : []),
    say(session, 'confirm.all', { digest: hex(all) }),
  ];
}

async function printTokens(session: Session, { json }: CommandOptions): Promise<void> {
  const tokens = await listTokens(session.app);
  if (json === true) {
    const shown = tokens.map(({ name, serial, issuer, origin, authenticatorId, addedAt }) => {
      return { name, serial, issuer, origin, authenticatorId, addedAt };
    });
    session.terminal.print(JSON.stringify(shown, undefined, 2));
    return;
  }
  if (tokens.length === 0) {
    session.terminal.note(say(session, 'list.none'));
    return;
  }
  const rows = [
    say(session, 'list.head').split('\t'),
    ...tokens.map(({ name, serial, origin, addedAt }) => [name, showInFives(serial), origin, addedAt.slice(0, 10)]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    session.terminal.print(
      row
        .map((cell, column) => printable(cell).padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

async function changePinOf(session: Session, { given }: CommandOptions): Promise<void> {
  const { app, terminal } = session;
  const { pinLength } = await getToken(app, given);
  const oldPin = await askPin(session, 'ask.old-pin');
  const newPin = await askNewPin(session, pinLength, 1);
  const onWait = (untilMs: number) =>
    terminal.note(say(session, 'pin.wait', { seconds: Math.ceil((untilMs - app.now()) / 1000) }));
  await changePin(app, { token: given, oldPin, newPin, onWait });
  terminal.note(say(session, 'pin.done'));
}

async function changeAppSettings(session: Session, options: CommandOptions): Promise<void> {
  const { app, terminal } = session;
  const { language, token, name, 'device-name': deviceName } = options;
  const chosen: { language?: Locale; deviceName?: string } = {
    ...(language !== undefined && { language: resolveLocale(language) }),
    ...(deviceName !== undefined && { deviceName: printable(deviceName).trim().slice(0, 80) }),
  };
  if (name !== undefined) {
    await renameToken(app, token, name);
    terminal.note(say(session, 'settings.renamed', { name }));
  }
  const settings = Object.keys(chosen).length > 0 ? await changeSettings(app, chosen) : await readSettings(app);
  terminal.print(say(session, 'settings.language', { value: settings.language ?? session.language }));
  terminal.print(say(session, 'settings.device', { value: settings.deviceName ?? '-' }));
}

async function forgetToken(session: Session, { given, yes }: CommandOptions): Promise<void> {
  const { app, terminal } = session;
  const { name } = await getToken(app, given);
  if (yes !== true && !(await askYes(session, say(session, 'ask.remove', { name })))) {
    terminal.note(say(session, 'remove.kept'));
    return;
  }
  await removeToken(app, given);
  terminal.note(say(session, 'remove.done', { name }));
}
