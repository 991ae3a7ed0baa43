import { describe, expect, it } from '@jest/globals';
import { readOrderConfig } from './config.ts';

const environment = {
  TLS_CA: 'ca',
  TLS_CERT: 'cert',
  TLS_KEY: 'key',
  GRPC_PORT: '7102',
  OPS_PORT: '7202',
  ACTOR_JWKS: '{"keys":[]}',
  DATABASE_URL: 'postgres://localhost/order',
  REDIS_URL: 'redis://localhost',
  CATALOG_ADDRESS: 'localhost:7101',
  PEPPER: '{}',
  PAYMENT_PROVIDER: 'sandbox',
  SANDBOX_URL: 'http://localhost:8026',
  SANDBOX_SECRET_KEY: 'sixteen characters',
  SANDBOX_WEBHOOK_SECRET: 'sixteen characters',
};

describe('the settings of the order service', () => {
  it('name the terms in force unless told otherwise', () => {
    expect(readOrderConfig(environment).TERMS_VERSION).toBe('2026-01');
    expect(readOrderConfig({ ...environment, TERMS_VERSION: '2027-03' }).TERMS_VERSION).toBe('2027-03');
  });

  it('refuse a production that takes sandbox payments, whatever else is set', () => {
    expect(() => readOrderConfig({ ...environment, NODE_ENV: 'production', ALLOW_SANDBOX: 'true' })).toThrow(
      'PAYMENT_PROVIDER must not be sandbox in production',
    );
    expect(() => readOrderConfig({ ...environment, NODE_ENV: 'test' })).not.toThrow();
  });

  it('have no default for a provider or a secret', () => {
    for (const name of ['PAYMENT_PROVIDER', 'SANDBOX_SECRET_KEY', 'SANDBOX_WEBHOOK_SECRET', 'PEPPER']) {
      expect(() => readOrderConfig({ ...environment, [name]: undefined })).toThrow(`${name} is missing`);
    }
  });
});
