/** What stands in a log line in place of a secret. */
export const redacted = '[redacted]';

/** Names of properties that never reach a log, wherever in a line they stand. */
const secretProperties = new Set([
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
  'set-cookie',
  'cardNumber',
  'cvc',
  'privateKey',
  'otpauthUri',
  'activationCode',
  'activationPassword',
  'documentNumber',
  'email',
  'mobile',
  'destination',
]);

/**
 * What libraries hang on their errors: PostgreSQL's driver the values of the row that was refused, the Redis client the
 * arguments of the command, which for `auth` is the password.
 */
const secretInErrors: ReadonlySet<string> = new Set(['detail', 'where']);

/** Elsewhere `code` is that of an error and `number` that of an order. */
const secretInRequests: ReadonlySet<string> = new Set(['code', 'number']);

/** Secret only directly below a name. */
const secretBelow: Readonly<Record<string, ReadonlySet<string>>> = {
  body: secretInRequests,
  request: secretInRequests,
  err: secretInErrors,
  aggregateErrors: secretInErrors,
  command: new Set(['args']),
};

const none: ReadonlySet<string> = new Set();

/** Levels below the top of a line; nothing is logged on purpose that is deeper. */
const deepest = 5;

/** What pino's redaction is to be told: `censor` is asked about every property at the top of a line. */
export const redactedPaths: readonly string[] = [
  ...[...secretProperties, ...Object.keys(secretBelow)].map((name) => (name.includes('-') ? `["${name}"]` : name)),
  '*',
];

/**
 * What may be written of a property at the top of a log line: secrets in it are replaced, at every depth. It is one walk
 * over what is there; wildcards in the paths would be one walk for every name that might be there.
 */
export function censor(value: unknown, [name]: readonly unknown[]): unknown {
  return clean(value, typeof name === 'string' ? name : '', none, 0);
}

function clean(value: unknown, name: string, secretHere: ReadonlySet<string>, depth: number): unknown {
  if (value === undefined) return undefined;
  if (secretProperties.has(name) || secretHere.has(name)) return redacted;
  if (typeof value !== 'object' || value === null) return value;
  const { toJSON } = value as { toJSON?: unknown };
  // What would be written in its place.
  const written: unknown = typeof toJSON === 'function' ? toJSON.call(value, name) : value;
  if (typeof written !== 'object' || written === null) return written;
  if (depth === deepest) return '[too deep]';
  // What a list holds goes by the name of the list.
  if (Array.isArray(written)) return written.map((one: unknown) => clean(one, name, none, depth + 1));
  const secretInside = secretBelow[name] ?? (written instanceof Error ? secretInErrors : none);
  return Object.fromEntries(
    Object.entries(written).map(([key, inner]) => [key, clean(inner, key, secretInside, depth + 1)]),
  );
}
