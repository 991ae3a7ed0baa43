import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { sweep } from '../src/sweep.ts';
import { aLoginCode, minuteMs, otherThan, startSecondFactor, type TestSecondFactor } from './second-factor.ts';

let secondFactor: TestSecondFactor;
beforeAll(async () => {
  secondFactor = await startSecondFactor();
});
afterAll(() => secondFactor.close());

const dayMs = 24 * 60 * minuteMs;
const tables = ['login_pins', 'pin_deliveries', 'signing_challenges', 'attempts', 'throttles', 'authenticators'];

async function countRows(): Promise<Record<string, number>> {
  const counts = tables.map(async (table) => {
    const { rows } = await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(secondFactor.db);
    return [table, Number(rows[0]?.n)] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

/** Leaves a row of each kind behind. */
async function use(n: number) {
  const { identity, remoteSigning, as } = secondFactor;
  const userId = `usr_${n}`;
  const authenticator = await secondFactor.anActiveAuthenticator(userId);
  await identity.sendCode({
    purpose: 'CODE_PURPOSE_RECOVERY',
    subjectId: `rcf_${n}`,
    channel: 'PIN_CHANNEL_EMAIL',
    destination: `ada${n}@example.com`,
    language: 'en',
    newContact: '',
    knownDevice: false,
  });
  await remoteSigning.createSigningChallenge(
    {
      operationId: `opr_${n}`,
      credentialId: 'crd_1',
      digests: [Buffer.alloc(32)],
      labels: [],
      accountId: '',
      signatures: 0,
    },
    await as(userId),
  );
  const code = otherThan(secondFactor.codeOf(authenticator));
  await expect(identity.verifyLoginCode(aLoginCode({ userId, loginFlowId: `lgf_${n}`, code }))).rejects.toMatchObject({
    reason: 'CODE_REFUSED',
  });
}

it('sweeps what has been over for two days, and keeps what still counts', async () => {
  await use(1);
  secondFactor.clock.advance(2 * dayMs);
  await use(2);
  // Of each user two budgets of the destination and one of the login.
  expect(await countRows()).toMatchObject({ login_pins: 2, pin_deliveries: 2, signing_challenges: 2, attempts: 6 });
  await sweep(secondFactor.db, secondFactor.clock.now());
  // A code and a challenge live for minutes beyond the call that made them.
  expect(await countRows()).toMatchObject({ login_pins: 2, pin_deliveries: 2, signing_challenges: 2 });
  secondFactor.clock.advance(6 * minuteMs);
  await sweep(secondFactor.db, secondFactor.clock.now());
  expect(await countRows()).toEqual({
    login_pins: 1,
    pin_deliveries: 1,
    signing_challenges: 1,
    attempts: 3,
    throttles: 2,
    authenticators: 2,
  });
});
