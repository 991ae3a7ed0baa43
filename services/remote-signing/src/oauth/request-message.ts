import type { Authorisation } from '@countersign/proto/oauth';
import { toCredentialMessage } from '../credential/message.ts';
import type { Credential } from '../credential/store.ts';
import type { SigningChallenge } from '../signature/store.ts';
import type { OAuthClient } from './client-store.ts';
import { describeReturn } from './redirect-uri.ts';
import type { AuthorisationRequest } from './request-store.ts';
import { digestsOf } from './signing-choice.ts';

/** What the user who logged in is shown beside. */
export interface ShownToUser {
  credentials: Credential[];
  /** Only for signatures. */
  challenge?: SigningChallenge | undefined;
  /** Only for signatures: the policy of the chosen credential. */
  contentBound?: boolean;
  /** Only for open signatures. */
  signsUntil?: Date | undefined;
  now: Date;
}

/** What everybody who holds the secret of a request is told: who asks, for what, and where it leads. */
export function toAuthorisation(request: AuthorisationRequest, client: OAuthClient): Authorisation {
  const { scope, language, redirectUri, creation } = request.content;
  return {
    clientId: client.id,
    clientName: client.name,
    clientUri: client.clientUri,
    ...describeReturn(redirectUri),
    scope,
    description: '',
    digests: [],
    hashAlgorithm: '',
    digestKind: 0,
    signatures: 0,
    signsUntil: undefined,
    credentials: [],
    credentialFixed: false,
    factors: [],
    transactionUri: '',
    transactionQrSvg: '',
    expiresAt: request.expiresAt,
    keyAlgorithm: creation?.keyAlgorithm ?? '',
    needsRecentLogin: scope === 'credential-creation' || scope === 'credential-deletion',
    language,
    contentBound: false,
    userId: '',
  };
}

/** What the user is told once he has logged in: what is confidential between him and the application, too. */
export function toShownAuthorisation(
  request: AuthorisationRequest,
  client: OAuthClient,
  { credentials, challenge, contentBound = false, signsUntil, now }: ShownToUser,
): Authorisation {
  const { content, userId } = request;
  const { description, digestKind, signatures, hashAlgorithm, credentialId } = content;
  const digests = digestsOf(content);
  return {
    ...toAuthorisation(request, client),
    description,
    digests: digests.map((digest, index) => ({ digest, label: content.digests[index]?.label ?? '' })),
    hashAlgorithm: digests.length === 0 ? '' : hashAlgorithm,
    digestKind,
    signatures,
    signsUntil,
    credentials: credentials.map((credential) => toCredentialMessage(credential, now)),
    credentialFixed: credentialId !== '',
    factors: challenge?.factors ?? [],
    transactionUri: challenge?.transactionUri ?? '',
    transactionQrSvg: challenge?.transactionQrSvg ?? '',
    contentBound,
    userId: userId ?? '',
  };
}
