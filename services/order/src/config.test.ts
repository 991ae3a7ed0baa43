import { describe, expect, it } from '@jest/globals';
import { readOrderConfig, sellerOf } from './config.ts';

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
  AUDIT_KEY: '{}',
  SMTP_URL: 'smtp://localhost:1025',
  MAIL_FROM: 'no-reply@example.com',
  FRONTEND_URL: 'http://localhost:8080',
  PAYMENT_PROVIDER: 'sandbox',
  SANDBOX_URL: 'http://localhost:8026',
  SANDBOX_PAGE_URL: 'http://localhost:8026/pay',
  SANDBOX_SECRET_KEY: 'sixteen characters',
  SANDBOX_WEBHOOK_SECRET: 'sixteen characters',
};

const withStripe = {
  ...Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('SANDBOX_'))),
  PAYMENT_PROVIDER: 'stripe',
  STRIPE_SECRET_KEY: 'sk_test_0123456789',
  STRIPE_WEBHOOK_SECRET: 'whsec_0123456789',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_0123456789',
};

describe('the settings of the order service', () => {
  it('name the terms in force unless told otherwise', () => {
    expect(readOrderConfig(environment).TERMS_VERSION).toBe('2026-01');
    expect(readOrderConfig({ ...environment, TERMS_VERSION: '2027-03' }).TERMS_VERSION).toBe('2027-03');
  });

  it('name the seller as invoices show him, invented unless told otherwise', () => {
    expect(sellerOf(readOrderConfig(environment)).name).toBe('Example Certificates Ltd.');
    const told = { SELLER_NAME: 'Sample Trust', SELLER_ADDRESS: '1 Sample Road; ; Sampleville' };
    expect(sellerOf(readOrderConfig({ ...environment, ...told }))).toEqual({
      name: 'Sample Trust',
      address: ['1 Sample Road', 'Sampleville'],
      taxId: '',
    });
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

  it('are for one provider only, and name what is missing of it', () => {
    expect(readOrderConfig(withStripe)).toMatchObject({
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_API_URL: 'https://api.stripe.com',
    });
    expect(readOrderConfig({ ...withStripe, NODE_ENV: 'production' })).not.toHaveProperty('SANDBOX_URL');
    for (const name of ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_PUBLISHABLE_KEY']) {
      expect(() => readOrderConfig({ ...withStripe, [name]: undefined })).toThrow(`${name} is missing`);
    }
    expect(() => readOrderConfig({ ...environment, PAYMENT_PROVIDER: 'cash' })).toThrow('PAYMENT_PROVIDER');
  });

  it('never take a secret for the key that browsers get, nor a key for tests beside a live one', () => {
    const secret = withStripe.STRIPE_SECRET_KEY;
    expect(() => readOrderConfig({ ...withStripe, STRIPE_PUBLISHABLE_KEY: secret })).toThrow('STRIPE_PUBLISHABLE_KEY');
    expect(() => readOrderConfig({ ...withStripe, STRIPE_PUBLISHABLE_KEY: 'pk_live_0123456789' })).toThrow(
      'must both be for tests or both be live',
    );
  });

  it('never repeat a secret in what is wrong with them', () => {
    const wrong = 'sk_live_an unusable secret';
    const read = () => readOrderConfig({ ...withStripe, STRIPE_SECRET_KEY: wrong });
    expect(read).toThrow('STRIPE_SECRET_KEY must match pattern');
    expect(read).not.toThrow('unusable secret');
  });
});
