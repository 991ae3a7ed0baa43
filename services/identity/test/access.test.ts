import { IdentityServiceService } from '@countersign/proto/identity';
import type { ServiceName } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { access } from '../src/access.ts';
import { type IdentityUnderTest, startIdentity } from './under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.close());

const everybody: readonly ServiceName[] = [
  'gateway',
  'catalog',
  'order',
  'enrollment',
  'identity',
  'second-factor',
  'remote-signing',
  'signer',
  'certificate-authority',
  'ops',
];

describe('the access table', () => {
  it('names known callers only', () => {
    expect(
      Object.values(access)
        .flat()
        .filter((name) => !everybody.some((known) => known === name)),
    ).toEqual([]);
    expect(Object.keys(access).toSorted()).toEqual(Object.keys(IdentityServiceService).toSorted());
  });

  it('keeps every caller from every method that is not his', async () => {
    const methods = Object.keys(IdentityServiceService) as (keyof typeof IdentityServiceService)[];
    const wrongly: string[] = [];
    for (const name of everybody) {
      const caller = identity.service.caller(IdentityServiceService, name);
      for (const method of methods.filter((each) => !access[each].includes(name))) {
        // An empty request: who gets past the table fails otherwise, or not at all.
        const call = caller[method] as (request: object) => Promise<unknown>;
        const empty = IdentityServiceService[method].requestDeserialize(Buffer.alloc(0));
        const outcome = await call(empty).then(
          () => 'answered',
          (error: { reason?: string }) => error.reason,
        );
        if (outcome !== 'CALLER_NOT_ALLOWED') wrongly.push(`${name} ${method} ${outcome}`);
      }
    }
    expect(wrongly).toEqual([]);
  });
});
