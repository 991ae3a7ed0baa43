import type { KeyObject } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { fromBase64url, toBase64url } from './bytes.ts';
import { ProtocolError } from './protocol-error.ts';
import { isSignedBy, signText } from './signature.ts';

const schema = Type.Object({
  /** What the app calls the service. */
  name: Type.String({ minLength: 1, maxLength: 80 }),
  /** Origin of the service. */
  address: Type.String({ maxLength: 300 }),
  /** Base of the API, without a slash: `https://sign.example.com/v1`. */
  api: Type.String({ maxLength: 300 }),
  /** Raw Ed25519 public key, base64url. */
  identityKey: Type.String({ maxLength: 64 }),
  versions: Type.Array(Type.Integer()),
  profile: Type.String({ maxLength: 60 }),
  /** Length of the app's PIN, in digits. */
  pinLength: Type.Integer({ minimum: 4, maximum: 12 }),
  /** Where apps may be had, by platform. */
  apps: Type.Optional(Type.Record(Type.String(), Type.String())),
});

/** What a service says of itself at `/.well-known/soft-token`. */
export type ServerDocument = Static<typeof schema>;

/** The document as it is served: the signed bytes are the text itself, so that nobody has to agree on a canonical form. */
export interface SignedServerDocument {
  readonly document: string;
  /** base64url. */
  readonly signature: string;
}

/** Signs the document with the identity key that it names. */
export function signServerDocument(identityKey: KeyObject, content: ServerDocument): SignedServerDocument {
  const document = JSON.stringify(content);
  return { document, signature: toBase64url(signText(identityKey, document)) };
}

/**
 * Reads a document of the service with this origin; throws a ProtocolError of fault `server-document`. The signature
 * shows that its author holds the key, not that the key is the right one: that, the QR code or the exchange shows.
 */
export function readServerDocument(
  answer: unknown,
  origin: string,
): { readonly document: ServerDocument; readonly identityKey: Buffer } {
  const signed = Value.Check(Type.Object({ document: Type.String(), signature: Type.String() }), answer)
    ? answer
    : undefined;
  const content = signed && parsed(signed.document);
  if (!signed || !Value.Check(schema, content)) throw wrong('what was read is no description of such a service');
  const identityKey = fromBase64url(content.identityKey, 'server-document', 32);
  const signature = fromBase64url(signed.signature, 'server-document', 64);
  if (!isSignedBy(identityKey, signed.document, signature)) throw wrong('the signature is wrong');
  if (content.address !== origin) throw wrong('it describes another address');
  if (!content.versions.includes(1)) throw wrong('the service speaks another version: update the app');
  return { document: content, identityKey };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wrong(message: string): ProtocolError {
  return new ProtocolError('server-document', message);
}
