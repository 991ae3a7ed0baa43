import { invalid } from '@countersign/errors';
import type { ClientAuthentication, Grant } from '@countersign/proto/oauth';
import type { OAuthClient } from '../clients.ts';
import { getPart, omitUndefined, orAbsent } from '../json.ts';
import type { ApplicationTokens } from './application-token.ts';
import { type Form, getParameter } from './form.ts';

export type GrantingClient = Pick<OAuthClient, 'redeemAuthorisationCode' | 'refreshGrant' | 'grantToClient'>;

/** What a request for tokens rests on. */
interface TokenRequest {
  form: Form;
  authentication: ClientAuthentication;
  /** Thumbprint of the key that was proved; empty without. */
  dpopThumbprint: string;
}

/** By grant type (RFC 6749 4.1.3, 6, 4.4.2): what becomes of a request. */
const granting: Readonly<
  Record<string, (oauth: GrantingClient, request: TokenRequest) => Promise<{ grant?: Grant | undefined }>>
> = {
  authorization_code: (oauth, { form, ...proved }) =>
    oauth.redeemAuthorisationCode({
      ...proved,
      code: getParameter(form, 'code'),
      codeVerifier: getParameter(form, 'code_verifier'),
      redirectUri: form.get('redirect_uri') ?? '',
      authorizationDetails: form.get('authorization_details') ?? '',
    }),
  refresh_token: (oauth, { form, ...proved }) =>
    oauth.refreshGrant({
      ...proved,
      refreshToken: getParameter(form, 'refresh_token'),
      scope: form.get('scope') ?? '',
    }),
  client_credentials: (oauth, { form, ...proved }) =>
    oauth.grantToClient({ ...proved, scope: form.get('scope') ?? '' }),
};

/** Grant types that are taken. */
export const grantTypes: readonly string[] = Object.keys(granting);

/**
 * What was granted. Throws OAUTH_INVALID_REQUEST for a parameter that is missing, OAUTH_UNSUPPORTED_GRANT_TYPE, and what the
 * service refuses with.
 */
export async function requestGrant(oauth: GrantingClient, request: TokenRequest): Promise<Grant> {
  const type = getParameter(request.form, 'grant_type');
  if (!grantTypes.includes(type)) throw invalid('OAUTH_UNSUPPORTED_GRANT_TYPE', 'Invalid parameter grant_type');
  const { grant } = await getPart(granting[type], type)(oauth, request);
  return getPart(grant, 'grant');
}

/** The answer of the token endpoint (RFC 6749 5.1), with the members of the CSC API and of RFC 9396 7. */
export async function toTokenResponse(tokens: ApplicationTokens, grant: Grant, form: Form) {
  const { accessToken, tokenType, expiresIn } = await tokens.issue(grant);
  const isForSignatures = grant.scope === 'credential';
  const details = orAbsent(grant.authorizationDetails);
  return omitUndefined({
    access_token: accessToken,
    // CSC API 1.0.4.0 8.3.3 names it so; a token that is bound to a key says that first.
    token_type: isForSignatures && grant.cscVersion === 1 && tokenType === 'Bearer' ? 'SAD' : tokenType,
    expires_in: expiresIn,
    refresh_token: orAbsent(grant.refreshToken),
    scope: grantedScope(grant, form),
    credentialID: isForSignatures ? grant.activation?.credentialId : orAbsent(grant.credentialId),
    authorization_details: details === undefined ? undefined : toGrantedDetails(details, grant),
  });
}

interface SigningDetails {
  numSignatures?: number;
  documentDigests?: { hash?: string; hashes?: string | string[] }[];
}

/** Details as they were granted (RFC 9396 7.1): with the credential that the user chose, and how many signatures. */
function toGrantedDetails(details: string, { scope, activation }: Grant): unknown[] {
  const asked = JSON.parse(details) as SigningDetails[];
  if (scope !== 'credential' || activation === undefined) return asked;
  const { credentialId: credentialID } = activation;
  return asked.map((element) => {
    const digests = element.documentDigests?.flatMap(({ hash, hashes }) => [hash ?? [], hashes ?? []].flat());
    return { ...element, credentialID, numSignatures: element.numSignatures ?? digests?.length };
  });
}

/** The CSC API lets an application without a user ask for `service`, and means what we call `application`. */
function grantedScope({ scope }: Grant, form: Form): string {
  return scope === 'application' && form.get('scope') === 'service' ? 'service' : scope;
}
