import { itWitnessedBy } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { sql } from 'kysely';
import { hashAnswer, matchesAnswer } from '../src/grid-card/answer-hash.ts';
import {
  anActiveEgrid,
  announced,
  aPrintShop,
  printOnce,
  readGrid,
  readPdf,
  type TestEgrid,
  typed,
  wrongAnswer,
} from './grid.ts';
import { aLoginCode, anEnrolment, outcomesOf, startSecondFactor, type TestSecondFactor } from './second-factor.ts';

const it = itWitnessedBy('pdftotext');

let secondFactor: TestSecondFactor;
// Five challenges of four cells: each slow hash takes its time.
beforeAll(async () => {
  secondFactor = await startSecondFactor({ AUTH_PROFILE: 'strict', GRID_ROWS: 4, GRID_COLUMNS: 5 });
});
afterAll(() => secondFactor.close());

const wrongState = { kind: 'conflict', reason: 'AUTHENTICATOR_WRONG_STATE' };

let flows = 0;
async function ask({ id, userId }: TestEgrid) {
  flows += 1;
  const { prompt } = await secondFactor.identity.askLoginFactor({
    userId,
    loginFlowId: `lgf_${flows}`,
    authenticatorId: id,
    language: 'en',
    resend: false,
    recovery: false,
  });
  if (prompt === undefined) throw new Error('nothing is asked');
  return prompt;
}

async function answer({ id, userId }: TestEgrid, code: string, challengeId = '') {
  flows += 1;
  return await secondFactor.identity.verifyLoginCode(
    aLoginCode({ userId, loginFlowId: `lgf_${flows}`, authenticatorId: id, challengeId, code }),
  );
}

describe('an eGrid of one-time cells', () => {
  it('is asked for each cell once, tells its owner when three challenges are left, and ends with the last', async () => {
    const egrid = await anActiveEgrid(secondFactor, 'usr_once');
    expect(egrid.password).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
    expect(egrid.grid.size).toBe(20);
    const left = async () => {
      const { authenticators } = await secondFactor.gateway.listAuthenticators({}, egrid.actor);
      return authenticators.find(({ id }) => id === egrid.id)?.challengesLeft;
    };
    const told = async () => (await announced(secondFactor, 'authenticator-changed')).map(({ change }) => change);
    const seen = new Set<string>();
    for (let remaining = 4; remaining > 0; remaining -= 1) {
      // oxlint-disable no-await-in-loop
      expect(await left()).toBe(remaining);
      expect(await told()).toEqual(remaining > 3 ? [] : ['running_out']);
      const { cells, challengeId } = await ask(egrid);
      expect(cells).toHaveLength(4);
      for (const cell of cells) {
        expect(seen.has(cell)).toBe(false);
        seen.add(cell);
      }
      const code = typed(egrid.grid, cells);
      await expect(answer(egrid, wrongAnswer(code))).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
      expect((await ask(egrid)).cells).toEqual(cells);
      expect(await answer(egrid, code, challengeId)).toMatchObject({ amr: 'grid', acr: 'urn:countersign:aal2' });
      await expect(answer(egrid, code, challengeId)).rejects.toMatchObject({
        reason: remaining > 1 ? 'CHALLENGE_REPLACED' : 'AUTHENTICATOR_WRONG_STATE',
      });
      // oxlint-enable no-await-in-loop
    }
    const { authenticators } = await secondFactor.gateway.listAuthenticators({}, egrid.actor);
    expect(authenticators.at(-1)).toMatchObject({
      state: 'AUTHENTICATOR_STATE_EXPIRED',
      stateReason: 'all cells were used',
      challengesLeft: 0,
    });
    expect(await told()).toEqual(['running_out']);
    await expect(ask(egrid)).rejects.toMatchObject(wrongState);
    await expect(answer(egrid, '0000')).rejects.toMatchObject(wrongState);
  });

  it('ends in the same way when other things than logins use it up', async () => {
    const { remoteSigning, as } = secondFactor;
    const egrid = await anActiveEgrid(secondFactor, 'usr_once_verifying');
    const actor = await as(egrid.userId);
    const subject = { purpose: 'credential_creation', subjectId: 'crd_1', authenticatorId: egrid.id };
    for (let remaining = 4; remaining > 0; remaining -= 1) {
      // oxlint-disable no-await-in-loop
      const asking = { ...subject, language: 'en', resend: false };
      const { prompt } = await remoteSigning.askVerification(asking, actor);
      const code = typed(egrid.grid, prompt?.cells ?? []);
      await remoteSigning.verify({ ...subject, code, challengeId: prompt?.challengeId ?? '' }, actor);
      // oxlint-enable no-await-in-loop
    }
    const { factors } = await secondFactor.identity.getLoginFactors({ userId: egrid.userId });
    expect(factors).toEqual([]);
    const told = await announced(secondFactor, 'authenticator-changed');
    expect(told.filter(({ authenticatorId }) => authenticatorId === egrid.id).map(({ change }) => change)).toEqual([
      'running_out',
    ]);
  });

  it('is kept as nothing but slow hashes', async () => {
    const egrid = await anActiveEgrid(secondFactor, 'usr_hashed');
    const { rows: cards } = await sql<{ secret: boolean }>`
      select card_key is not null or password is not null or answers is not null as secret
      from grid_cards where authenticator_id = ${egrid.id}`.execute(secondFactor.db);
    expect(cards).toEqual([{ secret: false }]);
    const { rows } = await sql<{ answerHash: string }>`
      select answer_hash as "answerHash" from challenges where authenticator_id = ${egrid.id}`.execute(secondFactor.db);
    expect(rows).toHaveLength(5);
    for (const { answerHash } of rows) expect(answerHash).toMatch(/^1\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('opens one of ten logins that bring the same answer at the same time', async () => {
    const egrid = await anActiveEgrid(secondFactor, 'usr_once_racing');
    const { cells, challengeId } = await ask(egrid);
    const code = typed(egrid.grid, cells);
    const { won } = await outcomesOf(Array.from({ length: 10 }, () => answer(egrid, code, challengeId)));
    expect(won).toBe(1);
  });
});

describe('a printed card of one-time cells', () => {
  itWitnessedBy('openssl', 'pdftotext')('is forgotten with its sheet, and answered by who holds it', async () => {
    const { gateway, as, clock, deps } = secondFactor;
    const shop = await aPrintShop();
    clock.set(shop.goodFrom);
    const operator = await as('usr_operator', { staffRoles: ['operator'] });
    const order = { label: 'Autumn', count: 1, printerCertificate: shop.certificate, idempotencyKey: 'autumn-1' };
    const { batch } = await gateway.createGridCardBatch(order, operator);
    const batchId = batch?.id ?? '';
    await printOnce(secondFactor, batchId);
    // Made, not yet printed: nobody can have it.
    const [card] = (await gateway.getGridCardBatch({ batchId }, operator)).cards;
    const enrolment = anEnrolment({ kind: 'grid_card', serial: card?.serial ?? '' });
    const actor = await as('usr_holder');
    await expect(gateway.enrolAuthenticator(enrolment, actor)).rejects.toMatchObject({ reason: 'CARD_NOT_FOUND' });
    await printOnce(secondFactor, batchId);
    const { file } = await gateway.getGridCardPrintFile({ batchId }, operator);
    const grid = readGrid(await readPdf(await shop.open(file)));
    expect(grid.size).toBe(20);
    const kept = await deps.db
      .selectFrom('gridCards')
      .select(['cardKey', 'uses'])
      .where('batchId', '=', batchId)
      .execute();
    expect(kept).toEqual([{ cardKey: null, uses: null }]);

    const { authenticator, prompt } = await gateway.enrolAuthenticator(enrolment, actor);
    const code = typed(grid, prompt?.cells ?? []);
    const { authenticator: active } = await gateway.activateAuthenticator(
      { authenticatorId: authenticator?.id ?? '', code },
      actor,
    );
    expect(active).toMatchObject({ state: 'AUTHENTICATOR_STATE_ACTIVE', profile: 'strict' });
    await shop.close();
  });
});

describe('the hash of an answer', () => {
  it('is good for its card and its cells only, and under its pepper', async () => {
    const { pepper } = secondFactor.deps;
    const place = { serial: '6935019387', cells: ['A1', 'B2'] };
    const stored = await hashAnswer(pepper, place, 'MYEQ');
    expect(await matchesAnswer(pepper, stored, place, 'MYEQ')).toBe(true);
    expect(await matchesAnswer(pepper, stored, place, 'MYEZ')).toBe(false);
    expect(await matchesAnswer(pepper, stored, { ...place, serial: '0000000000' }, 'MYEQ')).toBe(false);
    expect(await matchesAnswer(pepper, stored, { ...place, cells: ['A1', 'B3'] }, 'MYEQ')).toBe(false);
    expect(await matchesAnswer({ current: 2, keys: new Map() }, stored, place, 'MYEQ')).toBe(false);
  });
});
