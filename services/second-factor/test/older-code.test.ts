import { createHash, randomBytes } from 'node:crypto';
import { seal } from '@countersign/sealing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { ScureBase32Plugin } from 'otplib';
import { aLoginCode, keyring, minuteMs, startSecondFactor, type TestSecondFactor } from './second-factor.ts';

// While an update rolls out, code from before the factors of all kinds goes on with the tables as it knows them: what
// stands here in SQL is what that code writes and reads.

let secondFactor: TestSecondFactor;
beforeAll(async () => {
  secondFactor = await startSecondFactor();
});
afterAll(() => secondFactor.close());

const run = async <T = unknown>(statement: ReturnType<typeof sql<T>>) =>
  (await statement.execute(secondFactor.db)).rows;

/** What the older code writes when an app is enrolled. */
async function enrolAsBefore(userId: string, id: string) {
  const at = secondFactor.clock.now();
  const seed = randomBytes(20);
  const sealed = seal(keyring, seed, { table: 'authenticators', row: id, column: 'seed' });
  await run(sql`update authenticators set state = case when expires_at <= ${at} then 'expired' else 'void' end, seed = null
    where user_id = ${userId} and state = 'issued'`);
  await run(sql`insert into authenticators (id, user_id, kind, label, seed, created_at, expires_at, state)
    values (${id}, ${userId}, 'totp', 'Authenticator app', ${sealed}, ${at}, ${new Date(at.getTime() + 10 * minuteMs)}, 'issued')`);
  return { id, secret: new ScureBase32Plugin().encode(seed) };
}

describe('code from before', () => {
  it('enrols an app that this code activates, and activates one that this code takes', async () => {
    const { gateway, identity, codeOf, as, clock } = secondFactor;
    const byUs = await enrolAsBefore('usr_1', 'aut_1');
    await gateway.activateAuthenticator({ authenticatorId: 'aut_1', code: codeOf(byUs) }, await as('usr_1'));

    const byIt = await enrolAsBefore('usr_2', 'aut_2');
    const at = clock.now();
    const rows = await run(sql`update authenticators
      set state = 'active', activated_at = ${at}, last_used_at = ${at}, last_step = 1, drift_steps = 0
      where id = 'aut_2' and state = 'issued' and expires_at > ${at} and last_step < 1 returning id`);
    expect(rows).toHaveLength(1);
    expect(await identity.getLoginFactors({ userId: 'usr_2' })).toMatchObject({ activeAuthenticatorIds: ['aut_2'] });
    await expect(
      identity.verifyLoginCode(aLoginCode({ userId: 'usr_2', loginFlowId: 'lgf_2', code: codeOf(byIt) })),
    ).resolves.toMatchObject({ authenticatorId: 'aut_2', kind: 'totp' });
  });

  it('begins anew, and its pending app is void as before', async () => {
    await enrolAsBefore('usr_3', 'aut_3');
    await enrolAsBefore('usr_3', 'aut_4');
    expect(await run(sql`select id, state from authenticators where user_id = 'usr_3' order by id`)).toEqual([
      { id: 'aut_3', state: 'void' },
      { id: 'aut_4', state: 'issued' },
    ]);
  });

  it('opens, reads, answers and sweeps signing challenges by their old name', async () => {
    const { clock, db, remoteSigning, as } = secondFactor;
    const at = clock.now();
    const digests = createHash('sha256').update('document').digest();
    await run(sql`insert into signing_challenges (id, user_id, operation_id, credential_id, digests, created_at, expires_at)
      values ('chl_1', 'usr_4', 'opr_1', 'crd_1', ${digests}, ${at}, ${new Date(at.getTime() + 5 * minuteMs)})`);
    const authenticator = await secondFactor.anActiveAuthenticator('usr_4');
    // This code goes on with the same challenge.
    const opened = await remoteSigning.createSigningChallenge(
      { operationId: 'opr_1', credentialId: 'crd_1', digests: [digests], labels: [], accountId: '', signatures: 0 },
      await as('usr_4'),
    );
    expect(opened.challengeId).toBe('chl_1');
    const answer = {
      challengeId: 'chl_1',
      authenticatorId: '',
      cellsChallengeId: '',
      permittedKinds: [],
      contentBound: false,
      shown: false,
      digests: [],
      signatures: 0,
    };
    await remoteSigning.answerSigningChallenge(
      { ...answer, code: secondFactor.codeOf(authenticator) },
      await as('usr_4'),
    );
    const late = await run(sql`update signing_challenges set answered_at = ${clock.now()}
      where id = 'chl_1' and answered_at is null and expires_at > ${clock.now()} returning id`);
    expect(late).toEqual([]);
    const stored = await run(
      sql`select id, user_id, operation_id, credential_id, digests, expires_at, answered_at from signing_challenges`,
    );
    expect(stored).toMatchObject([{ id: 'chl_1', userId: 'usr_4', digests }]);
    // Cells of a card are none of its challenges.
    await db
      .insertInto('challenges')
      .values({
        id: 'chl_2',
        kind: 'cells',
        userId: 'usr_4',
        authenticatorId: authenticator.id,
        cells: ['A1'],
        createdAt: at,
      })
      .execute();
    expect(await run(sql`select id from signing_challenges`)).toHaveLength(1);
    await run(sql`delete from signing_challenges where id in (select id from signing_challenges limit 10)`);
    expect(await run(sql`select id from challenges`)).toEqual([{ id: 'chl_2' }]);
  });
});
