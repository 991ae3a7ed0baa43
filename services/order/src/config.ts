import { serviceSettings } from '@countersign/grpc';
import { ConfigError, readConfig } from '@countersign/runtime';
import { type Static, Type } from 'typebox';
import { defaultSeller, type Seller } from './document/seller.ts';

const common = {
  ...serviceSettings,
  DATABASE_URL: Type.String(),
  REDIS_URL: Type.String(),
  /** host:port of the catalog. */
  CATALOG_ADDRESS: Type.String(),
  /** Keyring from which the orders' secrets are derived. */
  PEPPER: Type.String(),
  /** Keyring that signs what is told to the accounts' audit. */
  AUDIT_KEY: Type.String(),
  /** Version of the terms that buyers of new orders accept. */
  TERMS_VERSION: Type.String({ default: '2026-01', minLength: 1, maxLength: 64 }),
  SMTP_URL: Type.String(),
  MAIL_FROM: Type.String(),
  /** Base of links in mails. */
  FRONTEND_URL: Type.String({ pattern: '^https?://' }),
  /** Who sells, as invoices name him; absent means one that is plainly invented. */
  SELLER_NAME: Type.Optional(Type.String({ minLength: 1 })),
  /** Lines of his address, separated by semicolons. */
  SELLER_ADDRESS: Type.String({ default: '' }),
  SELLER_TAX_ID: Type.String({ default: '' }),
  NODE_ENV: Type.Optional(Type.String()),
};

const sandbox = {
  PAYMENT_PROVIDER: Type.Literal('sandbox'),
  /** Base address of the sandbox, server to server. */
  SANDBOX_URL: Type.String({ format: 'uri' }),
  /** Address of its card page, for browsers. */
  SANDBOX_PAGE_URL: Type.String({ format: 'uri' }),
  SANDBOX_SECRET_KEY: Type.String({ minLength: 16 }),
  SANDBOX_WEBHOOK_SECRET: Type.String({ minLength: 16 }),
};

// The patterns keep a secret from being taken for the key that browsers get, and the other way round.
const stripe = {
  PAYMENT_PROVIDER: Type.Literal('stripe'),
  /** Secret or restricted key. */
  STRIPE_SECRET_KEY: Type.String({ pattern: '^[sr]k_(test|live)_[A-Za-z0-9]{8,}$' }),
  /** Secret of the endpoint to which Stripe sends its events. */
  STRIPE_WEBHOOK_SECRET: Type.String({ pattern: '^whsec_[A-Za-z0-9+/=]{8,}$' }),
  /** Key that browsers get. */
  STRIPE_PUBLISHABLE_KEY: Type.String({ pattern: '^pk_(test|live)_[A-Za-z0-9]{8,}$' }),
  /** Base address of Stripe's API: another one for a proxy, or in tests. */
  STRIPE_API_URL: Type.String({ format: 'uri', default: 'https://api.stripe.com' }),
};

const choice = Type.Object({ PAYMENT_PROVIDER: Type.String({ pattern: '^(sandbox|stripe)$' }) });
const withSandbox = Type.Object({ ...common, ...sandbox });
const withStripe = Type.Object({ ...common, ...stripe });
const sandboxOnly = Type.Object(sandbox);
const stripeOnly = Type.Object(stripe);

/** The settings of the payment provider, by `PAYMENT_PROVIDER`. */
export type PaymentSettings = Readonly<Static<typeof sandboxOnly>> | Readonly<Static<typeof stripeOnly>>;

export type OrderSettings = Readonly<Static<typeof withSandbox>> | Readonly<Static<typeof withStripe>>;

/**
 * Reads the settings of this service; those of a payment provider that is not chosen are not looked at. Throws
 * `ConfigError`, also when a production would take sandbox payments.
 */
export function readOrderConfig(environment: Readonly<Record<string, string | undefined>>): OrderSettings {
  const { PAYMENT_PROVIDER } = readConfig(choice, environment);
  const settings = readConfig(PAYMENT_PROVIDER === 'stripe' ? withStripe : withSandbox, environment);
  // Its test cards buy for nothing.
  if (settings.NODE_ENV === 'production' && settings.PAYMENT_PROVIDER === 'sandbox') {
    throw new ConfigError(['PAYMENT_PROVIDER must not be sandbox in production']);
  }
  if (
    settings.PAYMENT_PROVIDER === 'stripe' &&
    modeOf(settings.STRIPE_PUBLISHABLE_KEY) !== modeOf(settings.STRIPE_SECRET_KEY)
  ) {
    throw new ConfigError(['STRIPE_PUBLISHABLE_KEY and STRIPE_SECRET_KEY must both be for tests or both be live']);
  }
  return settings;
}

function modeOf(key: string): string | undefined {
  return key.split('_')[1];
}

/** Who sells, by the settings. */
export function sellerOf({ SELLER_NAME: name, SELLER_ADDRESS, SELLER_TAX_ID: taxId }: OrderSettings): Seller {
  if (name === undefined) return defaultSeller;
  const address = SELLER_ADDRESS.split(';').map((line) => line.trim());
  return { name, address: address.filter((line) => line !== ''), taxId };
}
