import { tags, writeElement, writeExtension, writeInteger, writeObjectIdentifier, writeTime } from '@countersign/der';
import type { Keyring } from '@countersign/sealing';
import { type Authority, openAuthorityKey } from './authority.ts';
import { writeSigned } from './certificate.ts';
import { readIssuerKeyIdentifier, readTbsFields } from './lint/reading.ts';
import { authorityProfiles, extensionIds } from './profiles.ts';
import { type RevocationReason, revocationReasons } from './revocation-reasons.ts';

const lifeMs = 86_400_000;
const version2 = writeInteger(1n);
const reasonCode = '2.5.29.21';
// RFC 5758 3.2: without parameters.
const algorithms = {
  'SHA-256': writeElement(tags.sequence, writeObjectIdentifier('1.2.840.10045.4.3.2')),
  'SHA-384': writeElement(tags.sequence, writeObjectIdentifier('1.2.840.10045.4.3.3')),
} as const;

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
  revocationReason: RevocationReason;
}

/** Whether a list is in the first half of its life; after that a new one is signed, so that nobody gets a late one. */
export function isFresh({ thisUpdate }: RevocationList, at: Date): boolean {
  return at.getTime() - thisUpdate.getTime() < lifeMs / 2;
}

/**
 * Signs the revocation list of an authority that follows `previous` (RFC 5280 5); it lives for 24 hours. Written here
 * and not with the library, which compares each entry with all others.
 */
export function signRevocationList(
  authority: Authority,
  previous: Pick<RevocationList, 'number'> | undefined,
  { keyring, revoked, at }: { keyring: Keyring; revoked: readonly RevokedCertificate[]; at: Date },
): RevocationList {
  const number = (previous?.number ?? 0n) + 1n;
  const thisUpdate = new Date(at);
  thisUpdate.setUTCMilliseconds(0);
  const nextUpdate = new Date(thisUpdate.getTime() + lifeMs);
  const { hash } = authorityProfiles[authority.name];
  const sequence = (...parts: readonly Buffer[]) => writeElement(tags.sequence, ...parts);
  const keyIdentifier = sequence(writeElement(0x80, readIssuerKeyIdentifier(authority.certificate)));
  const list = sequence(
    version2,
    algorithms[hash],
    readTbsFields(authority.certificate).subject.raw,
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
  const crl = writeSigned(list, algorithms[hash], { key: openAuthorityKey(keyring, authority), hash });
  return { number, thisUpdate, nextUpdate, crl };
}

function writeEntry({ serialNumber, revokedAt, revocationReason }: RevokedCertificate): Buffer {
  const code = revocationReasons[revocationReason];
  const reason = writeExtension(reasonCode, false, writeElement(tags.enumerated, Uint8Array.of(code)));
  return writeElement(
    tags.sequence,
    writeInteger(BigInt(`0x${serialNumber}`)),
    writeTime(revokedAt),
    // RFC 5280 5.3.1: "unspecified" is told by saying nothing.
    ...(code === 0 ? [] : [writeElement(tags.sequence, reason)]),
  );
}
