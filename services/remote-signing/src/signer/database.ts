/** A signing key as stored. */
export interface KeyTable {
  id: string;
  owner: string;
  algorithm: string;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
  /** JSON Web Key, sealed; empty once destroyed. */
  sealedPrivateKey: Buffer;
  state: 'active' | 'destroyed';
  version: number;
  /** Authentication code over all the columns above. */
  mac: Buffer;
  createdAt: Date;
}

/** An assertion that was used: a row exists from the moment at which its digests were reserved. */
export interface AuthorisationTable {
  /** Challenge of the second factor. */
  jti: string;
  keyId: string;
  owner: string;
  reservedAt: Date;
  /** What the assertion says of how the user proved himself; null is what it does not say. */
  amr: string[] | null;
  factorId: string | null;
  factorKind: string | null;
  bound: boolean | null;
  authenticatedAt: Date | null;
}

/** One authorised digest: reserved before it is signed, consumed with its signature. */
export interface AuthorisedDigestTable {
  jti: string;
  /** Position in the assertion, from 0. */
  ord: number;
  digest: Buffer;
  state: 'reserved' | 'consumed';
  signature: Buffer | null;
  /** Authentication code over challenge, key, owner and all the columns above. */
  mac: Buffer;
}

/** Tables of the signer. */
export interface SignerDatabase {
  keys: KeyTable;
  authorisations: AuthorisationTable;
  authorisedDigests: AuthorisedDigestTable;
}
