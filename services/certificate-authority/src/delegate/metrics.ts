import { Gauge, type Registry } from 'prom-client';
import { signsUntilOf } from './delegate-names.ts';
import type { CertifiedDelegate } from './delegate-store.ts';

/** Registers until when the delegates may sign; `load` reads them at each scrape, the youngest last. */
export function createDelegateMetrics(
  registry: Registry,
  load: () => Promise<readonly Pick<CertifiedDelegate, 'name' | 'notBefore' | 'notAfter'>[]>,
): void {
  const expiry = new Gauge({
    name: 'certificate_authority_delegate_expiry_timestamp_seconds',
    help: 'Moment at which a delegate for OCSP or time-stamps must stop to sign, in seconds since the epoch',
    labelNames: ['delegate'],
    registers: [registry],
    collect: async () => {
      // Without a database the last figures stay: the scrape must not fail for it.
      const delegates = await load().catch(() => []);
      for (const delegate of delegates) {
        const { name } = delegate;
        expiry.set({ delegate: name }, signsUntilOf(name, delegate).getTime() / 1000);
      }
    },
  });
}
