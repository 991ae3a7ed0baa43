/** What a service is given beside what every service gets. */
export type SettingsGroup =
  | 'catalog'
  | 'redis'
  | 'keyring'
  | 'pepper'
  | 'mail'
  | 'sms'
  | 'payments'
  | 'policy'
  | 'seller'
  | 'pki'
  | 'root'
  | 'trust-anchors'
  | 'documents'
  | 'applications'
  | 'assertion-key'
  | 'soft-token'
  | 'assertion-jwks'
  | 'record-mac'
  | 'custody'
  | 'audit-key';

/** One process of the product. */
export interface ServiceEntry {
  /** Also its name in certificates. */
  readonly name: string;
  /** File it is started by, from the project's folder. */
  readonly entry: string;
  /** File that brings its database up to date; a service without one has no database. */
  readonly migrate?: string;
  /** File that puts in the data it cannot work without. */
  readonly seed?: string;
  /** Services it calls. */
  readonly callees: readonly string[];
  readonly settings: readonly SettingsGroup[];
  /** What its seed is given beside that, and the service is not. */
  readonly seedSettings?: readonly SettingsGroup[];
  /** gRPC port; its operators' port is the next entry. */
  readonly port: number;
  readonly opsPort: number;
}

/** The gateway: no database, no operators' port, its health on its only port. */
export interface GatewayEntry {
  readonly name: 'gateway';
  readonly entry: string;
  readonly callees: readonly string[];
  readonly port: number;
}

export interface Topology {
  readonly services: readonly ServiceEntry[];
  readonly gateway: GatewayEntry;
}

/**
 * Ports of the parts that are not services. Like those of the services they lie below 32768, where Linux takes the ports
 * of outgoing connections from: above, one would be taken now and then, and an offset could lead beyond the last port.
 */
export const partPorts = { inbox: 8025, smtp: 1025, sandbox: 8026, postgres: 15_432, redis: 16_379 } as const;

/** Files that the parts of a trial are started by, from the project's folder. */
export const partEntries = {
  inbox: 'packages/platform/src/inbox/main.ts',
  sandbox: 'packages/platform/src/sandbox/main.ts',
} as const;

/** Every process of the product, in one table. Who may call whom is decided by each callee's own list, not here. */
export const productTopology: Topology = {
  services: [
    {
      ...entryPoints('catalog', { seed: true }),
      callees: [],
      settings: ['catalog'],
      port: 7101,
      opsPort: 7201,
    },
    {
      ...entryPoints('order'),
      callees: ['catalog'],
      settings: ['redis', 'pepper', 'audit-key', 'payments', 'mail', 'seller'],
      port: 7102,
      opsPort: 7202,
    },
    {
      ...entryPoints('enrollment'),
      callees: ['order', 'catalog', 'identity', 'second-factor', 'certificate-authority'],
      settings: ['redis', 'pepper', 'audit-key', 'mail', 'policy'],
      port: 7103,
      opsPort: 7203,
    },
    {
      ...entryPoints('identity'),
      callees: ['second-factor'],
      settings: ['redis', 'keyring', 'pepper', 'audit-key', 'mail', 'policy'],
      port: 7104,
      opsPort: 7204,
    },
    {
      ...entryPoints('second-factor'),
      callees: [],
      settings: ['redis', 'keyring', 'pepper', 'mail', 'sms', 'policy', 'assertion-key', 'soft-token'],
      port: 7105,
      opsPort: 7205,
    },
    {
      ...entryPoints('remote-signing'),
      callees: ['enrollment', 'identity', 'second-factor', 'certificate-authority', 'signer'],
      settings: ['redis', 'keyring', 'audit-key', 'mail', 'policy', 'trust-anchors', 'documents', 'applications'],
      port: 7106,
      opsPort: 7206,
    },
    {
      name: 'signer',
      entry: 'services/remote-signing/src/signer/main.ts',
      migrate: 'services/remote-signing/src/signer/migrate.ts',
      callees: [],
      settings: ['custody', 'keyring', 'policy', 'assertion-jwks', 'record-mac'],
      port: 7107,
      opsPort: 7207,
    },
    {
      ...entryPoints('certificate-authority', { seed: true }),
      callees: [],
      settings: ['custody', 'keyring', 'pki'],
      seedSettings: ['root'],
      port: 7108,
      opsPort: 7208,
    },
  ],
  gateway: {
    name: 'gateway',
    entry: 'gateway/src/main.ts',
    callees: [
      'catalog',
      'order',
      'enrollment',
      'identity',
      'second-factor',
      'remote-signing',
      'certificate-authority',
      'signer',
    ],
    port: 8080,
  },
};

/** Who has a certificate by which the others know it: every service, the gateway, and the operators' commands. */
export function certifiedNames({ services, gateway }: Topology): string[] {
  return [...services.map(({ name }) => name), gateway.name, 'ops'];
}

/** The setting in which a caller is given the address of a service: `SECOND_FACTOR_ADDRESS`. */
export function addressSetting(callee: string): string {
  return `${callee.toUpperCase().replaceAll('-', '_')}_ADDRESS`;
}

function entryPoints(name: string, { seed = false } = {}) {
  const folder = `services/${name}/src`;
  return {
    name,
    entry: `${folder}/main.ts`,
    migrate: `${folder}/migrate.ts`,
    ...(seed ? { seed: `${folder}/seed.ts` } : {}),
  };
}
