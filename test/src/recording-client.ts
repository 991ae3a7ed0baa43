import { type Answer, type Problem, type RequestOptions, RestClient } from './rest-client.ts';

const secretsOfRequests = new Set([
  'password',
  'currentPassword',
  'newPassword',
  'code',
  'nextCode',
  'currentCode',
  'mobileCode',
  'answer',
  'token',
  'refreshToken',
  'paymentToken',
  'userId',
  'email',
  'mobile',
  'destination',
  'documentNumber',
]);
const secretsOfAnswers = new Set([
  'accessToken',
  'refreshToken',
  'cartSecret',
  'orderSecret',
  'flowSecret',
  'deviceToken',
  'otpauthUri',
  'activationCode',
  'activationPassword',
  'activationUri',
  'egridPassword',
]);
const secretHeaders = [
  'cart-secret',
  'order-secret',
  'login-flow-secret',
  'recovery-flow-secret',
  'device-token',
  'invitation-token',
  'sandbox-signature',
];
// A shorter text occurs in a log by chance.
const shortest = 6;

/** A client that remembers every secret that passes through it, so that a test can look for them where they must not be. */
export class RecordingClient extends RestClient {
  readonly secrets = new Set<string>();

  override async send<T = Problem>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    const { body, headers = {}, token } = options;
    this.remember(body);
    this.#add(token);
    for (const [name, value] of Object.entries(headers)) if (secretHeaders.includes(name)) this.#add(value);
    const answer = await super.send<T>(method, path, options);
    this.#walk(answer.body, secretsOfAnswers);
    return answer;
  }

  /** Remembers the secrets in a request's body that is sent by another way. */
  remember(body: unknown): void {
    this.#walk(body, secretsOfRequests);
  }

  #walk(value: unknown, names: ReadonlySet<string>): void {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
    for (const [name, member] of Object.entries(value)) {
      if (typeof member !== 'string') this.#walk(member, names);
      else if (names.has(name)) this.#add(member);
    }
  }

  #add(secret: string | undefined): void {
    if (secret === undefined || secret.length < shortest) return;
    this.secrets.add(secret);
    if (!/^(otpauth|softtoken):/.test(secret)) return;
    const { searchParams } = new URL(secret);
    const inner = searchParams.get('secret') ?? searchParams.get('act');
    if (inner !== null) this.secrets.add(inner);
  }
}

/** The lines that hold one of the secrets as a word of its own, each with the secret that it holds. */
export function findLeaks(lines: Iterable<string>, secrets: Iterable<string>): { secret: string; line: string }[] {
  const all = [...secrets];
  return [...lines].flatMap((line) => all.filter((secret) => holds(line, secret)).map((secret) => ({ secret, line })));
}

function holds(line: string, secret: string): boolean {
  for (let at = line.indexOf(secret); at >= 0; at = line.indexOf(secret, at + 1)) {
    const [before = '', after = ''] = [line[at - 1], line[at + secret.length]];
    // Six digits inside of an id or a longer number are no code.
    if (!/\w/.test(before) && !/\w/.test(after)) return true;
  }
  return false;
}
