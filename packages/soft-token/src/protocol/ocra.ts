import { createHash, createHmac } from 'node:crypto';
import { type OathHash, truncate, uint64 } from './oath.ts';
import { ProtocolError } from './protocol-error.ts';

/** A suite taken apart (RFC 6287 section 6). */
export interface OcraSuite {
  readonly text: string;
  readonly hash: OathHash;
  /** 4 to 10; 0 gives the whole MAC. */
  readonly digits: number;
  readonly hasCounter: boolean;
  readonly question: { readonly format: 'A' | 'N' | 'H'; readonly length: number };
  /** Hash of the PIN; undefined without a PIN. */
  readonly pinHash?: OathHash;
  /** Bytes of session information; undefined without. */
  readonly sessionLength?: number;
  /** Length of a time step in seconds; undefined without a time. */
  readonly stepSeconds?: number;
}

/** What goes into a code; exactly what the suite names. */
export interface OcraInput {
  /** One challenge, or that of both sides joined: letters and digits, a decimal number, or hexadecimal digits. */
  readonly question: string;
  readonly counter?: number | bigint;
  /** The PIN itself; its hash goes into the code. */
  readonly pin?: string;
  /** Session information; shorter than the suite says it is padded on the left. */
  readonly session?: Uint8Array;
  /** Number of time steps since the epoch; `ocraTimeStep` computes it. */
  readonly timeStep?: number | bigint;
}

const suitePattern =
  /^OCRA-1:HOTP-SHA(1|256|512)-(0|[4-9]|10):(C-)?Q([ANH])(0[4-9]|[1-5]\d|6[0-4])(?:-PSHA(1|256|512))?(?:-S(\d{3}))?(?:-T([1-9]\d?)([SMH]))?$/;
const secondsOf = { S: 1, M: 60, H: 3600 } as const;

/** Reads the name of a suite; throws a ProtocolError of fault `ocra-suite`. */
export function readOcraSuite(text: string): OcraSuite {
  const match = suitePattern.exec(text);
  if (!match) throw new ProtocolError('ocra-suite', 'this is no suite of RFC 6287');
  const [, hash, digits, counter, format, length, pinHash, session, steps, unit] = match;
  const stepCount = Number(steps);
  // Section 6.3: 1 to 59 seconds or minutes, up to 48 hours.
  if (unit !== undefined && stepCount > (unit === 'H' ? 48 : 59)) {
    throw new ProtocolError('ocra-suite', 'the time step is out of range');
  }
  return {
    text,
    hash: `sha${hash}` as OathHash,
    digits: Number(digits),
    hasCounter: counter !== undefined,
    question: { format: format as 'A' | 'N' | 'H', length: Number(length) },
    ...(pinHash !== undefined && { pinHash: `sha${pinHash}` as OathHash }),
    ...(session !== undefined && { sessionLength: Number(session) }),
    ...(unit !== undefined && { stepSeconds: stepCount * secondsOf[unit as 'S' | 'M' | 'H'] }),
  };
}

/** The time step of a moment under a suite with a time; throws a plain Error for a suite without. */
export function ocraTimeStep({ stepSeconds }: OcraSuite, atMs: number): number {
  if (stepSeconds === undefined) throw new Error('the suite has no time');
  return Math.floor(atMs / (stepSeconds * 1000));
}

/**
 * A code by RFC 6287: the HMAC of suite and input, truncated; the whole MAC in hexadecimal digits for a suite of 0
 * digits. Throws a ProtocolError of fault `ocra-input` when the input is not what the suite asks for.
 */
export function ocra(key: Uint8Array, suite: OcraSuite, input: OcraInput): string {
  const data = Buffer.concat([
    Buffer.from(suite.text, 'ascii'),
    Buffer.alloc(1),
    ...(has(suite.hasCounter, input.counter, 'counter') ? [uint64(input.counter ?? 0)] : []),
    questionBytes(suite, input.question),
    ...(has(suite.pinHash !== undefined, input.pin, 'PIN') ? [pinBytes(suite, input.pin ?? '')] : []),
    ...(has(suite.sessionLength !== undefined, input.session, 'session') ? [sessionBytes(suite, input.session)] : []),
    ...(has(suite.stepSeconds !== undefined, input.timeStep, 'time') ? [uint64(input.timeStep ?? 0)] : []),
  ]);
  const mac = createHmac(suite.hash, key).update(data).digest();
  return suite.digits === 0 ? mac.toString('hex') : truncate(mac, suite.digits);
}

function has(isAsked: boolean, value: unknown, name: string): boolean {
  if (isAsked !== (value !== undefined)) {
    throw new ProtocolError('ocra-input', `the suite ${isAsked ? 'needs' : 'takes'} ${isAsked ? 'a' : 'no'} ${name}`);
  }
  return isAsked;
}

/** The question in 128 bytes, padded with zeros on the right (section 5.1). */
function questionBytes({ question: { format, length } }: OcraSuite, question: string): Buffer {
  const pattern = { A: /^[A-Za-z0-9]+$/, N: /^\d+$/, H: /^[0-9A-Fa-f]+$/ }[format];
  // Mutual challenge and response joins two questions (section 7.3).
  if (!pattern.test(question) || question.length > 2 * length) {
    throw new ProtocolError('ocra-input', 'the question does not fit the suite');
  }
  // A decimal number counts as its hexadecimal digits, beginning at the left; its leading zeros are gone (Appendix A).
  const hex =
    format === 'A'
      ? Buffer.from(question, 'ascii').toString('hex')
      : format === 'N'
        ? BigInt(question).toString(16)
        : question;
  return Buffer.from(hex.padEnd(256, '0'), 'hex');
}

function pinBytes({ pinHash }: OcraSuite, pin: string): Buffer {
  return createHash(pinHash ?? 'sha1')
    .update(pin, 'utf8')
    .digest();
}

function sessionBytes({ sessionLength = 0 }: OcraSuite, session: Uint8Array = Buffer.alloc(0)): Buffer {
  if (session.length > sessionLength)
    throw new ProtocolError('ocra-input', 'the session is longer than the suite says');
  return Buffer.concat([Buffer.alloc(sessionLength - session.length), session]);
}
