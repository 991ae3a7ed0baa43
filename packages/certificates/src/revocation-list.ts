import { tags, writeElement, writeExtension, writeInteger, writeTime } from '@countersign/der';
import { type ContentSigner, ecdsaAlgorithms, writeSigned } from './content-signer.ts';
import { readIssuerKeyIdentifier, readTbsFields } from './lint/reading.ts';
import { extensionIds } from './profiles.ts';
import { type ListedReason, listedReasons } from './revocation-reasons.ts';

const version2 = writeInteger(1n);
const reasonCode = '2.5.29.21';

/** A revocation list as it was signed. */
export interface RevocationList {
  /** Rises with every list of the authority. */
  number: bigint;
  thisUpdate: Date;
  nextUpdate: Date;
  /** DER. */
  crl: Buffer;
}

/** A certificate that was revoked. */
export interface RevokedCertificate {
  /** Hexadecimal. */
  serialNumber: string;
  revokedAt: Date;
  revocationReason: ListedReason;
}

/** Whether a list is in the first half of its life; after that a new one is signed, so that nobody gets a late one. */
export function isFresh({ thisUpdate, nextUpdate }: Omit<RevocationList, 'number' | 'crl'>, at: Date): boolean {
  return at.getTime() - thisUpdate.getTime() < (nextUpdate.getTime() - thisUpdate.getTime()) / 2;
}

/** What the next list of an authority says. */
export interface ListContent {
  number: bigint;
  revoked: readonly RevokedCertificate[];
  at: Date;
  lifeSeconds: number;
}

/**
 * Signs a revocation list (RFC 5280 5) of the authority with this certificate. Written here and not with the library,
 * which compares each entry with all others.
 */
export async function signRevocationList(
  { certificate, signer }: { certificate: Buffer; signer: ContentSigner },
  { number, revoked, at, lifeSeconds }: ListContent,
): Promise<RevocationList> {
  const thisUpdate = new Date(at);
  thisUpdate.setUTCMilliseconds(0);
  const nextUpdate = new Date(thisUpdate.getTime() + lifeSeconds * 1000);
  const algorithm = ecdsaAlgorithms[signer.hash];
  const sequence = (...parts: readonly Buffer[]) => writeElement(tags.sequence, ...parts);
  const keyIdentifier = sequence(writeElement(0x80, readIssuerKeyIdentifier(certificate)));
  const list = sequence(
    version2,
    algorithm,
    readTbsFields(certificate).subject.raw,
    writeTime(thisUpdate),
    writeTime(nextUpdate),
    // RFC 5280 5.1.2.6: absent when there are none.
    ...(revoked.length === 0 ? [] : [sequence(...revoked.map(writeEntry))]),
    writeElement(
      0xa0,
      sequence(
        writeExtension(extensionIds.authorityKeyIdentifier, false, keyIdentifier),
        writeExtension(extensionIds.crlNumber, false, writeInteger(number)),
      ),
    ),
  );
  return { number, thisUpdate, nextUpdate, crl: writeSigned(list, algorithm, await signer.sign(list)) };
}

function writeEntry({ serialNumber, revokedAt, revocationReason }: RevokedCertificate): Buffer {
  const code = listedReasons[revocationReason];
  const reason = writeExtension(reasonCode, false, writeElement(tags.enumerated, Uint8Array.of(code)));
  return writeElement(
    tags.sequence,
    writeInteger(BigInt(`0x${serialNumber}`)),
    writeTime(revokedAt),
    // RFC 5280 5.3.1: "unspecified" is told by saying nothing.
    ...(code === 0 ? [] : [writeElement(tags.sequence, reason)]),
  );
}
