import { type Keyring, keyedHash, matchesKeyedHash } from '@countersign/sealing';

/** The use of one assertion by one key. */
export interface Authorisation {
  /** Challenge of the second factor. */
  jti: string;
  keyId: string;
  owner: string;
  reservedAt: Date;
}

/** One digest of an authorisation: reserved before it is signed, consumed with its signature, never signed again. */
export interface AuthorisedDigest {
  ord: number;
  digest: Buffer;
  state: 'reserved' | 'consumed';
  signature: Buffer | null;
  mac: Buffer;
}

const label = 'authorised-digest';

/** A digest with the authentication code of its row. */
export function authoriseDigest(
  macKeyring: Keyring,
  of: Omit<Authorisation, 'reservedAt'>,
  { ord, digest, signature = null }: { ord: number; digest: Buffer; signature?: Buffer | null },
): AuthorisedDigest {
  const row = { ord, digest, state: signature === null ? 'reserved' : 'consumed', signature } as const;
  return { ...row, mac: keyedHash(macKeyring, label, ...parts(of, row)) };
}

/** Whether a row is as this process wrote it, for this very challenge, key and person. */
export function isIntact(macKeyring: Keyring, of: Authorisation, row: AuthorisedDigest): boolean {
  return matchesKeyedHash(macKeyring, row.mac, label, ...parts(of, row));
}

function parts(of: Omit<Authorisation, 'reservedAt'>, row: Omit<AuthorisedDigest, 'mac'>): (string | Buffer)[] {
  const signature = row.signature ?? Buffer.alloc(0);
  return [of.jti, of.keyId, of.owner, String(row.ord), row.digest, row.state, signature];
}
