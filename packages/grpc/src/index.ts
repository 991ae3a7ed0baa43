export {
  type ActingClient,
  type Actor,
  type ActorVerifier,
  type ApplicationClaims,
  type Applications,
  applicationAudience,
  type ClientScope,
  clientScopes,
  createActorVerifier,
  isSetUpSession,
  reaches,
  requireActor,
  requireCompleteLogin,
  requireMember,
  requireRecentAuthentication,
  requireSecondFactor,
  requireStaff,
  type SessionScope,
  type TokenClaims,
  tokenIssuer,
} from './actor.ts';
export { type CertificateFiles, observeCertificates, splitPem } from './certificate-files.ts';
export { type Caller, type CallerOptions, type CallOptions, createCaller, maxMessageBytes } from './client.ts';
export { type CallContext, findContext, newContext, nextTraceparent, runInContext } from './context.ts';
export { enumValue, enumWord } from './enums.ts';
export { createHealthProbe, type HealthProbe } from './health.ts';
export { readPageSize, readPageToken, toPage } from './page.ts';
export { reauthenticationMsOf, reauthenticationSettings } from './reauthentication.ts';
export { createObservability, type ServeOptions, serve, serviceSettings } from './serve.ts';
export {
  type AccessTable,
  type GrpcServer,
  type GrpcServerOptions,
  type Handlers,
  type Implementation,
  implement,
  startGrpcServer,
} from './server.ts';
export { findServiceName } from './service-name.ts';
export { type TlsMaterial, tlsOf, tlsSettings } from './tls.ts';
