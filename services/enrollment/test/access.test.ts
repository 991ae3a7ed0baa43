import { EnrollmentServiceService } from '@countersign/proto/enrollment';
import type { ServiceName } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { access } from '../src/access.ts';
import { openPlatform, type TestPlatform } from './platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

const callers: ServiceName[] = [
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
const methods = Object.keys(access) as (keyof typeof access)[];

describe('the access table', () => {
  it('names every method', () => {
    expect(methods.toSorted()).toEqual(Object.keys(EnrollmentServiceService).toSorted());
  });

  it.each(callers)('lets %s use what it names and nothing else', async (name) => {
    const caller = platform.service.caller(EnrollmentServiceService, name);
    const refused: string[] = [];
    for (const method of methods) {
      const call = caller[method] as (request: object) => Promise<unknown>;
      const empty = { token: '', password: '', mobile: '', language: '', userId: '', accountId: '' };
      // oxlint-disable-next-line no-await-in-loop
      const reason = await call({ ...empty, purpose: '', reservationId: '', usedBy: '' }).then(
        () => 'answered',
        (error: unknown) => (error as { reason?: string }).reason,
      );
      if (reason === 'CALLER_NOT_ALLOWED') refused.push(method);
    }
    expect(refused).toEqual(methods.filter((method) => !access[method].includes(name)));
  });
});
