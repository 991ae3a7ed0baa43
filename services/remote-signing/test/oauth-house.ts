import { createHash, randomBytes } from 'node:crypto';
import type {
  ClientAuthentication,
  OAuthClient,
  RedeemAuthorisationCodeRequest,
  RevokeTokenRequest,
} from '@countersign/proto/oauth';
import { OAuthServiceService } from '@countersign/proto/oauth';
import { newId } from '@countersign/runtime';
import { hashToken, randomToken, sealUnder } from '@countersign/sealing';
import { activationPlace, insertGrant, type NewGrant } from '../src/oauth/grant-store.ts';
import { alice, type Harness } from './harness.ts';
import { refusal } from './outside-parties.ts';

const hourMs = 3_600_000;
export const redirectUri = 'https://shop.example.com/back';

/** Applications on a harness, and what their users granted them. */
export function createOAuthHouse(house: Harness) {
  const ops = house.service.caller(OAuthServiceService, 'ops');
  const register = async (over: Partial<OAuthClient> = {}) => {
    const client = { ...plainClient, ...over };
    const answer = await ops.registerClient({ client, idempotencyKey: `register-${randomToken()}` });
    if (answer.client === undefined) throw new Error('no application');
    const { id } = answer.client;
    const secret = answer.clientSecret;
    return {
      id,
      secret,
      client: answer.client,
      authentication: { ...nobody, clientId: id, clientSecret: secret, basic: true },
    };
  };
  /** A grant of alice whose code was not redeemed, as an approval leaves it. */
  const grant = async (clientId: string, over: Partial<NewGrant> = {}, handle?: string) => {
    const at = house.clock.now();
    const code = randomToken();
    const verifier = randomBytes(32).toString('base64url');
    const id = newId('ogr');
    await house.db.transaction().execute((trx) =>
      insertGrant(trx, {
        id,
        clientId,
        scope: 'service',
        cscVersion: 2,
        userId: alice.userId,
        sessionId: alice.sessionId,
        accountId: alice.accountId,
        acr: 'urn:countersign:aal2',
        amr: ['pwd', 'otp', 'mfa'],
        authenticatedAt: at,
        language: 'en',
        redirectUri,
        codeHash: hashToken(code),
        codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
        codeExpiresAt: new Date(at.getTime() + 60_000),
        createdAt: at,
        expiresAt: new Date(at.getTime() + 12 * hourMs),
        ...(handle === undefined ? {} : { activation: sealUnder(code, Buffer.from(handle), activationPlace(id)) }),
        ...over,
      }),
    );
    return { id, code, verifier };
  };
  return {
    ops,
    register,
    grant,
    redeem: async (
      authentication: ClientAuthentication,
      { code, verifier }: { code: string; verifier: string },
      over: Partial<RedeemAuthorisationCodeRequest> = {},
    ) => {
      const request = { authentication, code, codeVerifier: verifier, redirectUri, authorizationDetails: '' };
      const { grant: granted } = await house.oauth.redeemAuthorisationCode({ ...request, dpopThumbprint: '', ...over });
      if (granted === undefined) throw new Error('nothing was granted');
      return granted;
    },
    refresh: async (
      authentication: ClientAuthentication,
      refreshToken: string,
      over: { scope?: string; dpopThumbprint?: string } = {},
    ) => {
      const request = { authentication, refreshToken, scope: '', dpopThumbprint: '', ...over };
      const { grant: granted } = await house.oauth.refreshGrant(request);
      if (granted === undefined) throw new Error('nothing was granted');
      return granted;
    },
    revoke: async (over: Partial<RevokeTokenRequest>) => {
      const none = { byToken: false, refreshToken: '', grantId: '', tokenId: '', authorisationId: '' };
      await house.oauth.revokeToken({ authentication: undefined, ...none, ...over });
    },
    /** Uses an access token of the application, of alice's by default; it opens what is not there. */
    use: async (client: TestClientOf, userId = alice.userId) => {
      const token = { scope: 'service' as const, ...client };
      const context = await house.as({ userId, sessionId: alice.sessionId, client: token });
      const reason = await refusal(house.api.readDocument({ documentId: 'doc_none', ordinal: 0 }, context));
      if (reason !== 'DOCUMENT_NOT_FOUND') throw Object.assign(new Error(reason), { reason });
    },
    /** Why a grant ended. */
    endOf: async (id: string) => {
      const row = await house.db
        .selectFrom('oauthGrants')
        .select('endedReason')
        .where('id', '=', id)
        .executeTakeFirst();
      return row?.endedReason;
    },
  };
}

/** An application and its token. */
interface TestClientOf {
  id: string;
  grantId: string;
  tokenId?: string;
  scope?: 'service' | 'credential' | 'application';
}

export type OAuthHouse = ReturnType<typeof createOAuthHouse>;

/** Nothing of a proof. */
export const nobody: ClientAuthentication = { clientId: '', clientSecret: '', basic: false, assertion: '' };

const plainClient: OAuthClient = {
  id: '',
  name: 'Example Shop',
  clientUri: 'https://shop.example.com',
  tokenEndpointAuthMethod: '',
  jwks: '',
  redirectUris: [redirectUri],
  scopes: [],
  explicitAuthorisation: false,
  requirePushedAuthorisationRequests: true,
  requireDpop: false,
  responseHosts: [],
  disabled: false,
  version: 0,
  createdAt: undefined,
};
