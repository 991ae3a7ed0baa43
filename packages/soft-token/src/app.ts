import { setTimeout } from 'node:timers/promises';
import { AppFault, type AppFaultKind } from './app-fault.ts';
import { defaultPinCost, type PinCost } from './pin.ts';
import { ProtocolError, type ProtocolFault } from './protocol/index.ts';
import { openStore, type Store } from './store.ts';

/** What the functions of the app work with. */
export interface App {
  readonly store: Store;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves at that moment. */
  readonly waitUntil: (atMs: number) => Promise<void>;
  readonly fetch: typeof fetch;
  readonly pinCost: PinCost;
  /** Takes addresses without TLS also of other machines: for closed networks only. */
  readonly isInsecureAllowed: boolean;
}

export interface AppOptions {
  /** Folder of key and state. */
  readonly home: string;
  readonly now?: () => number;
  readonly waitUntil?: (atMs: number) => Promise<void>;
  readonly fetch?: typeof fetch;
  /** For tests only: it is written into the state with each token. */
  readonly pinCost?: PinCost;
  readonly isInsecureAllowed?: boolean;
}

/** Opens the app on a folder, which need not exist yet. */
export function openApp({ home, ...options }: AppOptions): App {
  const now = options.now ?? Date.now;
  return {
    store: openStore(home),
    now,
    waitUntil: options.waitUntil ?? (async (atMs) => await setTimeout(Math.max(0, atMs - now()))),
    fetch: options.fetch ?? fetch,
    pinCost: options.pinCost ?? defaultPinCost,
    isInsecureAllowed: options.isInsecureAllowed ?? false,
  };
}

const faultOf: Readonly<Record<ProtocolFault, AppFaultKind>> = {
  address: 'address-wrong',
  serial: 'serial-wrong',
  'activation-code': 'activation-code-wrong',
  'activation-password': 'activation-password-wrong',
  'registration-code': 'service-unreadable',
  'activation-uri': 'activation-uri-wrong',
  'transaction-uri': 'transaction-uri-wrong',
  'server-document': 'service-unreadable',
  message: 'service-unreadable',
  box: 'service-unreadable',
  'ocra-suite': 'service-update-needed',
  'ocra-input': 'service-update-needed',
  profile: 'service-update-needed',
  exchange: 'exchange-failed',
};

/** Does something of the protocol; its errors become faults that people can read. */
export function inProtocol<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ProtocolError ? new AppFault(faultOf[error.fault], {}, error) : error;
  }
}
