import type { Grant, SignatureActivation } from '@countersign/proto/oauth';
import type { OAuthGrant } from './grant-store.ts';

/** How long an access token holds at most, ms; one for signatures as long as the authorisation. */
const accessLifeMs = { service: 3_600_000, application: 3_600_000, other: 300_000 };

/** When an access token that is given out at a moment ends: never after what it is for. */
function accessExpiresAt({ scope, expiresAt, activationExpiresAt }: OAuthGrant, at: Date): Date {
  if (scope === 'credential') return activationExpiresAt ?? expiresAt;
  const lifeMs = scope === 'service' || scope === 'application' ? accessLifeMs[scope] : accessLifeMs.other;
  return new Date(Math.min(expiresAt.getTime(), at.getTime() + lifeMs));
}

/** What the gateway makes an access token of. */
export function toGrantMessage(
  grant: OAuthGrant,
  {
    at,
    dpopThumbprint,
    refreshToken = '',
    handle,
  }: { at: Date; dpopThumbprint: string; refreshToken?: string; handle?: string },
): Grant {
  return {
    id: grant.id,
    clientId: grant.clientId,
    scope: grant.scope,
    userId: grant.userId ?? '',
    sessionId: grant.sessionId ?? '',
    acr: grant.acr ?? '',
    amr: grant.amr,
    authenticatedAt: grant.authenticatedAt ?? undefined,
    accountId: grant.accountId ?? '',
    language: grant.language,
    accessExpiresAt: accessExpiresAt(grant, at),
    refreshToken,
    dpopThumbprint,
    activation: handle === undefined ? undefined : toActivation(grant, handle),
    authorizationDetails: grant.authorizationDetails,
    cscVersion: grant.cscVersion,
    credentialId: grant.credentialId ?? '',
  };
}

function toActivation(
  { id, authorisationId, credentialId, activationExpiresAt }: OAuthGrant,
  handle: string,
): SignatureActivation {
  if (authorisationId === null || credentialId === null || activationExpiresAt === null) {
    throw new Error(`the grant ${id} has a handle and nothing to use it on`);
  }
  return { authorisationId, handle, credentialId, expiresAt: activationExpiresAt };
}
