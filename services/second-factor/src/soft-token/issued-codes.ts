import { randomBytes } from 'node:crypto';
import { invalidField } from '@countersign/errors';
import type { SoftTokenActivation } from '@countersign/proto/second-factor';
import { hashToken } from '@countersign/sealing';
import {
  activationLinkOf,
  activationUriOf,
  keyFingerprintOf,
  newActivationCode,
  newActivationPassword,
  showInFives,
  showInFours,
  type VerifierRecord,
} from '@countersign/soft-token/protocol';
import { qrSvgOf } from '../authenticator/otpauth.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { drawSerial } from '../serial-number.ts';

const tokenBytes = 16;

/** Where an app runs: it decides what its user types. */
export type Platform = 'mobile' | 'desktop';

/** The codes of one issue, before they are forgotten. */
export interface IssuedCodes {
  platform: Platform;
  serial: string;
  /** What the QR code gives a mobile app; undefined for desktop. */
  activationToken: Buffer | undefined;
  /** Activation password (mobile) or activation code (desktop). */
  secret: string;
  verifier: VerifierRecord;
}

/** Reads the platform; mobile when none is named. Throws `PLATFORM_INVALID`. */
export function requirePlatform(platform: string): Platform {
  if (platform === '' || platform === 'mobile') return 'mobile';
  if (platform === 'desktop') return 'desktop';
  throw invalidField('PLATFORM_INVALID', '/platform', 'must be mobile or desktop');
}

/** The origin that codes are good for: what a user of a desktop app types as the address. */
export function originOf({ publicUrl }: Pick<SecondFactorDeps, 'publicUrl'>): string {
  return new URL(publicUrl).origin;
}

/** Draws codes, and computes what is kept of them. Throws `ACTIVATIONS_BUSY`. */
export async function drawCodes(deps: SecondFactorDeps, platform: Platform): Promise<IssuedCodes> {
  const serial = await drawSerial(deps.db);
  const activationToken = platform === 'mobile' ? randomBytes(tokenBytes) : undefined;
  const secret = platform === 'mobile' ? newActivationPassword() : newActivationCode();
  const order = { kind: 'verifier', origin: originOf(deps), serial, activationToken, password: secret } as const;
  const verifier = await deps.activationWorkers.run<'verifier'>(order);
  return { platform, serial, activationToken, secret, verifier };
}

/** The hash by which what the QR code gives is known again; null for desktop. */
export function tokenHashOf({ activationToken }: Pick<IssuedCodes, 'activationToken'>): Buffer | null {
  return activationToken === undefined ? null : hashActivationToken(activationToken);
}

/** SHA-256 is enough: 128 random bits cannot be guessed. */
export function hashActivationToken(activationToken: Uint8Array): Buffer {
  return hashToken(Buffer.from(activationToken).toString('base64url'));
}

/** What a user is shown once: what he types, and for a mobile app the QR code, which holds no secret. */
export async function showCodes(
  deps: SecondFactorDeps,
  { platform, serial, activationToken, secret }: IssuedCodes,
  expiresAt: Date,
): Promise<SoftTokenActivation> {
  const origin = originOf(deps);
  const shown = {
    platform,
    address: origin,
    serial: showInFives(serial),
    activationCode: '',
    activationPassword: '',
    activationUri: '',
    activationLink: '',
    qrSvg: '',
  };
  if (activationToken === undefined) return { ...shown, activationCode: showInFours(secret) };
  const content = {
    origin,
    serial,
    activationToken,
    keyFingerprint: keyFingerprintOf(deps.identityKey.publicKey),
    expiresAt: Math.floor(expiresAt.getTime() / 1000),
  };
  const activationUri = activationUriOf(content);
  return {
    ...shown,
    activationPassword: secret,
    activationUri,
    activationLink: activationLinkOf(content),
    qrSvg: await qrSvgOf(activationUri),
  };
}
