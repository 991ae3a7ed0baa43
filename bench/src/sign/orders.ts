import type { TlsMaterial } from '@countersign/grpc';
import type { SigningKey } from '../json-web-token.ts';
import type { Load } from '../verify/orders.ts';

/** Kinds of signing keys that are measured. */
export type Algorithm = 'P-256' | 'RSA-3072';

/** What the raw signatures are told. */
export interface RawOrder {
  algorithm: Algorithm;
  seconds: number;
}

/** Where a signer is, and what makes those who ask it believable. */
export interface SignerPlace {
  address: string;
  /** Certificate of remote-signing. */
  tls: TlsMaterial;
  /** The key with which the gateway signs access tokens. */
  tokenKey: SigningKey;
  /** The key with which the second factor signs its assertions. */
  assertionKey: SigningKey;
}

/** How the signer is asked. */
export type SignerLoad = Load & { algorithm: Algorithm; digests: number };

/** What who asks the signer is told: first where it is, then how long. */
export type SignerOrder = SignerPlace | SignerLoad;

/** A document of the user, and what is made of it. */
export interface DocumentOrder {
  documentId: string;
  level: 'B-B' | 'B-LT';
}

/** Somebody with signing credentials and a soft token. */
export interface UserPlace {
  url: string;
  tokenKey: SigningKey;
  /** Claims of his access token, but its times. */
  claims: object;
  /** Folder of his app. */
  appHome: string;
  pin: string;
}

/** A card of somebody, which asks for other cells only once those before are answered: nobody shares it. */
export interface Card {
  authenticatorId: string;
  /** What stands in each cell. */
  grid: readonly (readonly [string, string])[];
}

/** What is signed over REST. */
export type RestTask = { credentialId: string } & ({ digests: number } | { document: DocumentOrder });

/** How signatures are made over REST. */
export type RestLoad = Load & RestTask;

/** What who signs over REST is told. */
export type RestOrder = UserPlace | RestLoad;

/** What the certificate authority is asked for. */
export type AuthorityTask = 'certificates' | 'timestamps' | 'kept answers' | 'fresh answers';

/** Where the certificate authority is. */
export interface AuthorityPlace {
  address: string;
  /** Certificate of remote-signing, which may ask for all of it. */
  tls: TlsMaterial;
  /** An OCSP request about a certificate that was issued; its serial number stands at the end. */
  ocspRequest: Buffer;
  /** Serial numbers of other certificates, hexadecimal, each as long as that one. */
  serialNumbers: readonly string[];
}

/** What who asks the certificate authority is told. */
export type AuthorityOrder =
  | (Omit<AuthorityPlace, 'ocspRequest'> & { ocspRequest: string })
  | (Load & { task: AuthorityTask });
