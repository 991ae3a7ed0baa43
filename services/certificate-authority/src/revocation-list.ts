import type { Keyring } from '@countersign/sealing';
import { type Authority, openAsSigner } from './authority.ts';
import { writeInteger } from './der.ts';
import { authorityProfiles, extensionIds } from './profiles.ts';
import { x509 } from './x509.ts';

const lifeMs = 86_400_000;

/** A revocation list as it was signed. */
export interface RevocationList {
  /** Rises with every list of the authority. */
  number: bigint;
  thisUpdate: Date;
  nextUpdate: Date;
  /** DER. */
  crl: Buffer;
}

/** Whether a list is in the first half of its life; after that a new one is signed, so that nobody gets a late one. */
export function isFresh({ thisUpdate }: RevocationList, at: Date): boolean {
  return at.getTime() - thisUpdate.getTime() < lifeMs / 2;
}

/** Signs the revocation list of an authority that follows `previous` (RFC 5280 5); it lives for 24 hours. */
export async function signRevocationList(
  authority: Authority,
  previous: RevocationList | undefined,
  { keyring, at }: { keyring: Keyring; at: Date },
): Promise<RevocationList> {
  const { certificate, key } = await openAsSigner(keyring, authority);
  const number = (previous?.number ?? 0n) + 1n;
  const thisUpdate = new Date(at);
  thisUpdate.setUTCMilliseconds(0);
  const nextUpdate = new Date(thisUpdate.getTime() + lifeMs);
  const crl = await x509.X509CrlGenerator.create({
    issuer: certificate.subjectName,
    thisUpdate,
    nextUpdate,
    signingKey: key,
    signingAlgorithm: { name: 'ECDSA', hash: authorityProfiles[authority.name].hash },
    extensions: [
      await x509.AuthorityKeyIdentifierExtension.create(certificate.publicKey),
      new x509.Extension(extensionIds.crlNumber, false, writeInteger(number)),
    ],
  });
  return { number, thisUpdate, nextUpdate, crl: Buffer.from(crl.rawData) };
}
