import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { isSameSecret } from './constant-time.ts';
import { ProtocolError } from './protocol-error.ts';

// RFC 9383, ciphersuite P256-SHA256-HKDF-SHA256-HMAC-SHA256. The prover is the app, the verifier is the server.
const { Point } = p256;
type CurvePoint = InstanceType<typeof Point>;
const order = Point.Fn.ORDER;

// RFC 9383 section 4: points of which nobody knows the discrete logarithm.
const M = Point.fromHex('02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f');
const N = Point.fromHex('03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49');

/** What both sides know beforehand; a difference in any of it ends in a failed confirmation. */
export interface ExchangeParties {
  /** Application, peers' keys and policy, as bytes. */
  readonly context: Uint8Array;
  readonly idProver: string;
  readonly idVerifier: string;
}

/** What the password gives the prover; scalars, 32 bytes, big-endian. */
export interface ProverSecret {
  readonly w0: Uint8Array;
  readonly w1: Uint8Array;
}

/** What the verifier keeps of the password: with it nobody can play the prover without guessing. */
export interface VerifierRecord {
  readonly w0: Uint8Array;
  /** w1·P as an uncompressed point, 65 bytes. */
  readonly L: Uint8Array;
}

/** The prover between his first message and the answer. */
export interface ProverState {
  readonly x: Uint8Array;
  /** Uncompressed point, 65 bytes. */
  readonly shareP: Uint8Array;
}

/** The verifier's answer, and what it keeps until the prover has confirmed. */
export interface VerifierAnswer {
  /** Uncompressed point, 65 bytes. */
  readonly shareV: Uint8Array;
  /** Sent together with shareV. */
  readonly confirmV: Uint8Array;
  /** What the prover must send; never sent. */
  readonly expectedConfirmP: Uint8Array;
  /** K_shared, 32 bytes; not to be used before confirmP has been checked. */
  readonly sharedKey: Uint8Array;
}

/** The prover's confirmation and the key. */
export interface ProverResult {
  readonly confirmP: Uint8Array;
  /** K_shared, 32 bytes. */
  readonly sharedKey: Uint8Array;
}

/**
 * The scalars of a password from the output of a slow hash (RFC 9383 section 3.2): each half, at least 40 bytes, modulo
 * the order, so that no value is noticeably more likely. Throws a plain Error for too little input.
 */
export function proverSecretOf(hashed: Uint8Array): ProverSecret {
  const half = hashed.length / 2;
  if (half < 40 || !Number.isInteger(half)) throw new Error('two halves of at least 40 bytes are needed');
  return {
    w0: scalarBytes(bigintOf(hashed.subarray(0, half)) % order),
    w1: scalarBytes(bigintOf(hashed.subarray(half)) % order),
  };
}

/** What the verifier keeps: w0 and L = w1·P. */
export function verifierRecordOf({ w0, w1 }: ProverSecret): VerifierRecord {
  return { w0, L: bytesOf(times(Point.BASE, scalarOf(w1))) };
}

/** The prover's first message, X = x·P + w0·M. `x` is drawn at random; only tests of published vectors give it. */
export function startProver({ w0 }: Pick<ProverSecret, 'w0'>, x: Uint8Array = randomScalar()): ProverState {
  return { x, shareP: bytesOf(times(Point.BASE, scalarOf(x)).add(times(M, scalarOf(w0)))) };
}

/**
 * The verifier's answer to the first message. `y` is drawn at random; only tests of published vectors give it. Throws a
 * ProtocolError of fault `exchange` for a share that is not a point of the curve, or one that gives away the result.
 */
export function answerProver(
  { w0, L }: VerifierRecord,
  shareP: Uint8Array,
  parties: ExchangeParties,
  y: Uint8Array = randomScalar(),
): VerifierAnswer {
  const yScalar = scalarOf(y);
  const w0Scalar = scalarOf(w0);
  const X = pointOf(shareP);
  const shareV = bytesOf(times(Point.BASE, yScalar).add(times(N, w0Scalar)));
  const Z = times(X.subtract(times(M, w0Scalar)), yScalar);
  const V = times(pointOf(L), yScalar);
  const keys = keysOf({ parties, shareP, shareV, Z, V, w0 });
  return { shareV, confirmV: keys.confirmV, expectedConfirmP: keys.confirmP, sharedKey: keys.sharedKey };
}

/**
 * The prover's second message, once the verifier has proved that it knows the same password. Throws a ProtocolError of
 * fault `exchange` when its share is no point of the curve or its confirmation does not fit: nothing may be sent then.
 */
export function finishProver(
  { w0, w1 }: ProverSecret,
  { x, shareP }: ProverState,
  { shareV, confirmV }: { readonly shareV: Uint8Array; readonly confirmV: Uint8Array },
  parties: ExchangeParties,
): ProverResult {
  const base = pointOf(shareV).subtract(times(N, scalarOf(w0)));
  const Z = times(base, scalarOf(x));
  const V = times(base, scalarOf(w1));
  const keys = keysOf({ parties, shareP, shareV, Z, V, w0 });
  if (!isSameSecret(keys.confirmV, confirmV)) {
    throw new ProtocolError('exchange', 'the other side does not know the same code');
  }
  return { confirmP: keys.confirmP, sharedKey: keys.sharedKey };
}

/** The transcript's keys (RFC 9383 sections 3.3 and 3.4). */
function keysOf(run: {
  parties: ExchangeParties;
  shareP: Uint8Array;
  shareV: Uint8Array;
  Z: CurvePoint;
  V: CurvePoint;
  w0: Uint8Array;
}): { confirmP: Buffer; confirmV: Buffer; sharedKey: Buffer } {
  const { context, idProver, idVerifier } = run.parties;
  const transcript = [context, Buffer.from(idProver, 'utf8'), Buffer.from(idVerifier, 'utf8')]
    .concat([bytesOf(M), bytesOf(N), run.shareP, run.shareV, bytesOf(run.Z), bytesOf(run.V), run.w0])
    .flatMap((part) => [uint64le(part.length), part]);
  const mainKey = createHash('sha256').update(Buffer.concat(transcript)).digest();
  const confirmationKeys = Buffer.from(hkdfSync('sha256', mainKey, '', 'ConfirmationKeys', 64));
  return {
    confirmP: hmac(confirmationKeys.subarray(0, 32), run.shareV),
    confirmV: hmac(confirmationKeys.subarray(32), run.shareP),
    sharedKey: Buffer.from(hkdfSync('sha256', mainKey, '', 'SharedKey', 32)),
  };
}

function hmac(key: Uint8Array, message: Uint8Array): Buffer {
  return createHmac('sha256', key).update(message).digest();
}

function uint64le(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function bytesOf(point: CurvePoint): Uint8Array {
  return point.toBytes(false);
}

/** Reads an uncompressed point. The neutral element has no such form, and the curve's cofactor is 1. */
function pointOf(bytes: Uint8Array): CurvePoint {
  if (bytes.length === 65 && bytes[0] === 4) {
    try {
      const point = Point.fromBytes(bytes);
      point.assertValidity();
      return point;
    } catch {
      // Said below.
    }
  }
  throw new ProtocolError('exchange', 'the share is not a point of the curve');
}

/** A multiple; the neutral element is refused, because it would take the secret out of the result. */
function times(point: CurvePoint, scalar: bigint): CurvePoint {
  if (point.is0()) throw new ProtocolError('exchange', 'the share gives the result away');
  return point.multiply(scalar);
}

function scalarOf(bytes: Uint8Array): bigint {
  const scalar = bigintOf(bytes);
  if (bytes.length !== 32 || scalar === 0n || scalar >= order) throw new Error('a scalar is out of range');
  return scalar;
}

function randomScalar(): Uint8Array {
  return scalarBytes(1n + (bigintOf(randomBytes(48)) % (order - 1n)));
}

function scalarBytes(scalar: bigint): Uint8Array {
  return Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
}

function bigintOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}
