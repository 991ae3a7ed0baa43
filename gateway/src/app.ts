import { randomUUID } from 'node:crypto';
import { createActorVerifier } from '@countersign/grpc';
import type { Clock, Logger } from '@countersign/runtime';
import { fastifyCookie as cookie } from '@fastify/cookie';
import { fastify, LogController } from 'fastify';
import type { Registry } from 'prom-client';
import type { Clients, Probe } from './clients.ts';
import type { GatewayConfig } from './config.ts';
import { authorizeRoutes } from './consent/authorize.ts';
import { createPageSessions } from './consent/page-session.ts';
import { createRequestCookies } from './consent/request-cookies.ts';
import { consentRoutes } from './consent/routes.ts';
import { cscRoutes } from './csc/routes.ts';
import { createApplicationTokens } from './oauth/application-token.ts';
import { createProofVerifier } from './oauth/dpop.ts';
import { oauthMetadataRoutes } from './oauth/metadata.ts';
import type { ProofStore } from './oauth/proof-store.ts';
import { oauthRoutes } from './oauth/routes.ts';
import { auth } from './plugins/auth.ts';
import { deprecation } from './plugins/deprecation.ts';
import { health } from './plugins/health.ts';
import { metrics } from './plugins/metrics.ts';
import { openapi } from './plugins/openapi.ts';
import { problem, refuseConnection, sendError } from './plugins/problem.ts';
import { publicReads } from './plugins/public-reads.ts';
import { type RateLimitStore, rateLimit } from './plugins/rate-limit.ts';
import { requestContext } from './plugins/request-context.ts';
import { security } from './plugins/security.ts';
import { validation } from './plugins/validation.ts';
import { createReadCache } from './read-cache.ts';
import './route-config.ts';
import { pageRoutes } from './routes/pages.ts';
import { ocspRoutes, timestampRoutes } from './routes/pki-protocols.ts';
import { publicKeyRoutes } from './routes/public-keys.ts';
import { signingKeyRoutes } from './routes/signing-keys.ts';
import { softTokenDescriptionRoutes } from './routes/soft-token-description.ts';
import { accountRoutes } from './routes/v1/accounts.ts';
import { activationRoutes } from './routes/v1/activations.ts';
import { approvalRoutes } from './routes/v1/approvals.ts';
import { auditRoutes } from './routes/v1/audit.ts';
import { authenticatorRoutes } from './routes/v1/authenticators.ts';
import { cartRoutes } from './routes/v1/carts.ts';
import { catalogRoutes } from './routes/v1/catalog.ts';
import { certificateRequestRoutes } from './routes/v1/certificate-requests.ts';
import { certificateRoutes } from './routes/v1/certificates.ts';
import { claimRoutes } from './routes/v1/claims.ts';
import { conformanceRoutes } from './routes/v1/conformance.ts';
import { credentialHistoryRoutes } from './routes/v1/credential-history.ts';
import { credentialRoutes } from './routes/v1/credentials.ts';
import { deliveryReceiptRoutes } from './routes/v1/delivery-receipts.ts';
import { documentUploadRoutes } from './routes/v1/document-uploads.ts';
import { documentRoutes } from './routes/v1/documents.ts';
import { evidenceFileRoutes } from './routes/v1/evidence-files.ts';
import { factorPolicyRoutes } from './routes/v1/factor-policy.ts';
import { inventoryRoutes } from './routes/v1/inventory.ts';
import { invitationRoutes } from './routes/v1/invitations.ts';
import { loginFlowRoutes } from './routes/v1/login-flows.ts';
import { loginPolicyRoutes } from './routes/v1/login-policy.ts';
import { meRoutes } from './routes/v1/me.ts';
import { meApplicationRoutes } from './routes/v1/me-applications.ts';
import { authenticatorPlatformRoutes } from './routes/v1/me-authenticator-platform.ts';
import { meContactRoutes } from './routes/v1/me-contact.ts';
import { egridRoutes } from './routes/v1/me-egrid.ts';
import { meLanguageRoutes } from './routes/v1/me-language.ts';
import { mePasswordRoutes } from './routes/v1/me-password.ts';
import { meRecoveryQuestionRoutes } from './routes/v1/me-recovery-questions.ts';
import { setUpRoutes } from './routes/v1/me-set-up.ts';
import { memberAuthenticatorRoutes } from './routes/v1/member-authenticators.ts';
import { memberRoutes } from './routes/v1/members.ts';
import { orderPaymentRoutes } from './routes/v1/order-payments.ts';
import { orderRoutes } from './routes/v1/orders.ts';
import { paymentEventRoutes } from './routes/v1/payment-events.ts';
import { quoteRoutes } from './routes/v1/quotes.ts';
import { recoveryFlowRoutes } from './routes/v1/recovery-flows.ts';
import { sessionRoutes } from './routes/v1/sessions.ts';
import { signatureRoutes } from './routes/v1/signatures.ts';
import { signerInvitationRoutes } from './routes/v1/signer-invitations.ts';
import { softTokenRoutes } from './routes/v1/soft-tokens.ts';
import { staffApplicationRoutes } from './routes/v1/staff-applications.ts';
import { staffAuthenticatorRoutes } from './routes/v1/staff-authenticators.ts';
import { staffCertificateRequestRoutes } from './routes/v1/staff-certificate-requests.ts';
import { staffCredentialRoutes } from './routes/v1/staff-credentials.ts';
import { staffGridCardRoutes } from './routes/v1/staff-grid-cards.ts';
import { staffInvitationRoutes } from './routes/v1/staff-invitations.ts';
import { staffMemberRoutes } from './routes/v1/staff-members.ts';
import { staffOrderRoutes } from './routes/v1/staff-orders.ts';
import { staffPersonalValidationRoutes } from './routes/v1/staff-personal-validations.ts';
import { staffUserRoutes } from './routes/v1/staff-users.ts';
import { stepUpFlowRoutes } from './routes/v1/step-up-flows.ts';
import { storefrontRoutes } from './routes/v1/storefront.ts';
import { subscriptionRoutes } from './routes/v1/subscriptions.ts';
import { textRoutes } from './routes/v1/texts.ts';
import { validationRoutes } from './routes/v1/validations.ts';
import type { SessionFeed } from './session-feed.ts';
import { createTokenCookies } from './token-cookies.ts';
import { createTokenIssuer } from './token-issuer.ts';
import type { TokenKeys } from './tokens.ts';
import { type UploadLimits, usualUploadLimits } from './uploads.ts';

export interface AppDeps {
  config: GatewayConfig;
  clients: Clients;
  probes: Readonly<Record<string, Probe>>;
  tokenKeys: TokenKeys;
  /** Which tokens are of use no more. */
  sessions: Pick<SessionFeed, 'requireCurrent'>;
  rateLimitStore: RateLimitStore;
  /** Which proofs of possession were used. */
  proofStore: ProofStore;
  logger: Logger;
  metrics: Registry;
  /** Whether `/metrics` is among the routes: it is, unless operators have a port of their own. */
  publicMetrics?: boolean;
  clock: Clock;
  /** Aborted when the process was told to end; it is not ready from then on. */
  ending?: AbortSignal;
  /** Times after which an upload is given up; the usual ones when absent. */
  uploadLimits?: UploadLimits;
}

/** Builds the gateway without listening: every plugin and every route is named here. */
export async function buildApp({ config, clients, probes, tokenKeys, logger, clock, ...deps }: AppDeps) {
  const app = fastify({
    loggerInstance: logger,
    // Own lines, by the metrics plugin: the framework's hold addresses with their queries.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: 64 * 1024,
    // A document of 50 MiB over a slow line; longer is an attack.
    requestTimeout: 300_000,
    trustProxy: config.trustProxy,
    genReqId: ({ headers }) => readRequestId(headers['x-request-id']) ?? randomUUID(),
    // Requests that arrive while we drain are still answered, on connections that then close.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 128, ignoreTrailingSlash: false },
    frameworkErrors: (error, request, reply) => {
      sendError(error, request, reply);
    },
    clientErrorHandler: refuseConnection,
  });
  // The API speaks JSON only.
  app.removeContentTypeParser('text/plain');

  const now = () => clock.now().getTime();
  const readGeneration = async () => (await clients.catalog.getGeneration({})).generation;
  await app.register(problem);
  await app.register(publicReads, { cache: createReadCache({ readGeneration, now }), config, now });
  await app.register(security, { config });
  await app.register(cookie);
  await app.register(requestContext);
  await app.register(metrics, { registry: deps.metrics, isPublic: deps.publicMetrics ?? true });
  await app.register(deprecation, { registry: deps.metrics });
  await app.register(rateLimit, { config, store: deps.rateLimitStore, logger, metrics: deps.metrics });
  const verifyActor = createActorVerifier(tokenKeys.jwks, { applications: false });
  await app.register(auth, { verifyActor, sessions: deps.sessions });
  await app.register(validation);
  await app.register(openapi, { config });
  await app.register(health, { probes, ending: deps.ending });

  const { catalog, order, enrollment, identity, secondFactor, remoteSigning, oauth, certificateAuthority } = clients;
  const issueTokens = createTokenIssuer({ keys: tokenKeys, enrollment, secondFactor, clock, logger });
  const cookies = createTokenCookies(config);
  await app.register(
    async (v1) => {
      // A scope of their own, because they read bodies otherwise; all others share one.
      await v1.register(paymentEventRoutes, { order });
      await v1.register(evidenceFileRoutes, { identity });
      await v1.register(deliveryReceiptRoutes, { secondFactor });
      await v1.register(documentUploadRoutes, { remoteSigning, limits: deps.uploadLimits ?? usualUploadLimits });
      await catalogRoutes(v1, { catalog });
      await storefrontRoutes(v1, { catalog, order, config });
      await cartRoutes(v1, { order });
      await quoteRoutes(v1, { order });
      await orderRoutes(v1, { order });
      await orderPaymentRoutes(v1, { order });
      await subscriptionRoutes(v1, { order });
      await activationRoutes(v1, { enrollment });
      await loginFlowRoutes(v1, { identity, issueTokens, cookies });
      await stepUpFlowRoutes(v1, { identity, cookies });
      await loginPolicyRoutes(v1, { identity });
      await sessionRoutes(v1, { identity, enrollment, issueTokens, cookies });
      await meLanguageRoutes(v1, { identity });
      await meRoutes(v1, { identity });
      await meContactRoutes(v1, { identity });
      await setUpRoutes(v1, { identity, config });
      await recoveryFlowRoutes(v1, { identity, cookies });
      await mePasswordRoutes(v1, { identity });
      await meRecoveryQuestionRoutes(v1, { identity });
      await conformanceRoutes(v1, { identity });
      await auditRoutes(v1, { identity });
      await authenticatorRoutes(v1, { secondFactor });
      await authenticatorPlatformRoutes(v1, { secondFactor });
      await egridRoutes(v1, { secondFactor });
      await softTokenRoutes(v1, { secondFactor });
      await staffAuthenticatorRoutes(v1, { secondFactor });
      await staffGridCardRoutes(v1, { secondFactor });
      await factorPolicyRoutes(v1, { secondFactor });
      await staffPersonalValidationRoutes(v1, { identity });
      await signerInvitationRoutes(v1, { identity });
      await staffMemberRoutes(v1, { identity });
      await staffInvitationRoutes(v1, { identity });
      await staffUserRoutes(v1, { identity });
      await approvalRoutes(v1, { identity });
      await staffOrderRoutes(v1, { order });
      await accountRoutes(v1, { enrollment });
      await memberRoutes(v1, { enrollment });
      await memberAuthenticatorRoutes(v1, { enrollment });
      await invitationRoutes(v1, { enrollment });
      await claimRoutes(v1, { enrollment });
      await inventoryRoutes(v1, { enrollment });
      await certificateRequestRoutes(v1, { enrollment });
      await certificateRoutes(v1, { enrollment });
      await staffCertificateRequestRoutes(v1, { enrollment });
      await credentialRoutes(v1, { remoteSigning });
      await credentialHistoryRoutes(v1, { remoteSigning });
      await staffCredentialRoutes(v1, { remoteSigning });
      await documentRoutes(v1, { remoteSigning });
      await signatureRoutes(v1, { remoteSigning });
      await validationRoutes(v1, { remoteSigning });
      await staffApplicationRoutes(v1, { oauth });
      await meApplicationRoutes(v1, { oauth });
      await textRoutes(v1, {});
    },
    { prefix: '/v1' },
  );
  const { publicUrl } = config;
  const proofs = createProofVerifier({ store: deps.proofStore, clock, publicUrl });
  const tokens = createApplicationTokens({ keys: tokenKeys, proofs, clock });
  const endpoints = { oauth, tokens, proofs };
  await app.register(oauthRoutes, { ...endpoints, cscVersion: 2, prefix: '/oauth2' });
  await app.register(oauthRoutes, { ...endpoints, cscVersion: 1, prefix: '/csc/v1/oauth2' });
  await app.register(cscRoutes, { applications: clients.applications, oauth, remoteSigning, tokens, config });
  await app.register(oauthMetadataRoutes, { publicUrl });
  const consent = {
    oauth,
    identity,
    tokenCookies: cookies,
    requestCookies: createRequestCookies(config),
    pageSessions: createPageSessions({ config, identity, issueTokens, verifyActor, sessions: deps.sessions, clock }),
    origin: new URL(publicUrl).origin,
  };
  await app.register(authorizeRoutes, consent);
  await app.register(consentRoutes, consent);
  await app.register(pageRoutes);
  await app.register(softTokenDescriptionRoutes, { secondFactor });
  await app.register(ocspRoutes, { certificateAuthority, clock });
  await app.register(timestampRoutes, { certificateAuthority });
  await app.register(signingKeyRoutes, { remoteSigning, clock });
  await app.register(publicKeyRoutes, { certificateAuthority, jwks: tokenKeys.jwks, clock });
  return app;
}

/** A request id that the client chose, if it is one: what goes into logs and trailers must be harmless. */
function readRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[A-Za-z0-9._-]{8,64}$/.test(header) ? header : undefined;
}
