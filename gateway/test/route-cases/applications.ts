import type { OAuthClient } from '@countersign/proto/oauth';
import { at, later } from '../samples.ts';
import { idempotent, type RouteCase } from './route-case.ts';

const sent: OAuthClient = {
  id: '',
  name: 'Example Shop',
  clientUri: 'https://shop.example.com',
  tokenEndpointAuthMethod: '',
  jwks: '',
  redirectUris: ['https://shop.example.com/signed'],
  scopes: ['service', 'credential'],
  explicitAuthorisation: false,
  requirePushedAuthorisationRequests: true,
  requireDpop: false,
  responseHosts: ['hooks.shop.example.com'],
  disabled: false,
  version: 0,
  createdAt: undefined,
};
const jwks = { keys: [{ kty: 'RSA', kid: '2026-11', n: '0vx7agoebGcQ', e: 'AQAB' }] };
const client: OAuthClient = {
  ...sent,
  id: 'cli_1',
  tokenEndpointAuthMethod: 'private_key_jwt',
  jwks: JSON.stringify(jwks),
  version: 1,
  createdAt: at,
};
const shown = {
  id: 'cli_1',
  name: 'Example Shop',
  tokenEndpointAuthMethod: 'private_key_jwt',
  jwks,
  redirectUris: ['https://shop.example.com/signed'],
  disabled: false,
  version: 1,
  createdAt: at.toISOString(),
};
const path = '/v1/staff/applications/{clientId}';
const url = '/v1/staff/applications/cli_1';

export const applicationCases: readonly RouteCase[] = [
  {
    method: 'POST',
    path: '/v1/staff/applications',
    headers: idempotent,
    answers: { oauth: { registerClient: async () => ({ client, clientSecret: 'a-secret' }) } },
    call: ['oauth.registerClient', { client: sent, idempotencyKey: 'attempt-1' }],
    status: 201,
    body: { application: shown, clientSecret: 'a-secret' },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/staff/applications',
    url: '/v1/staff/applications?limit=1&cursor=x',
    answers: { oauth: { listClients: async () => ({ clients: [client], nextPageToken: 'y' }) } },
    call: ['oauth.listClients', { pageSize: 1, pageToken: 'x' }],
    status: 200,
    body: { items: [shown], nextCursor: 'y' },
    access: 'aal2',
  },
  {
    method: 'GET',
    path,
    url,
    answers: { oauth: { getClient: async () => ({ client }) } },
    call: ['oauth.getClient', { clientId: 'cli_1' }],
    status: 200,
    body: shown,
    access: 'aal2',
  },
  {
    method: 'PUT',
    path,
    url,
    answers: { oauth: { updateClient: async () => ({ client: { ...client, version: 2, disabled: true } }) } },
    call: ['oauth.updateClient', { client: { ...sent, id: 'cli_1', version: 1 } }],
    status: 200,
    body: { ...shown, version: 2, disabled: true },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: `${path}/secret`,
    url: `${url}/secret`,
    answers: { oauth: { rotateClientSecret: async () => ({ clientSecret: 'another-secret' }) } },
    call: ['oauth.rotateClientSecret', { clientId: 'cli_1', graceSeconds: 3600 }],
    status: 201,
    body: { clientSecret: 'another-secret' },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/me/applications',
    answers: {
      oauth: {
        listGrants: async () => ({
          grants: [
            {
              id: 'ogr_1',
              clientId: 'cli_1',
              clientName: 'Example Shop',
              scope: 'credential',
              credentialId: 'crd_1',
              signatures: 3,
              grantedAt: at,
              expiresAt: later,
              lastUsedAt: undefined,
            },
          ],
        }),
      },
    },
    call: ['oauth.listGrants', {}],
    status: 200,
    body: {
      items: [
        {
          id: 'ogr_1',
          clientName: 'Example Shop',
          scope: 'credential',
          credentialId: 'crd_1',
          signatures: 3,
          grantedAt: at.toISOString(),
          expiresAt: later.toISOString(),
        },
      ],
    },
    access: 'full',
  },
  {
    method: 'DELETE',
    path: '/v1/me/applications/{grantId}',
    url: '/v1/me/applications/ogr_1',
    answers: { oauth: { revokeGrant: async () => ({}) } },
    call: ['oauth.revokeGrant', { grantId: 'ogr_1' }],
    status: 204,
    access: 'full',
  },
];
