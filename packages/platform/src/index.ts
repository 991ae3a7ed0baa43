export { type Inbox, type InboxOptions, startInbox } from './inbox/inbox.ts';
export { PlatformFault } from './launcher/fault.ts';
export { type Platform, type PlatformOptions, startPlatform } from './launcher/platform.ts';
export type { Ports } from './launcher/ports.ts';
export {
  type GatewayEntry,
  productTopology,
  type ServiceEntry,
  type SettingsGroup,
  type Topology,
} from './launcher/topology.ts';
export { type DatabaseWish, databaseUrl, ensureDatabases } from './postgres/databases.ts';
export { openPostgres, type Postgres, type PostgresOptions, startPostgres } from './postgres/postgres.ts';
export { type Guard, startGuard } from './process/guard.ts';
export { freePort, freePorts } from './process/ports.ts';
export { openRedis, type Redis, type RedisOptions, startRedis } from './redis/redis.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox/sandbox.ts';
export {
  createServiceAuthority,
  createServiceCertificate,
  createServiceCertificates,
  type KeyAndCertificate,
  type ServiceAuthority,
} from './secrets/certificates.ts';
