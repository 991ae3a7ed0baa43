import type { ClientScope } from '@countersign/grpc';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { KeyAlgorithm } from '../credential/policy.ts';
import type { HashAlgorithm } from '../signature/tables.ts';

/** How an application authenticates (RFC 7591 2, RFC 7523). */
export type AuthMethod = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';
/** Version of the CSC API whose names a request used. */
export type CscVersion = 1 | 2;

/** An application as it was registered. */
export interface OAuthClientTable {
  id: string;
  name: string;
  clientUri: string;
  authMethod: AuthMethod;
  /** Public keys; only for private_key_jwt. */
  jwks: ColumnType<object | null, string | null, string | null>;
  redirectUris: string[];
  scopes: ClientScope[];
  explicitAuthorisation: boolean;
  requirePushed: boolean;
  requireDpop: boolean;
  responseHosts: string[];
  /** SHA-256 of its secret. */
  secretHash: Buffer | null;
  /** Of the one before, until a moment. */
  previousSecretHash: Buffer | null;
  previousSecretUntil: Date | null;
  idempotencyKey: string;
  fingerprint: Buffer;
  version: Generated<number>;
  disabledAt: Date | null;
  createdAt: Date;
}

/** An assertion of an application that was used; kept until it would have ended. */
export interface OAuthUsedAssertionTable {
  clientId: string;
  jti: string;
  expiresAt: Date;
}

/** What a user granted an application, or the operator by its registration. */
export interface OAuthGrantTable {
  id: string;
  clientId: string;
  scope: ClientScope;
  cscVersion: CscVersion;
  /** Null for an application by itself, as are session, acr and the moment of authentication. */
  userId: string | null;
  sessionId: string | null;
  acr: string | null;
  amr: string[];
  authenticatedAt: Date | null;
  accountId: string | null;
  language: string;
  /** Where the code was sent. */
  redirectUri: string;
  /** Whether the request named it: then its redemption must, too. */
  redirectUriGiven: boolean;
  /** SHA-256 of the code; null for an application by itself. */
  codeHash: Buffer | null;
  /** PKCE S256. */
  codeChallenge: string | null;
  codeExpiresAt: Date | null;
  codeUsedAt: Date | null;
  /** Empty for bearer tokens. */
  dpopThumbprint: string;
  credentialId: string | null;
  authorisationId: string | null;
  /** Handle of the signer, sealed under the code; null before and once it was given out. */
  activation: Buffer | null;
  activationExpiresAt: Date | null;
  /** In all; 0 for other scopes than credential. */
  signatures: number;
  /** JSON as granted; empty when it was not asked for so. */
  authorizationDetails: string;
  /** What credential-creation makes; null for others. */
  creation: JSONColumnType<CredentialCreation | null, string | null, string | null>;
  createdAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  endedReason: string | null;
  lastUsedAt: Date | null;
}

/** A credential that an application may create. */
export interface CredentialCreation {
  keyAlgorithm: KeyAlgorithm;
}

/** A refresh token. */
export interface OAuthRefreshTokenTable {
  hash: Buffer;
  grantId: string;
  issuedAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
}

/** An access token that was revoked by itself. */
export interface OAuthEndedTokenTable {
  tokenId: string;
  grantId: string;
  expiresAt: Date;
}

/** What a user is asked for: by the authorisation endpoint, or for an approval that an application waits for. */
export interface OAuthRequestTable {
  /** Prefixed `oar_`, for approvals `apr_`. */
  id: string;
  kind: 'redirect' | 'approval';
  clientId: string;
  cscVersion: CscVersion;
  /** `pushed` waits for a browser, `waiting` for the user; one whose time is over is expired, whatever it says. */
  state: 'pushed' | 'waiting' | 'approving' | 'approved' | 'denied';
  content: JSONColumnType<RequestContent>;
  /** SHA-256 of the request URI; only for pushed ones. */
  requestUriHash: Buffer | null;
  /** SHA-256 of what only the browser holds; null before it came. */
  secretHash: Buffer | null;
  dpopThumbprint: string;
  /** Approvals: the grant by which the application asked. */
  grantId: string | null;
  /** Approvals: who is asked. */
  userId: string | null;
  /** Approvals: SHA-256 of what the application asks with. */
  approvalHandleHash: Buffer | null;
  lastPolledAt: Date | null;
  /** Approvals: when the user was told by mail; null before. */
  mailedAt: Date | null;
  /** Approvals: the activation, sealed; null before, and once it can be fetched no more. */
  activation: Buffer | null;
  /** Credential for which the challenge was opened. */
  credentialId: string | null;
  challengeId: string | null;
  expiresAt: Date;
  createdAt: Date;
}

/** What was asked for, checked and in one form whatever version it came in. */
export interface RequestContent {
  scope: Exclude<ClientScope, 'application'>;
  /** Empty for approvals. */
  redirectUri: string;
  /** Whether the request named it, or it is the only one registered. */
  redirectUriGiven: boolean;
  /** As sent; absent when it was not. */
  state?: string;
  /** PKCE S256; empty for approvals. */
  codeChallenge: string;
  /** Empty when the user chooses. */
  credentialId: string;
  /** In all; 0 for other scopes than credential. */
  signatures: number;
  /** Base64, with names for people. */
  digests: { digest: string; label: string }[];
  hashAlgorithm: HashAlgorithm;
  /** DigestKind of signer.v1. */
  digestKind: number;
  description: string;
  /** en, fr, de, es, or empty. */
  language: string;
  /** JSON as granted; empty when it was not asked for so. */
  authorizationDetails: string;
  creation?: CredentialCreation;
}
