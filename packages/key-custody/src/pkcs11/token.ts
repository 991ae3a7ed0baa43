import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Cryptoki, CryptokiError, loadCryptoki, requireOk, type Ulong } from './cryptoki.ts';

/** A token: its module, its label and the PIN of its user. */
export interface TokenAddress {
  /** Path of the PKCS #11 module. */
  module: string;
  label: string;
  pin: string;
}

/** A token with its user logged in. */
export interface Token {
  readonly cryptoki: Cryptoki;
  /** For people: label, manufacturer and model. */
  readonly title: string;
  readonly manufacturer: string;
  readonly slot: Ulong;
  /** Lends a session for the time of the work; waits while all are lent. */
  withSession<T>(work: (session: Ulong) => T | Promise<T>): Promise<T>;
  /** Ends what uses the token; the module is let go with the last token of this process. */
  close(): Promise<void>;
}

const sessionLimit = 8;
const attempts = 12;
/** What a module says that another process is starting on at this moment (softhsm/SoftHSMv2#757), or is busy. */
const passingFaults = new Set([0x5, 0x6, 0x30, 0xb1, 0xe0, 0xe1]);
const user = 1;
const securityOfficer = 0;
const alreadyInitialized = 0x191;
const alreadyLoggedIn = 0x100;
// Serial sessions are the only ones there are; read and write, for a read-only one keeps the officer out.
const serialReadWrite = 0x6;

/** Modules are initialised once in a process, however many tokens of them are open. */
const modules = new Map<string, { cryptoki: Cryptoki; uses: number }>();

/**
 * Opens a token and logs its user in. `asOfficer` is called before, in a session of the security officer, which stays open.
 * Throws an Error when there is no such token or the PIN is wrong; a wrong PIN is not tried again, for tokens lock.
 */
export async function openToken(
  address: TokenAddress,
  officer?: { pin: string; prepare: (cryptoki: Cryptoki, session: Ulong) => void },
): Promise<Token> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return openOnce(address, officer);
    } catch (error) {
      const passes =
        error instanceof TokenNotFoundError || (error instanceof CryptokiError && passingFaults.has(error.code));
      if (!passes || attempt === attempts) throw error;
      // oxlint-disable-next-line no-await-in-loop -- the next attempt follows this one
      await setTimeout(randomInt(10, 60 * attempt));
    }
  }
}

class TokenNotFoundError extends Error {
  override readonly name = 'TokenNotFoundError';
}

function openOnce({ module, label, pin }: TokenAddress, officer: Parameters<typeof openToken>[1]): Token {
  const cryptoki = takeModule(module);
  try {
    const { slot, manufacturer, model } = findToken(cryptoki, label);
    const first = openSession(cryptoki, slot);
    const all = [first];
    const idle = [first];
    const waiting: ((session: Ulong) => void)[] = [];
    if (officer !== undefined) {
      logIn(cryptoki, first, securityOfficer, officer.pin);
      try {
        officer.prepare(cryptoki, first);
      } finally {
        cryptoki.Logout(first);
      }
    }
    logIn(cryptoki, first, user, pin);
    const lend = (): Ulong | Promise<Ulong> => {
      const session = idle.pop();
      if (session !== undefined) return session;
      if (all.length >= sessionLimit) return new Promise((resolve) => waiting.push(resolve));
      const opened = openSession(cryptoki, slot);
      all.push(opened);
      return opened;
    };
    const atWork = new Set<Promise<unknown>>();
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      // A module must not be let go while another thread is in it.
      await Promise.allSettled(atWork);
      for (const session of all) cryptoki.CloseSession(session);
      releaseModule(module);
    };
    const lent = async <T>(work: (session: Ulong) => T | Promise<T>): Promise<T> => {
      const session = await lend();
      try {
        return await work(session);
      } finally {
        const next = waiting.shift();
        if (next === undefined) idle.push(session);
        else next(session);
      }
    };
    return {
      cryptoki,
      slot,
      manufacturer,
      title: `${label} (${[manufacturer, model].filter(Boolean).join(', ')}; ${module})`,
      async withSession(work) {
        if (closing !== undefined) throw new Error('the token is closed');
        const running = lent(work);
        atWork.add(running);
        try {
          return await running;
        } finally {
          atWork.delete(running);
        }
      },
      close: () => (closing ??= close()),
    };
  } catch (error) {
    releaseModule(module);
    throw error;
  }
}

/**
 * Makes a new token on the first free slot of a module, with PINs of its officer and its user; what of it is there already
 * stays. Throws an Error when there is no free slot, or the label is longer than 32 bytes.
 */
export function initialiseToken({ module, label, pin }: TokenAddress, officerPin: string): void {
  const cryptoki = takeModule(module);
  try {
    const slots = listSlots(cryptoki).map((slot) => ({ slot, ...tokenInfo(cryptoki, slot) }));
    if (!slots.some((one) => one.isInitialised && one.label === label)) {
      const free = slots.find(({ isInitialised }) => !isInitialised);
      if (free === undefined) throw new Error(`${module} has no free slot for a new token`);
      const officer = Buffer.from(officerPin);
      const padded = Buffer.alloc(32, ' ');
      if (Buffer.from(label).copy(padded) !== Buffer.byteLength(label)) throw new Error(`${label} is too long a label`);
      requireOk('InitToken', cryptoki.InitToken(free.slot, officer, officer.length, padded));
    }
    const { slot, hasUserPin } = findToken(cryptoki, label);
    if (hasUserPin) return;
    const session = openSession(cryptoki, slot);
    try {
      logIn(cryptoki, session, securityOfficer, officerPin);
      const pinBytes = Buffer.from(pin);
      requireOk('InitPIN', cryptoki.InitPIN(session, pinBytes, pinBytes.length));
    } finally {
      cryptoki.CloseSession(session);
    }
  } finally {
    releaseModule(module);
  }
}

function takeModule(file: string): Cryptoki {
  const taken = modules.get(file);
  if (taken !== undefined) {
    taken.uses += 1;
    return taken.cryptoki;
  }
  const cryptoki = loadCryptoki(file);
  // CK_C_INITIALIZE_ARGS with CKF_OS_LOCKING_OK: it is called from several threads.
  const options = Buffer.alloc(48);
  options.writeBigUInt64LE(2n, 32);
  const answer = cryptoki.Initialize(options);
  if (Number(answer) !== alreadyInitialized) requireOk('Initialize', answer);
  modules.set(file, { cryptoki, uses: 1 });
  return cryptoki;
}

function releaseModule(file: string): void {
  const taken = modules.get(file);
  if (taken === undefined) return;
  taken.uses -= 1;
  if (taken.uses > 0) return;
  modules.delete(file);
  taken.cryptoki.Finalize(null);
}

function findToken(cryptoki: Cryptoki, label: string) {
  const found = listSlots(cryptoki)
    .map((slot) => ({ slot, ...tokenInfo(cryptoki, slot) }))
    .filter((one) => one.isInitialised && one.label === label);
  const [token, second] = found;
  if (token === undefined) throw new TokenNotFoundError(`there is no token ${label}`);
  if (second !== undefined) throw new Error(`there are ${found.length} tokens ${label}`);
  return token;
}

function listSlots(cryptoki: Cryptoki): bigint[] {
  const present: [Ulong] = [0];
  requireOk('GetSlotList', cryptoki.GetSlotList(1, null, present));
  const slots = new BigUint64Array(Number(present[0]) + 8);
  const listed: [Ulong] = [BigInt(slots.length)];
  requireOk('GetSlotList', cryptoki.GetSlotList(1, slots, listed));
  return [...slots.subarray(0, Number(listed[0]))];
}

function tokenInfo(cryptoki: Cryptoki, slot: Ulong) {
  // CK_TOKEN_INFO: three texts of 32, 32 and 16, a serial of 16, then the flags; 208 bytes in all on LP64.
  const info = Buffer.alloc(256);
  requireOk('GetTokenInfo', cryptoki.GetTokenInfo(slot, info));
  const text = (from: number, to: number) => info.toString('utf8', from, to).replace(/[ \0]+$/, '');
  const flags = info.readBigUInt64LE(96);
  return {
    label: text(0, 32),
    manufacturer: text(32, 64),
    model: text(64, 80),
    isInitialised: (flags & 0x400n) !== 0n,
    hasUserPin: (flags & 0x8n) !== 0n,
  };
}

function openSession(cryptoki: Cryptoki, slot: Ulong): Ulong {
  const session: [Ulong] = [0];
  requireOk('OpenSession', cryptoki.OpenSession(slot, serialReadWrite, null, null, session));
  return session[0];
}

function logIn(cryptoki: Cryptoki, session: Ulong, who: number, pin: string): void {
  const bytes = Buffer.from(pin);
  const answer = cryptoki.Login(session, who, bytes, bytes.length);
  bytes.fill(0);
  if (Number(answer) !== alreadyLoggedIn) requireOk('Login', answer);
}
