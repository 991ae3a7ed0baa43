import { type Clock, traced } from '@countersign/runtime';
import type { PaymentSettings } from '../config.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { createSandboxProvider } from './sandbox-provider.ts';
import { createStripeProvider } from './stripe-provider.ts';

/** The payment provider that the settings name. What it is asked is a span of the work that asks. */
export function createProvider(settings: PaymentSettings, clock: Clock): PaymentProvider {
  return traceCalls(connect(settings, clock));
}

function traceCalls(provider: PaymentProvider): PaymentProvider {
  const { name } = provider;
  // Of the request nothing: tokens of cards stand in it.
  const asked = <T>(what: string, work: () => Promise<T>) =>
    traced(`${name} ${what}`, { 'countersign.provider': name }, work);
  return {
    ...provider,
    charge: (request) => asked('charge', () => provider.charge(request)),
    findCharge: (key) => asked('findCharge', () => provider.findCharge(key)),
    cancelCharge: (chargeId) => asked('cancelCharge', () => provider.cancelCharge(chargeId)),
    refund: (request) => asked('refund', () => provider.refund(request)),
  };
}

function connect(settings: PaymentSettings, clock: Clock): PaymentProvider {
  if (settings.PAYMENT_PROVIDER === 'stripe') {
    return createStripeProvider({
      apiUrl: settings.STRIPE_API_URL,
      secretKey: settings.STRIPE_SECRET_KEY,
      webhookSecret: settings.STRIPE_WEBHOOK_SECRET,
      publishableKey: settings.STRIPE_PUBLISHABLE_KEY,
      clock,
    });
  }
  return createSandboxProvider({
    url: settings.SANDBOX_URL,
    pageUrl: settings.SANDBOX_PAGE_URL,
    secretKey: settings.SANDBOX_SECRET_KEY,
    webhookSecret: settings.SANDBOX_WEBHOOK_SECRET,
    clock,
  });
}
