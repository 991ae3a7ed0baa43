import { listAudit } from '@countersign/audit';
import { itWitnessedBy } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { sql } from 'kysely';
import { findAuthenticator, moveAuthenticator } from '../src/authenticator/authenticator-store.ts';
import { egridKind } from '../src/grid-card/grid-card-kinds.ts';
import { sweep } from '../src/sweep.ts';
import { aDownloadedEgrid, anActiveEgrid, announced, type TestEgrid, typed, wrongAnswer } from './grid.ts';
import {
  aLoginCode,
  anEnrolment,
  minuteMs,
  outcomesOf,
  startSecondFactor,
  type TestSecondFactor,
} from './second-factor.ts';

// Whoever uses an eGrid reads it, and pdftotext does so here.
const it = itWitnessedBy('pdftotext');

let secondFactor: TestSecondFactor;
beforeAll(async () => {
  secondFactor = await startSecondFactor();
});
afterAll(() => secondFactor.close());

let count = 0;
const aUser = () => {
  count += 1;
  return `usr_grid_${count}`;
};

/** Asks an eGrid for a login; each in a flow of its own unless it is named. */
async function ask({ id, userId }: Pick<TestEgrid, 'id' | 'userId'>, loginFlowId = `lgf_${userId}`) {
  const { prompt } = await secondFactor.identity.askLoginFactor({
    userId,
    loginFlowId,
    authenticatorId: id,
    language: 'en',
    resend: false,
    recovery: false,
  });
  if (prompt === undefined) throw new Error('nothing is asked');
  return prompt;
}

let flows = 0;
async function answer({ id, userId }: Pick<TestEgrid, 'id' | 'userId'>, code: string, challengeId = '') {
  flows += 1;
  const loginFlowId = `lgf_answer_${flows}`;
  return await secondFactor.identity.verifyLoginCode(
    aLoginCode({ userId, loginFlowId, authenticatorId: id, challengeId, code }),
  );
}

const refused = { kind: 'unauthenticated', reason: 'CODE_REFUSED' };
const wrongState = { kind: 'conflict', reason: 'AUTHENTICATOR_WRONG_STATE' };

describe('an eGrid', () => {
  it('is downloaded once, and active from the answer to its first challenge on', async () => {
    const { gateway, identity, as } = secondFactor;
    const userId = aUser();
    const actor = await as(userId);
    const enrolled = await gateway.enrolAuthenticator(anEnrolment({ kind: 'egrid', language: 'de' }), actor);
    const id = enrolled.authenticator?.id ?? '';
    expect(enrolled).toMatchObject({
      authenticator: { kind: 'egrid', label: 'eGrid', serial: expect.stringMatching(/^\d{10}$/) },
      egridPassword: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{12}$/),
      otpauthUri: '',
    });
    expect(enrolled.prompt).toBeUndefined();
    await expect(gateway.askAuthenticator({ authenticatorId: id, language: 'en' }, actor)).rejects.toMatchObject(
      wrongState,
    );
    await expect(gateway.activateAuthenticator({ authenticatorId: id, code: 'AAA' }, actor)).rejects.toMatchObject(
      refused,
    );

    const egrid = await aDownloadedEgrid(secondFactor, userId);
    expect(egrid.fileName).toBe(`egrid-${egrid.serial}.pdf`);
    expect(egrid.grid.size).toBe(50);
    await expect(gateway.downloadEgrid({ authenticatorId: egrid.id }, egrid.actor)).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'EGRID_DOWNLOADED',
    });
    const { prompt } = await gateway.askAuthenticator({ authenticatorId: egrid.id, language: 'en' }, egrid.actor);
    expect(prompt).toMatchObject({ kind: 'egrid', serial: egrid.serial, challengeId: expect.stringMatching(/^chl_/) });
    expect(prompt?.cells).toHaveLength(3);
    const code = typed(egrid.grid, prompt?.cells ?? []);
    const { authenticator } = await gateway.activateAuthenticator(
      { authenticatorId: egrid.id, code: code.toLowerCase() },
      egrid.actor,
    );
    expect(authenticator).toMatchObject({ state: 'AUTHENTICATOR_STATE_ACTIVE', profile: 'guide' });
    expect(authenticator?.challengesLeft).toBeUndefined();
    expect(authenticator?.expiresAt).toEqual(new Date(secondFactor.clock.now().getTime() + 730 * 24 * 60 * minuteMs));
    const { activeKinds } = await identity.getLoginFactors({ userId });
    expect(activeKinds).toEqual(['egrid']);
    const actions = (await listAudit(secondFactor.db, userId, { after: 0, limit: 20 })).map(({ action }) => action);
    expect(actions).toContain('egrid.downloaded');
  });

  it('is handed out once when ten ask for it at the same time', async () => {
    const { gateway, as } = secondFactor;
    const actor = await as(aUser());
    const { authenticator } = await gateway.enrolAuthenticator(anEnrolment({ kind: 'egrid' }), actor);
    const download = () => gateway.downloadEgrid({ authenticatorId: authenticator?.id ?? '' }, actor);
    const { won, reasons } = await outcomesOf(Array.from({ length: 10 }, download));
    expect([won, new Set(reasons)]).toEqual([1, new Set(['EGRID_DOWNLOADED'])]);
  });

  it('is for nobody else, no other session and no other kind, and only for ten minutes', async () => {
    const { gateway, as, clock } = secondFactor;
    const userId = aUser();
    const actor = await as(userId, { sessionId: 'ses_one' });
    const { authenticator } = await gateway.enrolAuthenticator(anEnrolment({ kind: 'egrid' }), actor);
    const authenticatorId = authenticator?.id ?? '';
    const notFound = { kind: 'not_found', reason: 'AUTHENTICATOR_NOT_FOUND' };
    await expect(gateway.downloadEgrid({ authenticatorId }, await as(aUser()))).rejects.toMatchObject(notFound);
    await expect(gateway.downloadEgrid({ authenticatorId: 'aut_none' }, actor)).rejects.toMatchObject(notFound);
    await expect(
      gateway.downloadEgrid({ authenticatorId }, await as(userId, { sessionId: 'ses_other' })),
    ).rejects.toMatchObject({ kind: 'forbidden', reason: 'OTHER_SESSION' });
    clock.advance(10 * minuteMs);
    await expect(gateway.downloadEgrid({ authenticatorId }, actor)).rejects.toMatchObject({
      reason: 'AUTHENTICATOR_EXPIRED',
    });
    await sweep(secondFactor.db, clock.now());
    const { rows } = await sql`select 1 from grid_cards where authenticator_id = ${authenticatorId}
      and password is null and card_key is null`.execute(secondFactor.db);
    expect(rows).toHaveLength(1);

    const app = await gateway.enrolAuthenticator(anEnrolment(), await as(userId));
    await expect(
      gateway.downloadEgrid({ authenticatorId: app.authenticator?.id ?? '' }, await as(userId)),
    ).rejects.toMatchObject(notFound);
  });

  it('leaves neither its cells nor its password in the database', async () => {
    const egrid = await anActiveEgrid(secondFactor, aUser());
    const { rows } = await sql<{ row: string }>`
      select c::text as row from grid_cards c where authenticator_id = ${egrid.id}
      union all select h::text from challenges h where authenticator_id = ${egrid.id}
      union all select a::text from authenticators a where id = ${egrid.id}
      union all select r::text from audit_records r where stream = ${egrid.userId}`.execute(secondFactor.db);
    const all = rows.map(({ row }) => row).join('\n');
    const columns = Array.from('ABCDEFGHIJ', (column) =>
      typed(
        egrid.grid,
        [1, 2, 3, 4, 5].map((row) => column + row),
      ),
    );
    for (const secret of [egrid.password, ...columns]) {
      expect(all).not.toContain(secret);
      expect(all).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });
});

describe('the cells that are asked for', () => {
  it('stay the same until they are answered: over flows, days and wrong answers', async () => {
    const egrid = await anActiveEgrid(secondFactor, aUser());
    const first = await ask(egrid, 'lgf_first');
    const parallel = await Promise.all(Array.from({ length: 10 }, (_, flow) => ask(egrid, `lgf_${flow}`)));
    expect(parallel).toEqual(parallel.map(() => first));
    await expect(answer(egrid, wrongAnswer(typed(egrid.grid, first.cells)))).rejects.toMatchObject(refused);
    secondFactor.clock.advance(3 * 24 * 60 * minuteMs);
    await sweep(secondFactor.db, secondFactor.clock.now());
    expect(await ask(egrid)).toEqual(first);
    await answer(egrid, typed(egrid.grid, first.cells));
    const next = await ask(egrid);
    expect(next.challengeId).not.toBe(first.challengeId);
    expect(next.cells.filter((cell) => first.cells.includes(cell))).toEqual([]);
  });

  it('are drawn once when ten ask for the first time at the same time', async () => {
    const egrid = await anActiveEgrid(secondFactor, aUser());
    const prompts = await Promise.all(Array.from({ length: 10 }, (_, flow) => ask(egrid, `lgf_${flow}`)));
    expect(new Set(prompts.map(({ cells }) => cells.join(' '))).size).toBe(1);
  });

  it('never come again before all others were asked for', async () => {
    const egrid = await anActiveEgrid(secondFactor, aUser());
    const seen = new Set<string>();
    for (let login = 2; login <= 16; login += 1) {
      // oxlint-disable-next-line no-await-in-loop
      const { cells } = await ask(egrid);
      for (const cell of cells) {
        expect(seen.has(cell)).toBe(false);
        seen.add(cell);
      }
      // oxlint-disable-next-line no-await-in-loop
      await answer(egrid, typed(egrid.grid, cells));
    }
    expect(seen.size).toBe(45);
  });
});

describe('an answer', () => {
  it('says what it is worth, and is taken once', async () => {
    const egrid = await anActiveEgrid(secondFactor, aUser());
    const { cells, challengeId } = await ask(egrid);
    const code = typed(egrid.grid, cells);
    expect(await answer(egrid, code, challengeId)).toEqual({
      amr: 'grid',
      methods: ['grid'],
      acr: 'urn:countersign:aal2-restricted',
      authenticatorId: egrid.id,
      kind: 'egrid',
      setUpOnly: false,
    });
    const replaced = { kind: 'conflict', reason: 'CHALLENGE_REPLACED' };
    await expect(answer(egrid, code, challengeId)).rejects.toMatchObject(replaced);
    await expect(answer(egrid, code)).rejects.toMatchObject(refused);
    await ask(egrid);
    await expect(answer(egrid, code, challengeId)).rejects.toMatchObject(replaced);
  });

  it('opens one of twenty logins that bring it at the same time', async () => {
    const egrid = await anActiveEgrid(secondFactor, aUser());
    const { cells, challengeId } = await ask(egrid);
    const code = typed(egrid.grid, cells);
    const { won, reasons } = await outcomesOf(Array.from({ length: 20 }, () => answer(egrid, code, challengeId)));
    expect(won).toBe(1);
    const expected = ['CODE_REFUSED', 'CHALLENGE_REPLACED', 'ATTEMPTS_EXHAUSTED', 'AUTHENTICATOR_WRONG_STATE'];
    expect(reasons.filter((reason) => !expected.includes(reason))).toEqual([]);
  });

  it('is none of another card or another user', async () => {
    const [one, other] = [await anActiveEgrid(secondFactor, aUser()), await anActiveEgrid(secondFactor, aUser())];
    const asked = await ask(one);
    const theirs = await ask(other);
    const code = typed(one.grid, asked.cells);
    await expect(answer({ ...one, userId: other.userId }, code)).rejects.toMatchObject({
      reason: 'AUTHENTICATOR_NOT_FOUND',
    });
    await expect(answer(other, code, asked.challengeId)).rejects.toMatchObject({ reason: 'CHALLENGE_REPLACED' });
    if (typed(other.grid, theirs.cells) !== code) await expect(answer(other, code)).rejects.toMatchObject(refused);
    await answer(one, code, asked.challengeId);
  });

  it.each(['suspended', 'locked', 'revoked'] as const)('is not taken of a card that is %s', async (state) => {
    const egrid = await anActiveEgrid(secondFactor, aUser());
    const { cells } = await ask(egrid);
    const { db } = secondFactor;
    await db.updateTable('authenticators').set({ state }).where('id', '=', egrid.id).execute();
    await expect(answer(egrid, typed(egrid.grid, cells))).rejects.toMatchObject(wrongState);
    await expect(ask(egrid)).rejects.toMatchObject(wrongState);
    const { rows } = await sql`select 1 from challenges
      where authenticator_id = ${egrid.id} and asked_at is not null and answered_at is null`.execute(db);
    expect(rows).toHaveLength(1);
  });

  it('is not taken of a card that is suspended after it was found right', async () => {
    const { deps, db, clock } = secondFactor;
    const egrid = await anActiveEgrid(secondFactor, aUser());
    const { cells } = await ask(egrid);
    const authenticator = await findAuthenticator(db, egrid);
    const given = { purpose: 'login', subjectId: 'lgf_1', challengeId: '', recovery: false, at: clock.now() } as const;
    if (authenticator === undefined) throw new Error('no such authenticator');
    const fitting = await egridKind.match(deps, { ...given, authenticator, code: typed(egrid.grid, cells) });
    await moveAuthenticator(db, { id: egrid.id, to: 'suspended' });
    expect(await fitting?.use(db)).toBe(false);
    await moveAuthenticator(db, { id: egrid.id, to: 'active' });
    expect(await fitting?.use(db)).toBe(true);
    expect(await fitting?.use(db)).toBe(false);
  });

  it('is not taken of a card that is too old', async () => {
    const egrid = await anActiveEgrid(secondFactor, aUser());
    const { cells } = await ask(egrid);
    const { db, clock } = secondFactor;
    await db.updateTable('authenticators').set({ validUntil: clock.now() }).where('id', '=', egrid.id).execute();
    await expect(answer(egrid, typed(egrid.grid, cells))).rejects.toMatchObject(wrongState);
  });

  it('is refused for the fifth time in a row with the card locked, and its owner told', async () => {
    const egrid = await anActiveEgrid(secondFactor, aUser());
    const { cells } = await ask(egrid);
    const right = typed(egrid.grid, cells);
    const miss = async (times: number) => {
      for (let n = 0; n < times; n += 1) {
        // oxlint-disable-next-line no-await-in-loop
        await expect(answer(egrid, wrongAnswer(right))).rejects.toMatchObject(refused);
      }
    };
    const about = async () =>
      (await announced(secondFactor, 'authenticator-changed')).filter((job) => job['authenticatorId'] === egrid.id);
    await miss(4);
    await answer(egrid, right);
    await ask(egrid);
    await miss(4);
    expect(await about()).toEqual([]);
    await miss(1);
    const { authenticators } = await secondFactor.gateway.listAuthenticators({}, egrid.actor);
    expect(authenticators.at(-1)).toMatchObject({
      state: 'AUTHENTICATOR_STATE_LOCKED',
      stateReason: 'too many wrong answers',
    });
    expect(await about()).toEqual([{ userId: egrid.userId, authenticatorId: egrid.id, change: 'locked' }]);
  });

  it('is looked at five times only, however many guesses come at the same time', async () => {
    const { db, deps, clock } = secondFactor;
    const egrid = await anActiveEgrid(secondFactor, aUser());
    const { cells } = await ask(egrid);
    const authenticator = await findAuthenticator(db, egrid);
    if (authenticator === undefined) throw new Error('no such authenticator');
    const guess = (code: string) =>
      egridKind.match(deps, {
        authenticator,
        code,
        purpose: 'login',
        subjectId: 'lgf_1',
        challengeId: '',
        recovery: false,
        at: clock.now(),
      });
    const wrong = wrongAnswer(typed(egrid.grid, cells));
    const { won, reasons } = await outcomesOf(Array.from({ length: 20 }, () => guess(wrong)));
    expect([won, new Set(reasons)]).toEqual([5, new Set(['AUTHENTICATOR_WRONG_STATE'])]);
    // Right, but the sixth.
    await expect(guess(typed(egrid.grid, cells))).rejects.toMatchObject({ reason: 'AUTHENTICATOR_WRONG_STATE' });
    await Promise.all(Array.from({ length: 5 }, async () => await egridKind.missed?.(deps, authenticator)));
    expect(await findAuthenticator(db, egrid)).toMatchObject({ state: 'locked' });
  });
});
