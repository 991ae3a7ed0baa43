import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Names of properties that never reach a log, at any of the depths that we log. */
const secretProperties = [
  'password',
  'newPassword',
  'pin',
  'otp',
  'token',
  'secret',
  'seed',
  'answer',
  'answers',
  'accessToken',
  'refreshToken',
  'assertion',
  'authorization',
  'cookie',
  'cardNumber',
  'cvc',
  'privateKey',
  'otpauthUri',
  'documentNumber',
  'email',
  'mobile',
  'destination',
] as const;

/** Secret only where a request is logged: elsewhere `code` is that of an error and `number` that of an order. */
const secretInRequests = ['code', 'number'] as const;

/**
 * What libraries hang on their errors: PostgreSQL's driver the values of the row that was refused, the Redis client the
 * arguments of the command, which for `auth` is the password.
 */
const secretInErrors = ['detail', 'where', 'command.args'] as const;

/** Paths for pino's redaction. */
export const redactedPaths: readonly string[] = [
  ...secretProperties.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
  ...secretInRequests.flatMap((name) => [`body.${name}`, `request.${name}`, `*.body.${name}`, `*.request.${name}`]),
  ...secretInErrors.map((name) => `err.${name}`),
  '*["set-cookie"]',
  '*.*["set-cookie"]',
];

export interface LoggerOptions {
  service: string;
  level?: string | undefined;
  /** Fields of the work under way, asked for at each line; a line's own fields win. */
  context?: () => Readonly<Record<string, unknown>>;
  /** Where lines go; standard output by default. */
  destination?: DestinationStream;
}

/** Makes the logger of a process: JSON lines with ids only. */
export function createLogger({ service, level = 'info', context = () => ({}), destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    mixin: () => ({ ...context() }),
    redact: { paths: [...redactedPaths], censor: '[redacted]' },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  // Written at once: an asynchronous destination flushes what is left at exit, and never ends once its reader is gone.
  return pino(options, destination ?? pino.destination({ dest: 1, sync: true }));
}
