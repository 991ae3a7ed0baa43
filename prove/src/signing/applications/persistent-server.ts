import { setTimeout as delay } from 'node:timers/promises';
import type { Server } from '@countersign/conformance';
import type { PersistentClient } from '../../persistent-client.ts';
import type { Answer } from './answers.ts';

const patienceMs = 45_000;
const pauseMs = 250;

/** What an application got from the server, and how often it had to ask. */
export interface Traffic {
  /** Whether a fault of the product is answered with another request; for an attack it is an answer, too. */
  isPatient: boolean;
  repeated: number;
  /** Requests that met a fault of the product's own. */
  broken: PersistentClient['broken'];
  /** What nobody else may know: tokens, handles, request URIs. */
  secrets: Set<string>;
}

/** Members of answers that nobody else may know. */
const secretMembers = ['access_token', 'refresh_token', 'request_uri', 'SAD', 'handle'];

/** A server as a good application asks it: what got no answer, or was not done in time, is sent again as it was. */
export function insistOn(
  server: Server,
  traffic: Traffic,
  proof: (address: string, token?: string) => Readonly<Record<string, string>>,
): Server {
  const insist = async (name: string, ask: () => Promise<Answer>): Promise<Answer> => {
    const until = Date.now() + patienceMs;
    for (;;) {
      try {
        // Again and again is the point.
        // oxlint-disable-next-line no-await-in-loop
        const answer = await ask();
        keepSecrets(traffic.secrets, answer.json);
        if (answer.status === 500) {
          traffic.broken.push({ request: name, requestId: answer.headers.get('x-request-id') ?? '' });
        }
        if (answer.status < 500 || !traffic.isPatient || Date.now() > until) return answer;
      } catch (error) {
        if (Date.now() > until) throw error;
      }
      traffic.repeated += 1;
      // oxlint-disable-next-line no-await-in-loop
      await delay(pauseMs);
    }
  };
  return {
    base: server.base,
    call: async (version, method, body, { token, headers, ...rest } = {}) =>
      await insist(method, () => {
        const own = token === undefined ? {} : proof(`${server.base(version)}/${method}`, token);
        const bearer = token === undefined || 'authorization' in own ? {} : { token };
        return server.call(version, method, body, { ...rest, ...bearer, headers: { ...headers, ...own } });
      }),
    form: async (address, fields, { headers, ...rest } = {}) =>
      await insist(new URL(address).pathname, () =>
        server.form(address, fields, { ...rest, headers: { ...proof(address), ...headers } }),
      ),
  };
}

function keepSecrets(secrets: Set<string>, json: unknown): void {
  if (typeof json !== 'object' || json === null) return;
  for (const name of secretMembers) {
    const value = (json as Record<string, unknown>)[name];
    if (typeof value === 'string') secrets.add(value);
  }
}
