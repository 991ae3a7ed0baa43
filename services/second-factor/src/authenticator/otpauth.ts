import { ScureBase32Plugin } from 'otplib';
import { toString as qrToString } from 'qrcode';

const issuer = 'Countersign';

/**
 * The URI by which an authenticator app takes over a seed. SHA-1, 6 digits and 30 s, because many apps ignore what the
 * URI says about them; the secret in base32 without padding.
 */
export function otpauthUri({ seed, account }: { seed: Uint8Array; account: string }): string {
  const query = [
    `secret=${new ScureBase32Plugin().encode(seed)}`,
    `issuer=${issuer}`,
    'algorithm=SHA1',
    'digits=6',
    'period=30',
  ];
  // A colon separates issuer and account, so the account may hold none, not even an encoded one.
  return `otpauth://totp/${issuer}:${encodeURIComponent(account.replaceAll(':', ' '))}?${query.join('&')}`;
}

/** The URI as a QR code, SVG text. */
export async function qrSvgOf(uri: string): Promise<string> {
  return await qrToString(uri, { type: 'svg', errorCorrectionLevel: 'M' });
}

/**
 * A long URI that looks random, as a QR code at the lowest level of error correction, SVG text. Neither its shortest
 * encoding nor the best of the eight masks is searched for: that takes ten times as long as all the rest, base64 has no
 * shorter encoding than bytes, and without any pattern in it, it looks alike under all masks.
 */
export async function randomQrSvgOf(uri: string): Promise<string> {
  return await qrToString([{ data: Buffer.from(uri, 'utf8'), mode: 'byte' }], {
    type: 'svg',
    errorCorrectionLevel: 'L',
    maskPattern: 3,
  });
}
