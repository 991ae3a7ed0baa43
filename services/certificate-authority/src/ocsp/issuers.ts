import { createHash } from 'node:crypto';
import { type AuthorityName, readTbsFields } from '@countersign/certificates';
import type { Db } from '@countersign/db';
import { readSequence } from '@countersign/der';
import type { Clock } from '@countersign/runtime';
import type { CertificateAuthorityDatabase } from '../database.ts';
import type { CertificateId } from './request.ts';

// An authority changes once in years; a new one is known after this.
const keptMs = 60_000;
/** SHA-1 is what RFC 5019 2.1.1 asks for and most clients send: it names, and protects nothing. */
const hashes = { '1.3.14.3.2.26': 'sha1', '2.16.840.1.101.3.4.2.1': 'sha256' } as const;
type HashId = keyof typeof hashes;

/** An authority whose certificates are asked for. */
export interface Issuer {
  /** DER. */
  certificate: Buffer;
  /** How requests name it: the hashes of its name and its key, by the object identifier of the hash. */
  hashes: ReadonlyMap<string, { nameHash: Buffer; keyHash: Buffer }>;
}

/** The authority with this certificate, DER, and how requests name it (RFC 6960 4.1.1). */
export function toIssuer(certificate: Buffer): Issuer {
  const { subject, publicKey } = readTbsFields(certificate);
  const bits = readKeyBits(publicKey.raw);
  const named = (Object.keys(hashes) as HashId[]).map((id) => {
    const hash = (content: Buffer) => createHash(hashes[id]).update(content).digest();
    return [id, { nameHash: hash(subject.raw), keyHash: hash(bits) }] as const;
  });
  return { certificate, hashes: new Map(named) };
}

/** Whether a certificate is asked for that this authority issued or could have issued. */
export function isOf({ hash, issuerNameHash, issuerKeyHash }: CertificateId, issuer: Issuer): boolean {
  const identity = issuer.hashes.get(hash);
  return identity !== undefined && identity.nameHash.equals(issuerNameHash) && identity.keyHash.equals(issuerKeyHash);
}

/** The bits of a public key, without the octet that counts the unused ones: what its hashes are over. */
export function readKeyBits(publicKey: Buffer): Buffer {
  const bits = readSequence(publicKey)[1];
  if (bits === undefined) throw new Error('a public key has no bits');
  return bits.content.subarray(1);
}

/** Looks up authorities, and keeps them for a minute. */
export function createIssuers(
  db: Db<CertificateAuthorityDatabase>,
  clock: Clock,
): (authority: AuthorityName) => Promise<Issuer | undefined> {
  const kept = new Map<AuthorityName, { issuer: Issuer; untilMs: number }>();
  return async (authority) => {
    const nowMs = clock.now().getTime();
    const known = kept.get(authority);
    if (known !== undefined && nowMs < known.untilMs) return known.issuer;
    const found = await db
      .selectFrom('authorities')
      .select('certificate')
      .where('name', '=', authority)
      .executeTakeFirst();
    if (found === undefined) return undefined;
    const issuer = toIssuer(found.certificate);
    kept.set(authority, { issuer, untilMs: nowMs + keptMs });
    return issuer;
  };
}
