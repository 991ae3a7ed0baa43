import { isIP } from 'node:net';
import { type TlsMaterial, tlsOf, tlsSettings } from '@countersign/grpc';
import { ConfigError, endSettings, readConfig } from '@countersign/runtime';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

/** Where a user gets an authenticator app for one platform. */
export const AppLink = Type.Object(
  {
    platform: Type.Enum(['ios', 'android', 'windows', 'macos', 'linux'], {
      type: 'string',
      description: 'Platform that the app runs on.',
    }),
    name: Type.String({ description: 'Name of the app.', minLength: 1, maxLength: 64 }),
    url: Type.String({ description: 'Page where the app is to be had.', maxLength: 500, pattern: '^https?://' }),
  },
  { additionalProperties: false, title: 'AppLink' },
);
export type AppLink = Static<typeof AppLink>;

const settings = Type.Object({
  ...tlsSettings,
  HTTP_HOST: Type.String({ default: '127.0.0.1' }),
  HTTP_PORT: Type.Integer({ minimum: 1, maximum: 65_535, default: 8080 }),
  /** Port of /metrics and /health for operators, plain HTTP on the same host; /metrics is then not on the public port. */
  OPS_PORT: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  PUBLIC_URL: Type.String({ pattern: '^https?://', default: 'http://localhost:8080' }),
  CORS_ORIGINS: Type.String({ default: '' }),
  /** Private keys of the access tokens: a JSON Web Key Set, the newest first. */
  TOKEN_KEY: Type.String(),
  REDIS_URL: Type.String(),
  CATALOG_ADDRESS: Type.String(),
  ORDER_ADDRESS: Type.String(),
  ENROLLMENT_ADDRESS: Type.String(),
  IDENTITY_ADDRESS: Type.String(),
  SECOND_FACTOR_ADDRESS: Type.String(),
  REMOTE_SIGNING_ADDRESS: Type.String(),
  CERTIFICATE_AUTHORITY_ADDRESS: Type.String(),
  /** Asked for its health only. */
  SIGNER_ADDRESS: Type.String(),
  /** Our own app unless it is set. */
  APP_LINKS: Type.Optional(Type.String()),
  RATE_LIMIT_PER_MINUTE: Type.Integer({ minimum: 1, default: 600 }),
  RATE_LIMIT_SENSITIVE_PER_MINUTE: Type.Integer({ minimum: 1, default: 120 }),
  TRUST_PROXY: Type.String({ default: 'false' }),
  PROVIDER_NAME: Type.String({ minLength: 1, maxLength: 200, default: 'Countersign' }),
  /** ISO 3166-1 alpha-2; ZZ is no country. */
  PROVIDER_REGION: Type.String({ pattern: '^[A-Z]{2}$', default: 'ZZ' }),
  ...endSettings,
  LOG_LEVEL: Type.String({ default: 'info' }),
});

/** What the routes and plugins need to know; no secret in it. */
export interface GatewayConfig {
  /** Base of the addresses that the gateway is reached by. */
  publicUrl: string;
  /** Origins whose pages may call; none by default. */
  corsOrigins: readonly string[];
  /** Whose `X-Forwarded-For` is believed: nobody's, or that of addresses and networks. */
  trustProxy: false | string[];
  appLinks: readonly AppLink[];
  /** Requests that one address may make in a minute. */
  requestsPerMinute: number;
  /** Requests that one address may make in a minute to each group of routes that check secrets. */
  sensitiveRequestsPerMinute: number;
  /** Who runs this installation, as applications that sign are told. */
  provider: { name: string; region: string };
}

/** Everything that the process is started with. */
export interface Settings {
  gateway: GatewayConfig;
  host: string;
  port: number;
  /** Port for operators; without one they use the public port. */
  opsPort: number | undefined;
  tls: TlsMaterial;
  tokenKey: string;
  redisUrl: string;
  /** Seconds for which it goes on serving after it was told to end. */
  drainSeconds: number;
  logLevel: string;
  addresses: Readonly<Record<ServiceName, string>>;
}

/** Names of the services that the gateway calls, or asks for their health, as their certificates carry them. */
export type ServiceName =
  | 'catalog'
  | 'order'
  | 'enrollment'
  | 'identity'
  | 'second-factor'
  | 'remote-signing'
  | 'certificate-authority'
  | 'signer';

/** Reads the settings of the process; throws `ConfigError` with all faults. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const values = readConfig(settings, environment);
  const faults: string[] = [];
  const publicUrl = values.PUBLIC_URL.replace(/\/$/, '');
  const gateway: GatewayConfig = {
    publicUrl,
    corsOrigins: readOrigins(values.CORS_ORIGINS, faults),
    trustProxy: readTrustProxy(values.TRUST_PROXY, faults),
    appLinks: values.APP_LINKS === undefined ? [ownApp(publicUrl)] : readAppLinks(values.APP_LINKS, faults),
    requestsPerMinute: values.RATE_LIMIT_PER_MINUTE,
    sensitiveRequestsPerMinute: values.RATE_LIMIT_SENSITIVE_PER_MINUTE,
    provider: { name: values.PROVIDER_NAME, region: values.PROVIDER_REGION },
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    gateway,
    host: values.HTTP_HOST,
    port: values.HTTP_PORT,
    opsPort: values.OPS_PORT,
    tls: tlsOf(values),
    tokenKey: values.TOKEN_KEY,
    redisUrl: values.REDIS_URL,
    drainSeconds: values.DRAIN_SECONDS,
    logLevel: values.LOG_LEVEL,
    addresses: {
      catalog: values.CATALOG_ADDRESS,
      order: values.ORDER_ADDRESS,
      enrollment: values.ENROLLMENT_ADDRESS,
      identity: values.IDENTITY_ADDRESS,
      'second-factor': values.SECOND_FACTOR_ADDRESS,
      'remote-signing': values.REMOTE_SIGNING_ADDRESS,
      'certificate-authority': values.CERTIFICATE_AUTHORITY_ADDRESS,
      signer: values.SIGNER_ADDRESS,
    },
  };
}

function readOrigins(list: string, faults: string[]): string[] {
  const origins = split(list);
  for (const origin of origins) {
    // An origin that the browser never sends would silently allow nothing; `*` would allow everybody.
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      faults.push('CORS_ORIGINS must be origins such as https://shop.example.com, separated by commas');
    }
  }
  return origins;
}

function readTrustProxy(value: string, faults: string[]): GatewayConfig['trustProxy'] {
  if (value === 'false') return false;
  const proxies = split(value);
  // Who believes everybody's `X-Forwarded-For` limits nobody: each request may come from an address of its own making.
  if (proxies.length === 0 || !proxies.every((proxy) => isIP(proxy.split('/')[0] ?? '') !== 0)) {
    faults.push('TRUST_PROXY must list the addresses or networks of your proxies, for example 10.0.0.0/8');
  }
  return proxies;
}

/** The reference app: without the data of a QR code, the page of its links tells how to get and start it. */
function ownApp(publicUrl: string): AppLink {
  return { platform: 'linux', name: 'Countersign soft token', url: `${publicUrl}/a` };
}

function readAppLinks(json: string, faults: string[]): AppLink[] {
  try {
    const links: unknown = JSON.parse(json);
    if (Value.Check(Type.Array(AppLink), links)) return links;
  } catch {
    // Said below, as for every other fault of this setting.
  }
  faults.push('APP_LINKS must be a JSON array of {platform, name, url}');
  return [];
}

const split = (list: string) =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
