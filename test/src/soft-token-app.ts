import {
  type App,
  activateDesktop,
  activateMobile,
  confirm,
  openApp,
  readConfirmation,
  unlockToken,
} from '@countersign/soft-token';
import { CodeSource } from './code-source.ts';

const periodMs = 30_000;

/** What a page shows for the activation of a soft token. */
export interface ShownActivation {
  platform: string;
  address: string;
  serial: string;
  activationCode?: string;
  activationPassword?: string;
  activationUri?: string;
  qrSvg?: string;
}

/** The reference app on somebody's phone or computer, with one token in it. */
export class SoftTokenApp extends CodeSource {
  readonly #phone: Phone;

  /** Opens the token in the app with its PIN. */
  static async open(home: string, pin: string): Promise<SoftTokenApp> {
    const phone = new Phone(home, pin);
    const token = await unlockToken(phone.app, { pin });
    const codeOf = (step: number) =>
      phone.at(step * periodMs, async () => {
        const { code } = await token.codeNow();
        return code;
      });
    return new SoftTokenApp(codeOf, phone);
  }

  private constructor(codeOf: (step: number) => Promise<string>, phone: Phone) {
    super(codeOf);
    this.#phone = phone;
  }

  /** What is to be signed, as the app shows it, and the transaction code for just that. */
  async confirm(uri: string): Promise<{ labels: string[]; code: string }> {
    const shown = await readConfirmation(this.#phone.app, { uri });
    const labels = shown.payload.documents.map(({ label }) => label);
    return { labels, code: await confirm(this.#phone.app, shown, this.#phone.pin) };
  }
}

/** Activates by QR code; returns the app with the token in it. */
export async function activatePhone(
  home: string,
  pin: string,
  { uri, activationPassword }: { uri: string; activationPassword: string },
): Promise<SoftTokenApp> {
  const { app } = new Phone(home, pin);
  await activateMobile(app, { uri, activationPassword, pin });
  return await SoftTokenApp.open(home, pin);
}

/** Activates by address, serial number and activation code; returns the registration code, too. */
export async function activateComputer(
  home: string,
  pin: string,
  { address, serial, activationCode = '' }: ShownActivation,
): Promise<{ app: SoftTokenApp; registrationCode: string }> {
  const { app } = new Phone(home, pin);
  const { registrationCode } = await activateDesktop(app, { address, serial, activationCode, pin });
  return { app: await SoftTokenApp.open(home, pin), registrationCode };
}

/** A device whose clock can be read at another moment. */
class Phone {
  readonly app: App;
  readonly pin: string;
  #atMs: number | undefined;

  constructor(home: string, pin: string) {
    this.app = openApp({ home, now: () => this.#atMs ?? Date.now() });
    this.pin = pin;
  }

  async at<T>(ms: number, work: () => Promise<T>): Promise<T> {
    this.#atMs = ms;
    try {
      return await work();
    } finally {
      this.#atMs = undefined;
    }
  }
}
