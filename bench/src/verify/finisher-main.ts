// Who finishes logins over REST: a process of its own. Passwords were checked before.
import { AuthenticatorApp } from '../../../test/src/authenticator-app.ts';
import { RestClient } from '../../../test/src/rest-client.ts';
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import { inParallel } from '../parallel.ts';
import type { FinisherOrder } from './orders.ts';

let finish: (() => Promise<void>) | undefined;

answerParent(async (order: FinisherOrder): Promise<LoadResult | undefined> => {
  if ('url' in order) {
    const { url, flowIds, flowSecret, otpauthUri } = order;
    const api = new RestClient(url);
    const app = new AuthenticatorApp(otpauthUri);
    let next = 0;
    finish = async () => {
      const id = flowIds[next];
      next += 1;
      if (id === undefined) throw new Error('there are too few logins to finish');
      await api.ask('POST', `/v1/login-flows/${id}/code`, {
        headers: { 'login-flow-secret': flowSecret },
        body: { code: app.shown() },
      });
    };
    return undefined;
  }
  if (finish === undefined) throw new Error('no logins were named');
  return await inParallel(order, finish);
});
