import { createHash } from 'node:crypto';
import { fromBase64url, toBase64url } from './bytes.ts';
import { isSameSecret } from './constant-time.ts';
import { readAddress, readSerial } from './formats.ts';
import { ProtocolError } from './protocol-error.ts';
import { readQuery } from './uri-query.ts';

/** What the QR code of a mobile activation says; no secret, and useless without the activation password. */
export interface ActivationUri {
  readonly origin: string;
  readonly serial: string;
  /** 16 random bytes. */
  readonly activationToken: Uint8Array;
  /** First 16 bytes of the SHA-256 of the service's identity key. */
  readonly keyFingerprint: Uint8Array;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** The URI of a QR code: `softtoken://a?…`. */
export function activationUriOf(content: ActivationUri): string {
  return `softtoken://a?${activationQuery(content)}`;
}

/** The same as a link, with everything in the fragment, so that it reaches no log: `<origin>/a#…`. */
export function activationLinkOf(content: ActivationUri): string {
  return `${content.origin}/a#${activationQuery(content)}`;
}

/** First 16 bytes of the SHA-256 of an identity key (raw, 32 bytes). */
export function keyFingerprintOf(identityKey: Uint8Array): Buffer {
  return createHash('sha256').update(identityKey).digest().subarray(0, 16);
}

/** Whether an identity key is the one that a QR code announced. */
export function isAnnouncedKey({ keyFingerprint }: ActivationUri, identityKey: Uint8Array): boolean {
  return isSameSecret(keyFingerprint, keyFingerprintOf(identityKey));
}

/** Reads either form; throws a ProtocolError of fault `activation-uri`, `serial` or `address`. Does not look at the clock. */
export function readActivationUri(text: string, options: { readonly isInsecureAllowed?: boolean } = {}): ActivationUri {
  const url = URL.parse(text.trim());
  const isUri = url?.protocol === 'softtoken:' && url.host === 'a';
  const isLink = /^https?:$/.test(url?.protocol ?? '') && url?.pathname === '/a' && url.hash !== '';
  if (!url || !(isUri || isLink)) throw new ProtocolError('activation-uri', 'this is not the QR code of an activation');
  const query = isUri ? url.searchParams : new URLSearchParams(url.hash.slice(1));
  const { u, sn, act, ik, exp } = readQuery(query, ['u', 'sn', 'act', 'ik', 'exp'], 'activation-uri');
  const origin = readAddress(u, options);
  if (isLink && url.origin !== origin)
    throw new ProtocolError('activation-uri', 'link and address do not belong together');
  if (!/^\d{1,11}$/.test(exp)) throw new ProtocolError('activation-uri', 'the expiry is not a number');
  return {
    origin,
    serial: readSerial(sn),
    activationToken: fromBase64url(act, 'activation-uri', 16),
    keyFingerprint: fromBase64url(ik, 'activation-uri', 16),
    expiresAt: Number(exp),
  };
}

function activationQuery({ origin, serial, activationToken, keyFingerprint, expiresAt }: ActivationUri): string {
  return new URLSearchParams({
    v: '1',
    u: origin,
    sn: serial,
    act: toBase64url(activationToken),
    ik: toBase64url(keyFingerprint),
    exp: String(expiresAt),
  }).toString();
}
