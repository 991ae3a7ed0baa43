import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { App } from './app.ts';
import { inProtocol } from './app.ts';
import { AppFault } from './app-fault.ts';
import {
  type CodeCheck,
  finishAnswerSchema,
  readAddress,
  readMessage,
  readProfile,
  readServerDocument,
  startAnswerSchema,
} from './protocol/index.ts';

const patienceMs = 15_000;

/** A service as it describes itself. */
export interface Provider {
  readonly origin: string;
  /** Name of the service. */
  readonly name: string;
  readonly api: string;
  /** Raw Ed25519 public key, 32 bytes. */
  readonly identityKey: Buffer;
  readonly profile: string;
  readonly pinLength: number;
}

/** Reads what the service at an address says of itself, as soon as the user has left the field of the address. */
export async function readProvider(app: App, address: string): Promise<Provider> {
  const origin = inProtocol(() => readAddress(address, app));
  const answer = await ask(app, `${origin}/.well-known/soft-token`, { refusal: 'service-unreadable' });
  return inProtocol(() => {
    const { document, identityKey } = readServerDocument(answer, origin);
    readProfile(document.profile);
    // Checked like an address, so that nobody sends the app to a place without TLS.
    readAddress(document.api, app);
    const { name, api, profile, pinLength } = document;
    return { origin, name, api, identityKey, profile, pinLength };
  });
}

/** First message of an activation. */
export async function startActivation(
  app: App,
  { api, serial, ...body }: { api: string; serial: string; activationToken?: string; shareP: string },
): Promise<Static<typeof startAnswerSchema>> {
  const url = `${api}/soft-token-activations/${serial}/start`;
  return readAs(
    startAnswerSchema,
    await ask(app, url, { body: { version: 1, ...body }, refusal: 'activation-refused' }),
  );
}

/** Second message of an activation. */
export async function finishActivation(
  app: App,
  { api, serial, ...body }: { api: string; serial: string; runId: string; confirmP: string; box: string },
): Promise<Static<typeof finishAnswerSchema>> {
  const url = `${api}/soft-token-activations/${serial}/finish`;
  return readAs(finishAnswerSchema, await ask(app, url, { body, refusal: 'activation-refused' }));
}

/** Has a code checked and used up; throws an AppFault `code-refused` for a wrong one, and `token-not-active`. */
export async function checkCode(
  app: App,
  { api, serial, ...body }: CodeCheck & { api: string; signature: string },
): Promise<void> {
  await ask(app, `${api}/soft-tokens/${serial}/code-checks`, { body, refusal: 'token-not-active' });
}

function readAs<Schema extends TSchema>(schema: Schema, answer: unknown): Static<Schema> {
  return inProtocol(() => readMessage(schema, answer));
}

/** Asks the service; undefined for an answer without content. `refusal` is the fault of an answer 400, 401, 403, 404, 409 or 422. */
async function ask(
  app: App,
  url: string,
  { body, refusal }: { body?: object; refusal: 'activation-refused' | 'token-not-active' | 'service-unreadable' },
): Promise<unknown> {
  const { origin } = new URL(url);
  let response: Response;
  let text: string;
  try {
    response = await app.fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      // Whoever may answer here has been named by the user: nobody else is asked.
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    });
    text = await response.text();
  } catch (error) {
    throw new AppFault('service-unreachable', { origin }, error);
  }
  const content = parsed(text);
  if (response.ok) return content;
  if (response.status === 429) throw new AppFault('too-many-requests', { seconds: retryAfter(response) });
  if (response.status >= 500) throw new AppFault('service-in-trouble', { origin, status: response.status });
  const code = Value.Check(Type.Object({ code: Type.String() }), content) ? content.code : '';
  if (code === 'SERIAL_INVALID') throw new AppFault('serial-wrong');
  if (code === 'CODE_REFUSED') throw new AppFault('code-refused');
  if (code === 'VERSION_UNSUPPORTED') throw new AppFault('service-update-needed');
  if ([400, 401, 403, 404, 409, 422].includes(response.status)) throw new AppFault(refusal, { origin });
  throw new AppFault('service-refused', { origin, status: response.status });
}

function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get('retry-after'));
  return Number.isInteger(seconds) && seconds > 0 ? seconds : 60;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
