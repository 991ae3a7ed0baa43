import { createHash, type KeyObject } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { fromBase64url, toBase64url } from './bytes.ts';
import { isSameSecret } from './constant-time.ts';
import { ocra, ocraTimeStep, readOcraSuite } from './ocra.ts';
import { ProtocolError } from './protocol-error.ts';
import { isSignedBy, signText } from './signature.ts';
import { readQuery } from './uri-query.ts';

/** Suite of transaction codes: 8 digits over a SHA-256 and the minute. */
export const transactionSuite = 'OCRA-1:HOTP-SHA256-8:QH64-T1M';

const suite = readOcraSuite(transactionSuite);
const shownDocuments = 5;
const labelLength = 60;

const schema = Type.Object({
  v: Type.Literal(1),
  origin: Type.String(),
  challenge: Type.String(),
  credential: Type.String(),
  documents: Type.Array(Type.Object({ label: Type.String(), digest: Type.String() }), { maxItems: shownDocuments }),
  count: Type.Integer({ minimum: 1 }),
  all: Type.String(),
  exp: Type.Integer(),
});

/** What is to be signed, as the app shows it. Digests are base64url. */
export type TransactionPayload = Static<typeof schema>;

/** What the server makes a payload of. */
export interface Transaction {
  readonly origin: string;
  readonly challengeId: string;
  readonly credentialId: string;
  /** All documents, in the order in which they are signed; the first five are named in the payload. */
  readonly documents: readonly { readonly label: string; readonly digest: Uint8Array }[];
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** The text of a payload. Its bytes are what is signed and what the code is bound to: keep it as it is. */
export function transactionPayloadOf({ origin, challengeId, credentialId, documents, expiresAt }: Transaction): string {
  const all = createHash('sha256');
  for (const { digest } of documents) all.update(digest);
  const payload: TransactionPayload = {
    v: 1,
    origin,
    challenge: challengeId,
    credential: credentialId,
    documents: documents.slice(0, shownDocuments).map(({ label, digest }) => ({
      label: shortened(label),
      digest: toBase64url(digest),
    })),
    count: documents.length,
    all: all.digest('base64url'),
    exp: expiresAt,
  };
  return JSON.stringify(payload);
}

/** The URI that the app reads: `softtoken://t?…`, signed with the service's identity key. */
export function transactionUriOf(identityKey: KeyObject, payload: string): string {
  const signature = signText(identityKey, signedText(payload));
  return `softtoken://t?v=1&p=${Buffer.from(payload, 'utf8').toString('base64url')}&s=${toBase64url(signature)}`;
}

/**
 * Reads such a URI, and nothing of it is trusted before `isFrom` has said that its signature is that of the service.
 * Throws a ProtocolError of fault `transaction-uri`.
 */
export function readTransactionUri(text: string): {
  readonly payload: TransactionPayload;
  readonly payloadText: string;
  /** Whether the service with this identity key (raw, 32 bytes) signed it. */
  readonly isFrom: (identityKey: Uint8Array) => boolean;
} {
  const url = URL.parse(text.trim());
  if (url?.protocol !== 'softtoken:' || url.host !== 't') {
    throw new ProtocolError('transaction-uri', 'this is not the QR code of a signature');
  }
  const { p, s } = readQuery(url.searchParams, ['p', 's'], 'transaction-uri');
  const payloadText = fromBase64url(p, 'transaction-uri').toString('utf8');
  const signature = fromBase64url(s, 'transaction-uri', 64);
  return {
    payload: readPayload(payloadText),
    payloadText,
    isFrom: (identityKey) => isSignedBy(identityKey, signedText(payloadText), signature),
  };
}

/** The transaction code of a payload at a moment: 8 digits. */
export function transactionCodeOf(transactionKey: Uint8Array, payload: string, atMs: number): string {
  return codeAt(transactionKey, payload, ocraTimeStep(suite, atMs));
}

/** Whether a code is the payload's, in this minute or a neighbouring one. That it is used once is decided elsewhere. */
export function isTransactionCode(transactionKey: Uint8Array, payload: string, code: string, atMs: number): boolean {
  const step = ocraTimeStep(suite, atMs);
  // All are computed whatever fits, so that the time taken does not tell which did.
  return [step - 1, step, step + 1]
    .map((each) => isSameSecret(codeAt(transactionKey, payload, each), code))
    .some((fits) => fits);
}

function codeAt(transactionKey: Uint8Array, payload: string, timeStep: number): string {
  const question = createHash('sha256').update(payload, 'utf8').digest('hex');
  return ocra(transactionKey, suite, { question, timeStep });
}

function signedText(payload: string): string {
  return `ssa1 transaction\0${payload}`;
}

function readPayload(text: string): TransactionPayload {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // Said below.
  }
  if (!Value.Check(schema, content)) throw new ProtocolError('transaction-uri', 'its content is not understood');
  return content;
}

/** A QR code has no room for long names. */
function shortened(label: string): string {
  const characters = Array.from(label);
  return characters.length <= labelLength ? label : `${characters.slice(0, labelLength - 1).join('')}…`;
}
