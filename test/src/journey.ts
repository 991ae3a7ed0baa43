import { randomBytes } from 'node:crypto';
import type { RegisteredClient } from '@countersign/conformance';
import type { Proved, Quote } from './buying.ts';
import type { CodeSource } from './code-source.ts';
import type { ReadGrid } from './grid-reader.ts';
import { MessageInbox } from './message-inbox.ts';
import type { PageVisitor } from './page-visitor.ts';
import { RestClient } from './rest-client.ts';
import type { ServerCertificate } from './server-certificates.ts';
import { accountSteps } from './steps/account.ts';
import { applicationSteps } from './steps/applications.ts';
import { auditSteps } from './steps/audit.ts';
import { cardSteps } from './steps/cards.ts';
import { certificateSteps, revocationStep } from './steps/certificates.ts';
import { factorSteps, phoneSteps } from './steps/factors.ts';
import { knownBuyerSteps } from './steps/known-buyer.ts';
import { laterLoginStep, loginSteps } from './steps/login.ts';
import { lostFactorSteps } from './steps/lost-factor.ts';
import { recoverySteps } from './steps/recovery.ts';
import { sessionSteps, stepUpStep } from './steps/sessions.ts';
import { setUpSteps } from './steps/set-up.ts';
import { shopSteps } from './steps/shop.ts';
import { signingSteps } from './steps/signing.ts';
import { officerSteps, staffRemovalStep, staffSteps } from './steps/staff.ts';
import { subscriptionSteps } from './steps/subscriptions.ts';
import { invitedSignerSteps } from './steps/validation.ts';

/** What one step hands on to the next. */
export interface World {
  api: RestClient;
  inbox: MessageInbox;
  /** Where apps of these people keep their state. */
  folder: string;
  /** Makes a single-use invitation for an operator, as one would at the command line. */
  inviteOperator: () => Promise<string>;
  /** A code of somebody's app that was not used before. */
  takeCode: (person: Person) => Promise<string>;
  /** Unique to this walk, so that it can be walked again on the same platform. */
  signer: Person;
  /** Operator and registration officer. */
  officer: Person;
  /** Joins the staff by an invitation of the officer. */
  colleague: Person;
  /** Is invited to personal validation by the officer. */
  guest: Person;
  /** Address at which nobody reads the activation message. */
  wrongAddress: string;
  cart?: Proved;
  quote?: Quote;
  /** Of the guest, proved by its secret until the account is activated. */
  order?: Proved;
  tierRuleId?: string;
  invoice?: Buffer;
  activationMail?: Buffer;
  activationToken?: string;
  /** QR code of the authenticator enrolled last, and the URI that it must hold. */
  qr?: { svg: string; uri: string };
  /** Issued under the rules of the public web, after an officer's approval. */
  publicCertificate?: ServerCertificate;
  /** Issued at once, for names within an organisation. */
  privateCertificate?: ServerCertificate;
  /** Serial number of a certificate that was revoked, and its authority. */
  revoked?: { serialNumber: string; authority: string };
  credential?: { id: string; certificatePem: string; chainPem: string };
  /** Signed with the credential, for the long term. */
  signedPdf?: Buffer;
  /** The same, signed with a certificate that was revoked afterwards. */
  signedBefore?: Buffer;
  /** A file and the detached signature over it. */
  detached?: { content: Buffer; signature: Buffer };
  /** Of an authorisation, compact JWS, and the published keys under which it verifies. */
  receipt?: { jws: string; keys: string };
  /** Everything that was done with the key of the credential, as JSON lines. */
  history?: string;
  /** Of another maker, and a PDF that was signed through it. */
  application?: RegisteredClient;
  signedByApplication?: Buffer;
  /** Of the product, in the signer's browser. */
  pages?: PageVisitor;
  /** The newest eGrid. */
  egrid?: { pdf: Buffer; password: string; grid: ReadGrid };
  /** The officer on another device. */
  otherSession?: Person;
  /** What was done to the account, as JSON lines. */
  audit?: string;
}

/** Somebody with an account of the product. */
export interface Person {
  email: string;
  password: string;
  mobile: string;
  app?: CodeSource;
  /** Access token of the current session. */
  token?: string;
  /** Refresh token of the current session. */
  refreshToken?: string;
  /** Of the device on which he logged in with two factors. */
  deviceToken?: string;
  /** His answers to questions that may help to recover the password. */
  answers?: { key: string; answer: string }[];
}

/** One promise of the product, kept and then checked by a later read. */
export interface Step {
  /** Number of the promise in the product's list. */
  promise: string;
  title: string;
  run: (world: World) => Promise<void>;
}

/** What became of a step. */
export interface StepResult {
  promise: string;
  title: string;
  ok: boolean;
  ms: number;
}

/** The shortest way to a person who may have a signing certificate. */
export const stepsToSigning: readonly Step[] = [
  ...shopSteps,
  ...loginSteps,
  ...setUpSteps,
  ...phoneSteps,
  ...officerSteps,
  laterLoginStep,
  ...accountSteps,
];

/** Every step of the main job, in order. */
export const steps: readonly Step[] = [
  ...shopSteps,
  ...loginSteps,
  ...setUpSteps,
  ...phoneSteps,
  ...officerSteps,
  laterLoginStep,
  ...sessionSteps,
  ...accountSteps,
  ...knownBuyerSteps,
  ...certificateSteps,
  ...signingSteps,
  ...applicationSteps,
  ...subscriptionSteps,
  stepUpStep,
  ...staffSteps,
  ...invitedSignerSteps,
  ...cardSteps,
  ...factorSteps,
  ...lostFactorSteps,
  staffRemovalStep,
  ...recoverySteps,
  ...auditSteps,
  revocationStep,
];

export interface JourneyOptions {
  url: string;
  inboxUrl: string;
  inviteOperator: () => Promise<string>;
  /** Where apps keep their state; it may be deleted afterwards. */
  folder: string;
  /** What to walk, from the first step on; the whole main job by default. */
  steps?: readonly Step[];
  onStep?: (result: StepResult, error: unknown) => void;
  /** Told when the journey waits for the next code. */
  onWait?: (ms: number) => void;
}

/** Walks the main job as an outside client would: through REST and the inbox only. Stops at the first step that fails. */
export async function walkJourney(options: JourneyOptions): Promise<{ results: StepResult[]; world: World }> {
  const { url, inboxUrl, inviteOperator, folder, onStep = () => undefined, onWait = () => undefined } = options;
  const { steps: chosen = steps } = options;
  const mark = `${Date.now().toString(36)}${Math.floor(Math.random() * 1296).toString(36)}`;
  const person = (name: string, words: string, index: number): Person => ({
    email: `${name}.${mark}@example.com`,
    // A password must not hold a part of the user ID.
    password: `${words} ${randomBytes(6).toString('hex')}`,
    mobile: mobileOf(mark, index),
  });
  const world: World = {
    api: new RestClient(url),
    inbox: new MessageInbox(inboxUrl),
    inviteOperator,
    folder,
    takeCode: async ({ app }) => {
      if (app === undefined) throw new Error('no app yet');
      return await app.early(onWait);
    },
    signer: person('robin', 'plum orchard', 1),
    officer: person('kim', 'quiet harbour', 2),
    colleague: person('sam', 'copper lantern', 3),
    guest: person('alex', 'velvet compass', 4),
    wrongAddress: `robyn.${mark}@example.com`,
  };
  const results: StepResult[] = [];
  for (const { promise, title, run } of chosen) {
    const begun = performance.now();
    let error: unknown;
    try {
      // A journey is walked one step after the other.
      // oxlint-disable-next-line no-await-in-loop
      await run(world);
    } catch (thrown) {
      error = thrown;
    }
    const result = { promise, title, ok: error === undefined, ms: Math.round(performance.now() - begun) };
    results.push(result);
    onStep(result, error);
    if (error !== undefined) break;
  }
  return { results, world };
}

/** A number of the range kept for fiction (+1 … 555 01xx), made long enough to be unique to a walk. */
function mobileOf(mark: string, person: number): string {
  const digits = String(Number.parseInt(mark.slice(-6), 36) % 1_000_000).padStart(6, '0');
  return `+1555${digits}${person}`;
}
