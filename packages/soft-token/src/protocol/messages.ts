import type { KeyObject } from 'node:crypto';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { fromBase64url, toBase64url } from './bytes.ts';
import { ProtocolError } from './protocol-error.ts';
import { isSignedBy, signText } from './signature.ts';

const deviceSchema = Type.Object({
  /** Raw Ed25519 public key, base64url. */
  deviceKey: Type.String({ maxLength: 64 }),
  /** Name of the device, shown to its owner. */
  name: Type.String({ minLength: 1, maxLength: 80 }),
  model: Type.String({ maxLength: 80 }),
});

const tokenSchema = Type.Object({
  /** Id of the authenticator, `aut_…`. */
  authenticatorId: Type.String({ minLength: 1, maxLength: 80 }),
  /** Name of the service. */
  issuer: Type.String({ minLength: 1, maxLength: 80 }),
  /** Name that the user gave the authenticator. */
  label: Type.String({ maxLength: 200 }),
  algorithm: Type.String(),
  digits: Type.Integer(),
  period: Type.Integer(),
  pinLength: Type.Integer({ minimum: 4, maximum: 12 }),
  /** Suite of transaction codes. */
  transactionSuite: Type.String({ maxLength: 60 }),
});

/** What the app says of itself, in the box of its second message. */
export type DeviceDescription = Static<typeof deviceSchema>;

/** What the server says of the token, in the box of its second answer. */
export type TokenDescription = Static<typeof tokenSchema>;

/** Answer to the first message, as it is sent. */
export const startAnswerSchema = Type.Object({
  runId: Type.String({ minLength: 1, maxLength: 80 }),
  shareV: Type.String(),
  confirmV: Type.String(),
});

/** Answer to the second message, as it is sent. */
export const finishAnswerSchema = Type.Object({ box: Type.String() });

/** Reads what a box of the app held; throws a ProtocolError of fault `message`. */
export function readDeviceDescription(content: unknown): DeviceDescription & { readonly publicKey: Buffer } {
  const device = readMessage(deviceSchema, content);
  return { ...device, publicKey: fromBase64url(device.deviceKey, 'message', 32) };
}

/** Reads what a box of the server held; throws a ProtocolError of fault `message`. */
export function readTokenDescription(content: unknown): TokenDescription {
  return readMessage(tokenSchema, content);
}

/** Holds a message against its schema; throws a ProtocolError of fault `message`. */
export function readMessage<Schema extends TSchema>(schema: Schema, content: unknown): Static<Schema> {
  if (!Value.Check(schema, content)) throw new ProtocolError('message', 'the other side answered something else');
  return content;
}

/** A code that the app wants to have checked and used up. */
export interface CodeCheck {
  readonly serial: string;
  readonly code: string;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
}

/** The device's signature over a code check, base64url. */
export function signCodeCheck(deviceKey: KeyObject, check: CodeCheck): string {
  return toBase64url(signText(deviceKey, codeCheckText(check)));
}

/** Whether a code check was signed by the device with that public key (raw, 32 bytes). */
export function isCodeCheckSigned(publicKey: Uint8Array, check: CodeCheck, signature: Uint8Array): boolean {
  return isSignedBy(publicKey, codeCheckText(check), signature);
}

function codeCheckText({ serial, code, issuedAt }: CodeCheck): string {
  return `ssa1 check\0${serial}\0${code}\0${issuedAt}`;
}
