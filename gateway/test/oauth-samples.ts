import type { Grant, SignatureActivation } from '@countersign/proto/oauth';

export const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000);

/** What a user granted an application, as remote signing tells it: an hour of scope `service`. */
export function anApplicationGrant(changes: Partial<Grant> = {}): Grant {
  return {
    id: 'ogr_1',
    clientId: 'cli_1',
    scope: 'service',
    userId: 'usr_1',
    sessionId: 'ses_1',
    acr: 'urn:countersign:aal2',
    amr: ['pwd', 'otp', 'mfa'],
    authenticatedAt: new Date('2026-11-22T11:00:00Z'),
    accountId: 'acc_1',
    language: 'fr',
    accessExpiresAt: inSeconds(3600),
    refreshToken: '',
    dpopThumbprint: '',
    authorizationDetails: '',
    cscVersion: 2,
    credentialId: '',
    activation: undefined,
    ...changes,
  };
}

/** Signatures that were authorised, for five minutes. */
export function anActivation(changes: Partial<SignatureActivation> = {}): SignatureActivation {
  return {
    authorisationId: 'sad_1',
    handle: 'handle-1',
    credentialId: 'crd_1',
    expiresAt: inSeconds(300),
    ...changes,
  };
}
