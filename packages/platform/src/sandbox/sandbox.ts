import { serveWeb } from '../web/server.ts';
import { buyerRoutes } from './buyer-routes.ts';
import { type Schedule, scheduleByTimer, startDeliveries } from './deliveries.ts';
import { applyEvent, type Parts } from './events.ts';
import { createFaults } from './faults.ts';
import { openLedger } from './ledger.ts';
import { merchantRoutes } from './merchant-routes.ts';

export interface SandboxOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Base address for browsers; `http://localhost:<port>` when absent. */
  readonly publicUrl?: string;
  /** Where tokens, charges and events are kept; card numbers never are. */
  readonly file: string;
  /** What a merchant must know to charge a token. */
  readonly secretKey: string;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  readonly schedule?: Schedule;
  readonly now?: () => Date;
}

export interface Sandbox {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Starts the payment sandbox: pages and a call that turn test cards into tokens, charges, refunds, and signed events. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const now = options.now ?? (() => new Date());
  const ledger = openLedger(options.file);
  const deliveries = startDeliveries({
    ledger,
    now,
    webhookUrl: options.webhookUrl,
    webhookSecret: options.webhookSecret,
    schedule: options.schedule ?? scheduleByTimer,
    onDue: ({ event }) => applyEvent(ledger, event),
  });
  const parts: Parts = { ledger, deliveries, faults: createFaults(), now };
  const place = { port: options.port };
  const publicUrl = (): string => options.publicUrl ?? `http://localhost:${place.port}`;
  const web = await serveWeb(
    [...buyerRoutes(parts), ...merchantRoutes(parts, { secretKey: options.secretKey, publicUrl })],
    options,
  );
  place.port = web.port;
  return {
    port: web.port,
    close: async () => {
      await Promise.all([web.close(), deliveries.close()]);
    },
  };
}
