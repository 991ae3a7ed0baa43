import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { SignatureKey } from '@countersign/cms';
import { PDF } from '@libpdf/core';
import type { Appearance } from '../src/format/appearance.ts';
import { hashOf, signedAttributes, signedData, signedDataLimit } from '../src/format/cms.ts';
import type { PdfPreparation } from '../src/format/preparation.ts';
import type { RevocationValues } from '../src/format/revocation.ts';
import { byteRangeDigest, embedSignature } from '../src/format/signed-pdf.ts';
import type { SigningAuthority } from './signing-authority.ts';

/** Somebody with a key and a certificate. */
export interface FormatSigner {
  algorithm: SignatureKey;
  privateKey: KeyObject;
  certificate: Buffer;
  /** Signer first, without the root. */
  certificates: [Buffer, Buffer];
}

// Now, because pdfsig judges certificates by the machine's clock.
export const signedAt = new Date();

/** A signer with a new key. */
export async function createFormatSigner(
  authority: SigningAuthority,
  algorithm: SignatureKey = 'P-256',
): Promise<FormatSigner> {
  const { publicKey, privateKey } =
    algorithm === 'RSA-3072'
      ? generateKeyPairSync('rsa', { modulusLength: 3072 })
      : generateKeyPairSync('ec', { namedCurve: algorithm });
  const certificate = await authority.issue({
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    givenName: 'Zoë',
    surname: 'Example',
    country: 'DE',
    serialNumber: 'usr_1',
    email: 'zoe@example.com',
    notBefore: new Date(signedAt.getTime() - 86_400_000),
    notAfter: new Date(signedAt.getTime() + 86_400_000 * 365),
  });
  return { algorithm, privateKey, certificate, certificates: [certificate, authority.chain[0]] };
}

/** What a signature over a PDF may have beside itself. */
export interface PdfWishes {
  reason?: string;
  location?: string;
  appearance?: Appearance;
  /** Makes the token over a signature value. */
  timestamp?: (signature: Buffer) => Promise<Buffer>;
}

/** Signs a PDF as the service and the signer do together. */
export async function signPdf(
  pdfs: PdfPreparation,
  { algorithm, privateKey, certificate, certificates }: FormatSigner,
  pdf: Buffer,
  { reason = '', location = '', appearance, timestamp }: PdfWishes = {},
): Promise<{ signed: Buffer; contentsStart: number; contentsEnd: number; signature: Buffer }> {
  const prepared = await pdfs.prepare({
    content: pdf,
    signer: 'Zoë Example',
    reason,
    location,
    at: signedAt,
    reservedBytes: signedDataLimit(certificates, { timestamped: timestamp !== undefined }),
    ...(appearance === undefined ? {} : { appearance }),
  });
  const hash = hashOf(algorithm);
  const attributes = signedAttributes({ messageDigest: byteRangeDigest(prepared, hash), certificate });
  const signature = sign(hash, attributes, privateKey);
  const cms = signedData({
    algorithm,
    attributes,
    signature,
    certificates,
    ...(timestamp === undefined ? {} : { timestampToken: await timestamp(signature) }),
  });
  const { contentsStart, contentsEnd } = prepared;
  return { signed: embedSignature(prepared, cms), contentsStart, contentsEnd, signature };
}

/** A detached CAdES signature over a file. */
export async function signFile(
  { algorithm, privateKey, certificate, certificates }: FormatSigner,
  content: Buffer,
  more: {
    timestamp?: (signature: Buffer) => Promise<Buffer>;
    certificates?: readonly Buffer[];
    revocation?: RevocationValues;
  } = {},
): Promise<Buffer> {
  const hash = hashOf(algorithm);
  const messageDigest = createHash(hash).update(content).digest();
  const attributes = signedAttributes({ messageDigest, certificate, signingTime: signedAt });
  const signature = sign(hash, attributes, privateKey);
  return signedData({
    algorithm,
    attributes,
    signature,
    certificates: [...certificates, ...(more.certificates ?? [])],
    ...(more.timestamp === undefined ? {} : { timestampToken: await more.timestamp(signature) }),
    ...(more.revocation === undefined ? {} : { revocation: more.revocation }),
  });
}

/** A PDF with a line of text on each page. */
export async function aPdf(text = 'Contract', pages = 1): Promise<Buffer> {
  const pdf = PDF.create();
  for (let page = 0; page < pages; page += 1) pdf.addPage({ size: 'a4' }).drawText(text, { x: 50, y: 700 });
  return Buffer.from(await pdf.save());
}
