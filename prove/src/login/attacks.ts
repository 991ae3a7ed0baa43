import { randomInt } from 'node:crypto';
import type { LoginFlowKey } from '@countersign/proto/identity';
import type { Person } from './people.ts';
import type { LoginWorld } from './world.ts';

/** What became of one guess. */
export interface Guess {
  /** Whether the guess was compared with the secret. */
  admitted: boolean;
  /** When it may be tried again, in ms; absent when nothing is said. */
  retryAfterMs?: number;
}

/** Somebody who guesses, from one address. */
export type Attacker = () => Promise<Guess>;

/** Guesses a password; each wrong one is another one. */
export function guessPassword(world: LoginWorld, { email }: Pick<Person, 'email'>, address: string): Attacker {
  return whileAlive(
    () => beginLogin(world, email, address),
    async (key) => {
      await world.at(address).submitPassword({ key, password: `guess ${randomInt(2 ** 47)}` });
    },
  );
}

/** Knows the password, and guesses the code of the second step: the PIN of a first login, or the code of an app. */
export function guessCode(world: LoginWorld, { email, password }: Person, address: string): Attacker {
  const rpc = world.at(address);
  return whileAlive(
    async () => {
      const key = await beginLogin(world, email, address);
      await rpc.submitPassword({ key, password });
      return key;
    },
    async (key) => {
      await rpc.submitCode({ key, code: sixDigits(), nextCode: '' });
    },
  );
}

/** Guesses the mailed code of a recovery. */
export function guessRecoveryCode(world: LoginWorld, { email }: Person, address: string): Attacker {
  const rpc = world.at(address);
  return whileAlive(
    () => beginRecovery(world, email, address),
    async (key) => {
      await rpc.submitRecoveryCode({ key, code: sixDigits() });
    },
  );
}

/** Reads the owner's mail, and guesses his answers. */
export function guessAnswers(world: LoginWorld, { email }: Person, address: string): Attacker {
  const rpc = world.at(address);
  return whileAlive(
    // Whoever begins between the mail of another and his look at it would take the other's code for his own.
    async () =>
      await inTurn(world, async () => {
        const key = await beginRecovery(world, email, address);
        const mail = world.messages.findLast(({ to }) => to === email);
        const code = /\b\d{6}\b/.exec(mail?.text ?? '')?.[0] ?? '';
        const { flow } = await rpc.submitRecoveryCode({ key, code });
        const questions = flow?.questions.map((question) => question.key) ?? [];
        return { ...key, questions };
      }),
    async ({ questions, ...key }) => {
      const answers = questions.map((question) => ({ key: question, answer: `guess ${randomInt(2 ** 47)}` }));
      await rpc.submitRecoveryAnswers({ key, answers });
    },
  );
}

/** What is done in a world one after the other. */
const turns = new WeakMap<LoginWorld, Promise<unknown>>();

async function inTurn<T>(world: LoginWorld, work: () => Promise<T>): Promise<T> {
  const own = (turns.get(world) ?? Promise.resolve()).then(work);
  // The next one comes even if this one fails.
  turns.set(
    world,
    own.catch(() => undefined),
  );
  return await own;
}

const wrong = ['LOGIN_FAILED', 'CODE_REFUSED', 'ANSWERS_REFUSED'];

/** Guesses within what was begun, and begins again, once, where that is over. */
function whileAlive<Begun>(begin: () => Promise<Begun>, guess: (begun: Begun) => Promise<void>): Attacker {
  let begun: Begun | undefined;
  const attempt = async (again: boolean): Promise<Guess> => {
    const fresh = begun === undefined;
    try {
      begun ??= await begin();
    } catch (error) {
      return refused(error);
    }
    try {
      await guess(begun);
    } catch (error) {
      const { reason = '' } = error as { reason?: string };
      if (wrong.includes(reason)) return { admitted: true };
      const refusal = refused(error);
      // Who is told to wait comes back to what he began.
      if (refusal.retryAfterMs === undefined) begun = undefined;
      return again && !fresh && begun === undefined ? await attempt(false) : refusal;
    }
    throw new Error('a guess was right');
  };
  return () => attempt(true);
}

function refused(error: unknown): Guess {
  const { reason, retryAfterSeconds } = error as { reason?: string; retryAfterSeconds?: number };
  if (reason === undefined) throw error;
  return { admitted: false, ...(retryAfterSeconds === undefined ? {} : { retryAfterMs: retryAfterSeconds * 1000 }) };
}

async function beginLogin(world: LoginWorld, email: string, address: string): Promise<LoginFlowKey> {
  const { flow, secret } = await world.at(address).startLoginFlow({
    userId: email,
    language: '',
    acceptedLanguage: '',
    deviceToken: '',
    userAgent: '',
  });
  return { flowId: flow?.id ?? '', secret };
}

async function beginRecovery(world: LoginWorld, email: string, address: string): Promise<LoginFlowKey> {
  const { flow, secret } = await world
    .at(address)
    .startRecoveryFlow({ userId: email, language: '', acceptedLanguage: '', deviceToken: '' });
  await world.work();
  return { flowId: flow?.id ?? '', secret };
}

const sixDigits = (): string => String(randomInt(10 ** 6)).padStart(6, '0');
