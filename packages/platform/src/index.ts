export { type DatabaseWish, databaseUrl, ensureDatabases } from './postgres/databases.ts';
export { openPostgres, type Postgres, type PostgresOptions, startPostgres } from './postgres/postgres.ts';
export { type Guard, startGuard } from './process/guard.ts';
export { freePort, freePorts } from './process/ports.ts';
export { openRedis, type Redis, type RedisOptions, startRedis } from './redis/redis.ts';
export {
  createServiceAuthority,
  createServiceCertificate,
  createServiceCertificates,
  type KeyAndCertificate,
  type ServiceAuthority,
} from './secrets/certificates.ts';
