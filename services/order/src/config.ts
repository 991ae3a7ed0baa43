import { serviceSettings } from '@countersign/grpc';
import { ConfigError, readConfig } from '@countersign/runtime';
import { type Static, Type } from 'typebox';

const schema = Type.Object({
  ...serviceSettings,
  DATABASE_URL: Type.String(),
  REDIS_URL: Type.String(),
  /** host:port of the catalog. */
  CATALOG_ADDRESS: Type.String(),
  /** Keyring from which the orders' secrets are derived. */
  PEPPER: Type.String(),
  PAYMENT_PROVIDER: Type.Literal('sandbox'),
  /** Base address of the sandbox, server to server. */
  SANDBOX_URL: Type.String({ format: 'uri' }),
  SANDBOX_SECRET_KEY: Type.String({ minLength: 16 }),
  SANDBOX_WEBHOOK_SECRET: Type.String({ minLength: 16 }),
  /** Version of the terms that buyers of new orders accept. */
  TERMS_VERSION: Type.String({ default: '2026-01', minLength: 1, maxLength: 64 }),
  NODE_ENV: Type.Optional(Type.String()),
});

export type OrderSettings = Readonly<Static<typeof schema>>;

/** Reads the settings of this service. Throws `ConfigError`, also when a production would take sandbox payments. */
export function readOrderConfig(environment: Readonly<Record<string, string | undefined>>): OrderSettings {
  const settings = readConfig(schema, environment);
  // Its test cards buy for nothing.
  if (settings.NODE_ENV === 'production' && settings.PAYMENT_PROVIDER === 'sandbox') {
    throw new ConfigError(['PAYMENT_PROVIDER must not be sandbox in production']);
  }
  return settings;
}
