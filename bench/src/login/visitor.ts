import { AuthenticatorApp } from '../../../test/src/authenticator-app.ts';
import { RestClient } from '../../../test/src/rest-client.ts';
import type { Users } from './users.ts';

/** Where visitors log in, and as whom. */
export interface Visits extends Users {
  url: string;
}

/** Logs users in, one after the other; each from the device that he had the last time. */
export interface Visitor {
  /**
   * Logs the next user in: user ID, password, code. `stepsAhead` is how far the clock of his app is ahead: with 1 a user
   * can come again at once.
   */
  logIn(stepsAhead?: number): Promise<void>;
}

/** Makes a visitor. A code is good once: the same user must not come again within a minute. */
export function createVisitor({ url, emails, password, otpauthUri }: Visits): Visitor {
  const api = new RestClient(url);
  const app = new AuthenticatorApp(otpauthUri);
  const devices = new Map<string, string>();
  let next = 0;
  return {
    async logIn(stepsAhead = 0) {
      const userId = emails[next % emails.length] ?? '';
      next += 1;
      const device = devices.get(userId);
      const begun = await api.ask<{ flow: { id: string }; flowSecret: string }>('POST', '/v1/login-flows', {
        body: { userId },
        ...(device === undefined ? {} : { headers: { 'device-token': device } }),
      });
      const path = `/v1/login-flows/${begun.flow.id}`;
      const headers = { 'login-flow-secret': begun.flowSecret };
      await api.ask('POST', `${path}/password`, { headers, body: { password } });
      const answer = await api.ask<{ tokens: object; deviceToken?: string }>('POST', `${path}/code`, {
        headers,
        body: { code: app.shown(Date.now() + stepsAhead * 30_000) },
      });
      if (answer.deviceToken !== undefined) devices.set(userId, answer.deviceToken);
    },
  };
}
