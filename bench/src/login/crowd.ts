import { RestClient, UnexpectedAnswer } from '../../../test/src/rest-client.ts';
import { readMemory } from '../processes.ts';
import type { Crowd } from './login-report.ts';
import type { Visits } from './visitor.ts';

const watchMs = 50;

/** Has many users send their password in the same moment; each who is put off is told when to come again. */
export async function measureCrowd({ url, emails, password }: Visits, identityPid: number): Promise<Crowd> {
  const api = new RestClient(url);
  const flows = await Promise.all(
    emails.map((userId) =>
      api.ask<{ flow: { id: string }; flowSecret: string }>('POST', '/v1/login-flows', { body: { userId } }),
    ),
  );
  const memoryMib = async (): Promise<number> => {
    const memory = await readMemory(new Map([['identity', identityPid]]));
    return (memory.get('identity')?.residentKb ?? 0) / 1024;
  };
  const memoryBeforeMib = await memoryMib();
  let memoryMostMib = memoryBeforeMib;
  const watching = setInterval(() => {
    void memoryMib().then((mib) => (memoryMostMib = Math.max(memoryMostMib, mib)));
  }, watchMs);
  const begun = performance.now();
  try {
    const answers = await Promise.all(
      flows.map(({ flow: { id }, flowSecret }) =>
        api.send('POST', `/v1/login-flows/${id}/password`, {
          headers: { 'login-flow-secret': flowSecret },
          body: { password },
        }),
      ),
    );
    const odd = answers.find(
      ({ status, headers }) => status !== 200 && !(status === 503 && headers.get('retry-after') !== null),
    );
    if (odd !== undefined) throw new UnexpectedAnswer(`a login of many was answered ${odd.status} ${odd.body.code}`);
    return {
      logins: flows.length,
      completed: answers.filter(({ status }) => status === 200).length,
      putOff: answers.filter(({ status }) => status === 503).length,
      seconds: (performance.now() - begun) / 1000,
      memoryBeforeMib,
      memoryMostMib,
    };
  } finally {
    clearInterval(watching);
  }
}
