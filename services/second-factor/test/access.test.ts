import { SecondFactorServiceService } from '@countersign/proto/second-factor';
import type { ServiceName } from '@countersign/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { access } from '../src/access.ts';
import { startSecondFactor, type TestSecondFactor } from './second-factor.ts';

let secondFactor: TestSecondFactor;
beforeAll(async () => {
  secondFactor = await startSecondFactor();
});
afterAll(() => secondFactor.close());

type Method = keyof typeof SecondFactorServiceService;
const methods = Object.keys(SecondFactorServiceService) as Method[];
const callers: ServiceName[] = ['gateway', 'identity', 'remote-signing', 'signer', 'enrollment', 'order', 'ops'];

test.each(methods)('%s is refused to every caller that is not on its list', async (method) => {
  for (const name of callers.filter((caller) => !access[method].includes(caller))) {
    const call = secondFactor.callerAs(name)[method] as (request: object) => Promise<unknown>;
    await expect(call(emptyRequest(method))).rejects.toMatchObject({ kind: 'forbidden', reason: 'CALLER_NOT_ALLOWED' });
  }
  // Some caller is let through to the method itself, so the list is what refused the others.
  const [allowed = 'gateway'] = access[method] as ServiceName[];
  const call = secondFactor.callerAs(allowed)[method] as (request: object) => Promise<unknown>;
  await expect(call(emptyRequest(method)).catch((error: unknown) => error)).resolves.not.toMatchObject({
    reason: 'CALLER_NOT_ALLOWED',
  });
});

function emptyRequest(method: Method): object {
  return SecondFactorServiceService[method].requestDeserialize(Buffer.alloc(0));
}
