import type { AbusedPlatform } from './abused-platform.ts';
import {
  awaitOrder,
  fillCart,
  type LineInput,
  licenceLine,
  orderCart,
  type Proved,
  payOrder,
  quoteCart,
} from './buying.ts';
import {
  type Buyer,
  type Credential,
  createCredential,
  type Member,
  newPerson,
  requestSignature,
  validate,
} from './members.ts';
import { samplePdf } from './sample-pdf.ts';
import { makeSigningRequest } from './server-certificates.ts';
import type { Signature } from './signing.ts';
import { askFor } from './steps/certificates.ts';

/** What somebody buys who is to have one of everything: documents to sign, names of his own network, a public name. */
export const oneOfEach: readonly LineInput[] = [
  licenceLine,
  { productCode: 'tls-private', termYears: 1, paymentOption: 'one_time', licences: 1 },
  { productCode: 'tls-dv', termYears: 1, paymentOption: 'annual', licences: 1 },
];

/** All that somebody has and somebody else must not reach. */
export interface Belongings {
  member: Member;
  accountId: string;
  userId: string;
  cart: Proved & { lineId: string };
  /** Of that cart. */
  quoteId: string;
  /** A guest's; not completed. */
  order: Proved;
  /** Of the account; completed. */
  paidOrder: Proved;
  documentId: string;
  subscriptionId: string;
  flow: Proved;
  /** Of his password. */
  recovery: Proved;
  /** Not the one of his token. */
  sessionId: string;
  /** Waits for a code. */
  contactChangeId: string;
  /** Waits to be used. */
  evidenceFileId: string;
  /** An eGrid that was not downloaded yet. */
  pendingAuthenticatorId: string;
  personalValidationId: string;
  credential: Credential;
  /** Waits for a code. */
  waitingRequestId: string;
  /** Has a signed document. */
  signedRequestId: string;
  /** What that one made. */
  storedDocumentId: string;
  invitationId: string;
  /** Waits for him to say where an order belongs. */
  claimId: string;
  licenceId: string;
  /** Waits for an officer. */
  certificateRequestId: string;
  certificateId: string;
  /** What he let an application do. */
  grantId: string;
}

/** Gives a member who bought one of each everything else that one can have. */
export async function collect(place: AbusedPlatform, buyer: Buyer, officer: Member): Promise<Belongings> {
  const { api } = place;
  const { token } = buyer;
  const [{ id: accountId }, { id: userId }] = await Promise.all([
    api.ask<{ id: string }>('GET', '/v1/account', { token }),
    api.ask<{ id: string }>('GET', '/v1/me', { token }),
  ]);
  const begun = await api.ask<{ flow: { id: string }; flowSecret: string }>('POST', '/v1/login-flows', {
    body: { userId: buyer.email },
  });
  const { id } = begun.flow;
  const recovery = await api.ask<{ flow: { id: string }; flowSecret: string }>('POST', '/v1/recovery-flows', {
    body: { userId: buyer.email },
  });
  const cart = await fillCart(api);
  const paid = await awaitOrder(api, buyer.order);
  return {
    member: buyer,
    accountId,
    userId,
    cart,
    quoteId: (await quoteCart(api, cart)).id,
    order: await orderCart(api, await fillCart(api), buyer),
    paidOrder: buyer.order,
    documentId: paid.documents[0]?.id ?? '',
    subscriptionId: paid.subscriptionIds[0] ?? '',
    flow: { id, path: `/v1/login-flows/${id}`, headers: { 'login-flow-secret': begun.flowSecret } },
    recovery: {
      id: recovery.flow.id,
      path: `/v1/recovery-flows/${recovery.flow.id}`,
      headers: { 'recovery-flow-secret': recovery.flowSecret },
    },
    ...(await collectLogin(place, buyer)),
    pendingAuthenticatorId: await enrolEgrid(place, token),
    ...(await collectSigning(place, buyer, officer)),
    ...(await collectCertificates(place, buyer)),
    invitationId: await invite(place, buyer),
    claimId: await waitForClaim(place, buyer),
    grantId: await grantToApplication(place, userId),
  };
}

/** Values of the parameters in paths: his own things, and what is nobody's. */
export function idsOf({ cart, flow, ...ids }: Belongings, orderId: string): Record<string, string> {
  return {
    cartId: cart.id,
    lineId: cart.lineId,
    orderId,
    quoteId: ids.quoteId,
    documentId: ids.documentId,
    'documents.documentId': ids.storedDocumentId,
    subscriptionId: ids.subscriptionId,
    userId: ids.userId,
    invitationId: ids.invitationId,
    claimId: ids.claimId,
    licenceId: ids.licenceId,
    requestId: ids.certificateRequestId,
    certificateId: ids.certificateId,
    grantId: ids.grantId,
    clientId: 'cli_01JD8Z0V9W6Q4X3T2R1P0N7M5M',
    flowId: flow.id,
    'recovery-flows.flowId': ids.recovery.id,
    sessionId: ids.sessionId,
    contactChangeId: ids.contactChangeId,
    fileId: ids.evidenceFileId,
    approvalId: 'apr_01JD8Z0V9W6Q4X3T2R1P0N7M5M',
    batchId: 'gcb_01JD8Z0V9W6Q4X3T2R1P0N7M5M',
    deliveryId: 'dlv_01JD8Z0V9W6Q4X3T2R1P0N7M5M',
    // Of nobody's.
    serial: '6935019387',
    accountId: ids.accountId,
    language: 'en',
    authenticatorId: ids.pendingAuthenticatorId,
    personalValidationId: ids.personalValidationId,
    credentialId: ids.credential.id,
    signatureId: ids.waitingRequestId,
    code: 'tls-dv',
    provider: 'sandbox',
  };
}

/** As an approval on our pages leaves it, once its code was redeemed. */
async function grantToApplication({ databases }: AbusedPlatform, userId: string): Promise<string> {
  const ids = { client: userId.replace('usr_', 'cli_'), grant: userId.replace('usr_', 'ogr_') };
  await databases.query(
    'remote-signing',
    `insert into oauth_clients
        (id, name, auth_method, redirect_uris, scopes, idempotency_key, fingerprint, created_at)
      values ($1, 'Example Shop', 'none', '{https://shop.example.com/signed}', '{service}', $1, '', now())`,
    [ids.client],
  );
  await databases.query(
    'remote-signing',
    `insert into oauth_grants
        (id, client_id, scope, csc_version, user_id, session_id, code_used_at, created_at, expires_at)
      values ($1, $2, 'service', 2, $3, 'ses_1', now(), now(), now() + interval '12 hours')`,
    [ids.grant, ids.client, userId],
  );
  return ids.grant;
}

async function collectLogin({ api }: AbusedPlatform, { token }: Buyer) {
  const { items } = await api.ask<{ items: { id: string; current: boolean }[] }>('GET', '/v1/sessions', { token });
  const other = items.find(({ current }) => !current);
  const change = await api.ask<{ id: string }>('POST', '/v1/me/contact-changes', {
    token,
    body: { mobile: newPerson('mobile').mobile },
  });
  const file = await api.ask<{ id: string }>('POST', '/v1/me/evidence-files', {
    token,
    body: samplePdf(),
    headers: { 'content-type': 'application/pdf' },
  });
  return { sessionId: other?.id ?? '', contactChangeId: change.id, evidenceFileId: file.id };
}

async function enrolEgrid({ api }: AbusedPlatform, token: string): Promise<string> {
  const { authenticator } = await api.ask<{ authenticator: { id: string } }>('POST', '/v1/me/authenticators', {
    token,
    body: { kind: 'egrid', label: 'At home' },
  });
  return authenticator.id;
}

async function collectSigning({ api }: AbusedPlatform, member: Buyer, officer: Member) {
  const { token } = member;
  const { id: personalValidationId } = await validate(api, member, officer);
  const credential = await createCredential(api, member);
  const [signing, waiting] = await Promise.all([
    requestSignature(api, member, credential.id),
    requestSignature(api, member, credential.id),
  ]);
  const body = { code: await member.app.early() };
  const { documents } = await api.ask<Signature>('POST', `/v1/signatures/${signing.id}/authorisation`, { token, body });
  return {
    personalValidationId,
    credential,
    waitingRequestId: waiting.id,
    signedRequestId: signing.id,
    storedDocumentId: documents[0]?.signedDocumentId ?? '',
  };
}

async function collectCertificates({ api }: AbusedPlatform, { token }: Member) {
  const internal = await makeSigningRequest(['intranet.lan']);
  const issued = await askFor(api, token, { productCode: 'tls-private', signingRequest: internal.pem });
  const open = await makeSigningRequest(['www.example.com']);
  const waiting = await askFor(api, token, { productCode: 'tls-dv', signingRequest: open.pem });
  return {
    licenceId: issued.licenceId,
    certificateId: issued.certificateId ?? '',
    certificateRequestId: waiting.id,
  };
}

async function invite({ api }: AbusedPlatform, { token }: Member): Promise<string> {
  const body = { email: newPerson('guest').email, givenName: 'Gill', surname: 'Example', roles: ['auditor'] };
  return (await api.ask<{ id: string }>('POST', '/v1/account/invitations', { token, body })).id;
}

async function waitForClaim({ api }: AbusedPlatform, member: Member): Promise<string> {
  const guest = await orderCart(api, await fillCart(api), member);
  await payOrder(api, guest);
  await awaitOrder(api, guest);
  const { items } = await api.ask<{ items: { id: string }[] }>('GET', '/v1/me/claims', { token: member.token });
  return items[0]?.id ?? '';
}
