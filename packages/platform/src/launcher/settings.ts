import path from 'node:path';
import type { DatabaseWish } from '../postgres/databases.ts';
import { databaseUrl } from '../postgres/databases.ts';
import { certificateFiles } from '../secrets/certificate-files.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { custodySettings } from '../tokens/token-settings.ts';
import { policyNames } from './policy-names.ts';
import { type Ports, portsOfInstances } from './ports.ts';
import { addressSetting, type GatewayEntry, type ServiceEntry, type SettingsGroup } from './topology.ts';

/** The environment of a process to start. */
export type Settings = Readonly<Record<string, string>>;

/** What the settings of all processes are made from. */
export interface SettingsSource {
  readonly home: string;
  readonly ports: Ports;
  readonly secrets: Secrets;
  /** Administrator's address of PostgreSQL. */
  readonly postgresUrl: string;
  readonly redisUrl: string;
  /** The launcher's own environment; only what is named in this file is taken from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const host = '127.0.0.1';

// Of the machine, and needed by programs of any kind.
const inherited =
  /^(PATH|HOME|LANG|LC_.*|TZ|TMPDIR|NODE_ENV|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|OTEL_.*|https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY)$/;

/** Address of the gateway as people and links see it. */
export function publicUrl({ ports, environment }: SettingsSource): string {
  return environment['PUBLIC_URL'] || `http://localhost:${ports['gateway']}`;
}

/** The database of a service: its own, with a role of its own. */
export function databaseOf(name: string, secrets: Pick<Secrets, 'text'>): DatabaseWish {
  const owner = `countersign_${name.replaceAll('-', '_')}`;
  return { name: owner, role: owner, password: secrets.text(`database-${name}`) };
}

/** Settings of a service process; of one of its instances where there are several. */
export async function serviceSettings(
  source: SettingsSource,
  service: ServiceEntry,
  instance: string = service.name,
): Promise<Settings> {
  const { ports, secrets } = source;
  const token = await secrets.signingKeyFiles('token');
  const groups = await Promise.all(service.settings.map(async (group) => groupSettings[group](source, service.name)));
  return {
    ...machineSettings(source),
    ...tlsSettings(source, service.name),
    ...calleeSettings(source, service.callees),
    ...(service.migrate === undefined ? {} : databaseSettings(source, service)),
    ...Object.assign({}, ...groups),
    GRPC_HOST: host,
    GRPC_PORT: String(ports[instance]),
    OPS_PORT: String(ports[`${instance}-ops`]),
    ...given(source, ['DRAIN_SECONDS']),
    ACTOR_JWKS_FILE: token.publicFile,
  };
}

/** Settings of a service's seed. */
export async function seedSettings(source: SettingsSource, service: ServiceEntry): Promise<Settings> {
  const groups = await Promise.all(
    (service.seedSettings ?? []).map(async (group) => groupSettings[group](source, service.name)),
  );
  return { ...(await serviceSettings(source, service)), ...Object.assign({}, ...groups) };
}

/** Settings of the gateway process. */
export async function gatewaySettings(
  source: SettingsSource,
  gateway: GatewayEntry,
  instance: string = gateway.name,
): Promise<Settings> {
  const token = await source.secrets.signingKeyFiles('token');
  return {
    ...machineSettings(source),
    ...tlsSettings(source, gateway.name),
    ...calleeSettings(source, gateway.callees),
    HTTP_HOST: source.environment['HTTP_HOST'] || host,
    HTTP_PORT: String(source.ports[instance]),
    PUBLIC_URL: publicUrl(source),
    ...given(source, [
      'CORS_ORIGINS',
      'APP_LINKS',
      'RATE_LIMIT_PER_MINUTE',
      'RATE_LIMIT_SENSITIVE_PER_MINUTE',
      'TRUST_PROXY',
      'PROVIDER_NAME',
      'PROVIDER_REGION',
      'DRAIN_SECONDS',
    ]),
    TOKEN_KEY_FILE: token.privateFile,
    REDIS_URL: source.redisUrl,
  };
}

/** Settings of the message inbox. */
export function inboxSettings(source: SettingsSource): Settings {
  const { home, ports, secrets } = source;
  return {
    ...machineSettings(source),
    INBOX_HOST: host,
    INBOX_PORT: String(ports['inbox']),
    SMTP_PORT: String(ports['smtp']),
    INBOX_FOLDER: path.join(home, 'inbox'),
    SMS_ACCOUNT: secrets.smsAccount(),
    SMS_TOKEN: secrets.text('sms-token'),
  };
}

/** Settings of the payment sandbox. */
export function sandboxSettings(source: SettingsSource): Settings {
  const { home, ports, secrets } = source;
  return {
    ...machineSettings(source),
    SANDBOX_HOST: host,
    SANDBOX_PORT: String(ports['sandbox']),
    SANDBOX_FOLDER: path.join(home, 'sandbox'),
    SANDBOX_SECRET_KEY: secrets.text('sandbox-secret-key'),
    SANDBOX_WEBHOOK_SECRET: secrets.text('sandbox-webhook-secret'),
    WEBHOOK_URL: `http://${host}:${ports['gateway']}/v1/payment-events/sandbox`,
  };
}

const groupSettings: Readonly<
  Record<SettingsGroup, (source: SettingsSource, name: string) => Settings | Promise<Settings>>
> = {
  catalog: catalogSettings,
  redis: ({ redisUrl }) => ({ REDIS_URL: redisUrl }),
  custody: custodySettings,
  keyring: ({ secrets }, name) => ({ KEYRING_FILE: secrets.keyringFile(`keyring-${name}`) }),
  pepper: ({ secrets }, name) => ({ PEPPER_FILE: secrets.keyringFile(`pepper-${name}`) }),
  'record-mac': (source, name) => ({
    RECORD_MAC_KEY_FILE: source.secrets.keyringFile(`record-mac-${name}`),
    ...given(source, ['RSA_POOL', 'AUDIT_ROOT_SECONDS']),
  }),
  // One for all that write or read the accounts' audit.
  'audit-key': ({ secrets }) => ({ AUDIT_KEY_FILE: secrets.keyringFile('audit-key') }),
  'assertion-key': async ({ secrets }) => ({
    ASSERTION_KEY_FILE: (await secrets.signingKeyFiles('assertion')).privateFile,
  }),
  'assertion-jwks': async ({ secrets }) => ({
    ASSERTION_JWKS_FILE: (await secrets.signingKeyFiles('assertion')).publicFile,
  }),
  'soft-token': (source) => ({
    IDENTITY_KEY_FILE: source.secrets.identityKeyFile('second-factor-identity'),
    PUBLIC_URL: publicUrl(source),
    ...given(source, ['PROVIDER_NAME']),
  }),
  'trust-anchors': (source) => given(source, ['TRUST_ANCHORS_FILE']),
  pki: (source) => ({ PKI_URL: source.environment['PKI_URL'] || `${publicUrl(source)}/pki` }),
  root: rootSettings,
  mail: mailSettings,
  sms: smsSettings,
  payments: paymentSettings,
  policy: (source) => given(source, policyNames),
  documents: (source) => given(source, ['DOCUMENT_RETENTION_DAYS']),
  applications: (source) => ({ PUBLIC_URL: publicUrl(source), ...given(source, ['OAUTH_GRANT_HOURS']) }),
  seller: (source) => given(source, ['SELLER_NAME', 'SELLER_ADDRESS', 'SELLER_TAX_ID']),
};

/** The operator's own catalog; its path is meant from where the launcher was started. */
function catalogSettings({ environment }: SettingsSource): Settings {
  const file = environment['CATALOG_FILE'];
  return file === undefined || file === '' ? {} : { CATALOG_FILE: path.resolve(file) };
}

/** Whether the root is kept where nothing here can open it: its ceremonies are held by hand. */
export function isRootElsewhere({ environment }: Pick<SettingsSource, 'environment'>): boolean {
  return environment['ROOT_ELSEWHERE'] === 'true';
}

/** The root of a local platform, which its seed may open; or the one that the launcher's environment names; or none. */
function rootSettings(source: SettingsSource): Settings {
  const { home, secrets, environment } = source;
  const organisation = given(source, ['ORGANISATION', 'ORGANISATION_COUNTRY']);
  if (isRootElsewhere(source)) return organisation;
  const folder = environment['ROOT_FOLDER'];
  if (folder === undefined || folder === '') {
    return { ...organisation, ROOT_FOLDER: path.join(home, 'root'), ROOT_PASSPHRASE: secrets.text('root-passphrase') };
  }
  return {
    ...organisation,
    ROOT_FOLDER: path.resolve(folder),
    ...given(source, ['ROOT_PASSPHRASE', 'ROOT_PASSPHRASE_FILE']),
  };
}

/** The inbox, or the real mail server that the launcher's environment names. */
function mailSettings(source: SettingsSource): Settings {
  return {
    SMTP_URL: `smtp://${host}:${source.ports['smtp']}`,
    MAIL_FROM: 'Countersign <no-reply@example.com>',
    FRONTEND_URL: publicUrl(source),
    ...given(source, ['SMTP_URL', 'MAIL_FROM', 'FRONTEND_URL']),
  };
}

/** The inbox, or the real SMS provider that the launcher's environment names. */
function smsSettings(source: SettingsSource): Settings {
  const { ports, secrets } = source;
  return {
    SMS_URL: `http://${host}:${ports['inbox']}`,
    SMS_ACCOUNT: secrets.smsAccount(),
    SMS_TOKEN: secrets.text('sms-token'),
    SMS_FROM: '+15005550006',
    // Codes in text messages are bound to it, so that a phone fills them in on the right page only.
    PUBLIC_HOST: new URL(publicUrl(source)).hostname,
    ...given(source, ['SMS_URL', 'SMS_ACCOUNT', 'SMS_TOKEN', 'SMS_FROM', 'PUBLIC_HOST']),
  };
}

/** The sandbox, or the real provider that the launcher's environment names. */
function paymentSettings(source: SettingsSource): Settings {
  const { ports, secrets } = source;
  if (source.environment['PAYMENT_PROVIDER'] === 'stripe') {
    const names = ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_PUBLISHABLE_KEY', 'STRIPE_API_URL'];
    return { PAYMENT_PROVIDER: 'stripe', ...given(source, [...names, ...names.map((name) => `${name}_FILE`)]) };
  }
  return {
    PAYMENT_PROVIDER: 'sandbox',
    SANDBOX_URL: `http://${host}:${ports['sandbox']}`,
    SANDBOX_PAGE_URL: paymentPageUrl(source),
    SANDBOX_SECRET_KEY: secrets.text('sandbox-secret-key'),
    SANDBOX_WEBHOOK_SECRET: secrets.text('sandbox-webhook-secret'),
  };
}

function paymentPageUrl({ ports }: SettingsSource): string {
  return `http://localhost:${ports['sandbox']}/pay`;
}

function machineSettings(source: SettingsSource): Settings {
  const names = Object.keys(source.environment).filter((name) => inherited.test(name));
  return {
    ...given(source, names),
    // Compiled sources are kept between starts, which makes the next one faster; platforms may share them.
    NODE_COMPILE_CACHE: source.environment['NODE_COMPILE_CACHE'] || path.join(source.home, 'compile-cache'),
    LOG_LEVEL: source.environment['LOG_LEVEL'] || 'info',
  };
}

function tlsSettings({ home }: SettingsSource, name: string): Settings {
  const { ca, cert, key } = certificateFiles(path.join(home, 'tls'), name);
  return { TLS_CA_FILE: ca, TLS_CERT_FILE: cert, TLS_KEY_FILE: key };
}

function calleeSettings({ ports }: SettingsSource, callees: readonly string[]): Settings {
  return Object.fromEntries(callees.map((name) => [addressSetting(name), addressOf(ports, name)]));
}

/** All instances of a service, as callers know them. */
function addressOf(ports: Ports, name: string): string {
  const all = portsOfInstances(ports, name);
  return all.length > 1 ? `ipv4:${all.map((port) => `${host}:${port}`).join(',')}` : `localhost:${ports[name]}`;
}

function databaseSettings({ postgresUrl, secrets }: SettingsSource, { name }: ServiceEntry): Settings {
  return { DATABASE_URL: databaseUrl(postgresUrl, databaseOf(name, secrets)) };
}

function given({ environment }: SettingsSource, names: readonly string[]): Settings {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}
