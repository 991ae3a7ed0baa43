import { parseArgs } from 'node:util';
import { PlatformFault } from './fault.ts';
import type { PlatformOptions } from './platform.ts';
import { defaultPorts } from './ports.ts';
import { productTopology } from './topology.ts';

/** Explains the command. */
export function describeUsage(): string {
  const ports = Object.entries(defaultPorts(productTopology)).map(([name, port]) => `${name} ${port}`);
  const perLine = 6;
  const portLines = Array.from({ length: Math.ceil(ports.length / perLine) }, (_, line) =>
    ports.slice(line * perLine, (line + 1) * perLine).join(', '),
  );
  return `npm start -- [options]

Starts the whole platform on this machine and stops it on Ctrl-C. State is kept in .countersign/.

  --fresh               begin with an empty state folder
  --quiet               show only warnings and errors of the processes
  --home <folder>       state folder (or COUNTERSIGN_HOME)
  --port <name>=<port>  port of one process, may be repeated (or COUNTERSIGN_PORT_<NAME>)
  --port-offset <n>     move every port that is not named
  --replicas <n>        instances of each service and of the gateway, 1 to 3
  --help                this text

Ports:
  ${portLines.join(',\n  ')}

DATABASE_URL and REDIS_URL name servers to use instead of the embedded ones. HTTP_HOST, PUBLIC_URL, FRONTEND_URL,
CORS_ORIGINS, APP_LINKS, RATE_LIMIT_PER_MINUTE, RATE_LIMIT_SENSITIVE_PER_MINUTE, TRUST_PROXY, SMTP_URL, MAIL_FROM, SMS_URL,
SMS_ACCOUNT, SMS_TOKEN, SMS_FROM, PKI_URL, ORGANISATION, ORGANISATION_COUNTRY, ROOT_ELSEWHERE, ROOT_FOLDER, ROOT_PASSPHRASE_FILE,
LOG_LEVEL, DRAIN_SECONDS, NODE_ENV and OTEL_* are handed on, and so are the settings of policy:
AUTH_PROFILE=strict npm start, or those that docs/conformance.md names. KEY_CUSTODY=pkcs11 keeps private keys in tokens, which
docs/key-custody.md explains.`;
}

/** Reads the command line; `help` asks for the usage only. Throws `PlatformFault` for what it does not understand. */
export function readCommandLine(args: readonly string[]): PlatformOptions & { help: boolean } {
  const { values } = parse(args);
  return {
    help: values.help === true,
    fresh: values.fresh === true,
    quiet: values.quiet === true,
    ports: Object.fromEntries((values.port ?? []).map(readPort)),
    portOffset: readOffset(values['port-offset'] ?? '0'),
    ...(values.replicas === undefined ? {} : { replicas: readReplicas(values.replicas) }),
    ...(values.home === undefined ? {} : { home: values.home }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        fresh: { type: 'boolean' },
        quiet: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        home: { type: 'string' },
        port: { type: 'string', multiple: true },
        'port-offset': { type: 'string' },
        replicas: { type: 'string' },
      },
    });
  } catch (error) {
    throw new PlatformFault(`${(error as Error).message}\nnpm start -- --help lists the options`);
  }
}

function readPort(text: string): [string, number] {
  const [, name, port] = /^([a-z-]+)=(\d{1,5})$/.exec(text) ?? [];
  if (name === undefined) throw new PlatformFault(`--port wants name=number, such as gateway=9080, not ${text}`);
  return [name, Number(port)];
}

function readReplicas(text: string): number {
  if (!/^[1-3]$/.test(text)) throw new PlatformFault(`--replicas wants a number from 1 to 3, not ${text}`);
  return Number(text);
}

function readOffset(text: string): number {
  if (!/^-?\d{1,5}$/.test(text)) throw new PlatformFault(`--port-offset wants a number, not ${text}`);
  return Number(text);
}
