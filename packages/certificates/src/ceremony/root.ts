import { type KeyObject, X509Certificate } from 'node:crypto';
import { authorityCertificateProfile, authorityProfiles, type Organisation, ownName } from '../authority-profiles.ts';
import { type CertificatePlan, draftCertificate, readTbs, signCertificate } from '../certificate.ts';
import { type ContentSigner, signerOf } from '../content-signer.ts';
import { requireSoundCertificate } from '../lint/lint.ts';
import { newSerialNumber } from '../profiles.ts';
import { type Ledger, signedIn } from './ledger.ts';

/** A root that is open for a ceremony. */
export interface Root {
  /** DER. */
  certificate: Buffer;
  signer: ContentSigner;
  ledger: Ledger;
}

/**
 * Makes the root of an organisation with this key on P-384: planned, linted, written down and then signed. Repeated on a
 * ledger that has it, or has the intent, the answer is the same root.
 */
export async function makeRoot(
  { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject },
  { organisation, ledger, at }: { organisation: Organisation; ledger: Ledger; at: Date },
): Promise<Root> {
  const signer = signerOf(privateKey, authorityProfiles.root.hash);
  const entries = await ledger.read();
  const known = signedIn(entries).find(({ name }) => name === 'root');
  if (known !== undefined) return { certificate: known.certificate, signer, ledger };
  const begun = entries.find((entry) => entry.kind === 'intended' && entry.name === 'root');
  const intent =
    begun?.kind === 'intended'
      ? { serialNumber: begun.serialNumber, tbs: Buffer.from(begun.tbs, 'base64') }
      : await intendRoot(publicKey.export({ format: 'der', type: 'spki' }), { organisation, ledger, at });
  const certificate = await signCertificate(intent.tbs, { signer, certificate: undefined });
  await ledger.append({
    kind: 'signed',
    at: at.toISOString(),
    name: 'root',
    serialNumber: intent.serialNumber,
    certificate: certificate.toString('base64'),
  });
  return { certificate, signer, ledger };
}

async function intendRoot(
  publicKey: Buffer,
  { organisation, ledger, at }: { organisation: Organisation; ledger: Ledger; at: Date },
): Promise<{ serialNumber: string; tbs: Buffer }> {
  const notBefore = toSecond(at);
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + authorityProfiles.root.lifeYears);
  const plan: CertificatePlan = {
    profile: authorityCertificateProfile('root'),
    issuerCertificate: undefined,
    serialNumber: newSerialNumber(),
    subject: { attributes: ownName(organisation, authorityProfiles.root.title), alternativeNames: [] },
    publicKey,
    notBefore,
    notAfter,
    // A root points to nobody.
    pkiUrl: '',
  };
  return await intend(plan, { name: 'root', ledger, at });
}

/** Writes a certificate's content, lints it and puts it down in the ledger; only then it may be signed. */
export async function intend(
  plan: CertificatePlan,
  { name, ledger, at }: { name: string; ledger: Ledger; at: Date },
): Promise<{ serialNumber: string; tbs: Buffer }> {
  const draft = await draftCertificate(plan);
  requireSoundCertificate(draft, plan);
  const { serialNumber } = plan;
  const tbs = readTbs(draft);
  await ledger.append({
    kind: 'intended',
    at: at.toISOString(),
    name,
    serialNumber,
    tbs: tbs.toString('base64'),
  });
  return { serialNumber, tbs };
}

/** The moment without its part of a second, as certificates have it. */
export function toSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}

/** End of a certificate, DER. */
export function endOf(certificate: Buffer): Date {
  return new X509Certificate(certificate).validToDate;
}
