import type { Clock } from '@countersign/runtime';
import type { PaymentSettings } from '../config.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { createSandboxProvider } from './sandbox-provider.ts';
import { createStripeProvider } from './stripe-provider.ts';

/** The payment provider that the settings name. */
export function createProvider(settings: PaymentSettings, clock: Clock): PaymentProvider {
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
