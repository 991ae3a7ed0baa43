import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locale } from '@countersign/texts';
import { type App, inProtocol } from '../app.ts';
import { AppFault } from '../app-fault.ts';
import { requireNewPin } from '../pin.ts';
import { readQrImage } from '../qr-image.ts';
import type { AppTextId } from '../texts/en.ts';
import { appText } from '../texts/text.ts';
import type { Terminal } from './terminal.ts';

/** Something that was said on the command line and cannot be followed. */
export class UsageFault extends Error {
  readonly text: AppTextId;
  readonly params: Readonly<Record<string, string>>;

  constructor(text: AppTextId, params: Readonly<Record<string, string>> = {}) {
    super(text);
    this.text = text;
    this.params = params;
  }
}

/** What a command works with. */
export interface Session {
  readonly app: App;
  readonly terminal: Terminal;
  readonly language: Locale;
  /** Folder that file names are relative to. */
  readonly folder: string;
  /** Lines of the PIN file; undefined without one. */
  readonly pins: readonly string[] | undefined;
}

/** A text of the app in the user's language. */
export function say(
  { language }: Pick<Session, 'language'>,
  id: AppTextId,
  params: Readonly<Record<string, string | number>> = {},
): string {
  return appText(id, language, params);
}

/** Asks until the answer fits: a person may try again, a script may not. */
export async function askFitting<T>(session: Session, question: string, read: (typed: string) => T): Promise<T> {
  for (;;) {
    const typed = await session.terminal.ask(question);
    try {
      return inProtocol(() => read(typed.trim()));
    } catch (error) {
      if (!(error instanceof AppFault) || !session.terminal.isInteractive) throw error;
      session.terminal.note(say(session, error.kind, error.details));
    }
  }
}

/** Whether a question was answered with yes. */
export async function askYes(session: Session, question: string): Promise<boolean> {
  const answer = (await session.terminal.ask(question)).trim().toLowerCase();
  return answer !== '' && say(session, 'answers.yes').split(' ').includes(answer);
}

/** The PIN: first line of the PIN file, else asked for. */
export async function askPin(session: Session, question: AppTextId = 'ask.pin'): Promise<string> {
  return session.pins?.[0] ?? (await session.terminal.askSecret(say(session, question))).trim();
}

/** A new PIN, typed twice: at first, line `fileLine` of the PIN file. */
export async function askNewPin(session: Session, length: number, fileLine: number): Promise<string> {
  const given = session.pins?.[fileLine];
  if (given !== undefined) return given;
  for (;;) {
    const pin = (await session.terminal.askSecret(say(session, 'ask.new-pin', { length }))).trim();
    const again = (await session.terminal.askSecret(say(session, 'ask.repeat-pin'))).trim();
    try {
      if (pin !== again) throw new AppFault('pin-differs');
      requireNewPin(pin, length);
      return pin;
    } catch (error) {
      if (!(error instanceof AppFault) || !session.terminal.isInteractive) throw error;
      session.terminal.note(say(session, error.kind, error.details));
    }
  }
}

/** The text of a QR code that was given as text, as link or as picture file. */
export async function readQrText({ folder }: Pick<Session, 'folder'>, given: string): Promise<string> {
  if (/^(softtoken|https?):/i.test(given)) return given;
  const file = path.resolve(folder, given);
  let picture: Buffer;
  try {
    picture = await readFile(file);
  } catch {
    throw new UsageFault('usage.file', { file });
  }
  return readQrImage(picture);
}
