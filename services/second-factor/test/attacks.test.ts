import { createHash, randomUUID } from 'node:crypto';
import { newSerial } from '@countersign/soft-token/protocol';
import type { TestActor } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findAuthenticator } from '../src/authenticator/authenticator-store.ts';
import { appCodes } from '../src/authenticator/totp-kind.ts';
import { sweep } from '../src/sweep.ts';
import { aPrintShop, printOnce, readStored, typed, wrongAnswer } from './grid.ts';
import {
  aLoginCode,
  anEnrolment,
  minuteMs,
  secretOf,
  startSecondFactor,
  type TestSecondFactor,
} from './second-factor.ts';
import { bindApp, codeOfApp, codesOf } from './soft-token-app.ts';

let secondFactor: TestSecondFactor;
let shop: Awaited<ReturnType<typeof aPrintShop>>;
beforeAll(async () => {
  secondFactor = await startSecondFactor();
  shop = await aPrintShop();
  secondFactor.clock.advance(Math.max(0, shop.goodFrom.getTime() - secondFactor.clock.now().getTime()));
});
afterAll(async () => {
  await secondFactor.close();
  await shop.close();
});

const hourMs = 60 * minuteMs;
const codeRefused = { reason: 'CODE_REFUSED' };
/** What a login by a password and the code of a reported loss opens. */
const lossSession: Partial<TestActor> = { scope: 'set-up', acr: 'urn:countersign:aal1', amr: ['pwd', 'email'] };

let count = 0;
const aUser = () => `usr_${(count += 1)}`;
const staff = async (role: string) => await secondFactor.as('usr_staff', { staffRoles: [role] });

async function aCard(): Promise<string> {
  const { batch } = await secondFactor.gateway.createGridCardBatch(
    { label: 'Stock', count: 1, printerCertificate: shop.certificate, idempotencyKey: randomUUID() },
    await staff('operator'),
  );
  const batchId = batch?.id ?? '';
  // The card, then the print file.
  await printOnce(secondFactor, batchId);
  await printOnce(secondFactor, batchId);
  const { cards } = await secondFactor.gateway.getGridCardBatch({ batchId }, await staff('operator'));
  return cards[0]?.serial ?? '';
}

/** A card that an officer gave a user, and the answer to what it is asked first. */
async function anAssignedCard(userId: string) {
  const { gateway, as } = secondFactor;
  const serial = await aCard();
  const { authenticator } = await gateway.assignGridCard(
    { userId, serial, label: '' },
    await staff('registration_officer'),
  );
  const authenticatorId = authenticator?.id ?? '';
  const grid = await readStored(secondFactor, serial);
  const { prompt } = await gateway.askAuthenticator({ authenticatorId, language: 'en' }, await as(userId));
  return { authenticatorId, grid, first: typed(grid, prompt?.cells ?? []) };
}

async function enrolBy(session: Awaited<ReturnType<TestSecondFactor['as']>>) {
  const { authenticator, otpauthUri } = await secondFactor.gateway.enrolAuthenticator(anEnrolment(), session);
  const enrolled = { id: authenticator?.id ?? '', secret: secretOf(otpauthUri) };
  await secondFactor.gateway.activateAuthenticator(
    { authenticatorId: enrolled.id, code: secondFactor.codeOf(enrolled) },
    session,
  );
  return enrolled;
}

describe('whoever has the password and a factor that an account does not permit', () => {
  it('signs nothing with credentials of that account, whatever account his session is for', async () => {
    const { gateway, remoteSigning, as, codeOf, clock } = secondFactor;
    const userId = aUser();
    const app = await secondFactor.anActiveAuthenticator(userId);
    const accountId = 'acc_of_cards';
    const owner = await as('usr_owner', { accountId, roles: ['owner'], authenticatedAt: clock.now() });
    await gateway.setAccountFactorPolicy({ accountId, profile: 'guide', kinds: ['egrid'], required: 1 }, owner);
    const elsewhere = await as(userId, { accountId: 'acc_of_his_own' });
    const wish = {
      operationId: 'sgr_1',
      credentialId: 'crd_1',
      digests: [createHash('sha256').update('one').digest()],
      labels: [],
      signatures: 0,
    };
    await expect(remoteSigning.createSigningChallenge({ ...wish, accountId }, elsewhere)).rejects.toMatchObject({
      reason: 'FACTOR_REQUIRED',
    });
    // It was permitted while the signature was prepared.
    await gateway.setAccountFactorPolicy({ accountId, profile: 'guide', kinds: ['totp'], required: 1 }, owner);
    const { challengeId, factors } = await remoteSigning.createSigningChallenge({ ...wish, accountId }, elsewhere);
    expect(factors.map(({ kind }) => kind)).toEqual(['totp']);
    await gateway.setAccountFactorPolicy({ accountId, profile: 'guide', kinds: ['egrid'], required: 1 }, owner);
    const sign = (authenticatorId: string) =>
      remoteSigning.answerSigningChallenge(
        {
          challengeId,
          code: codeOf(app),
          authenticatorId,
          cellsChallengeId: '',
          permittedKinds: [],
          contentBound: false,
          shown: false,
          digests: [],
          signatures: 0,
        },
        elsewhere,
      );
    await expect(sign(app.id)).rejects.toMatchObject({ reason: 'FACTOR_NOT_PERMITTED' });
    await expect(sign('')).rejects.toMatchObject(codeRefused);
    await gateway.setAccountFactorPolicy({ accountId, profile: 'guide', kinds: ['totp'], required: 1 }, owner);
    await expect(sign('')).resolves.toBeDefined();
  });
});

describe('whoever reads the mailbox of a user', () => {
  it('has five guesses a day at his card, and does not lock it by them', async () => {
    const { gateway, identity, as } = secondFactor;
    const userId = aUser();
    const { authenticatorId, grid, first } = await anAssignedCard(userId);
    await gateway.activateAuthenticator({ authenticatorId, code: first }, await as(userId));
    const { prompt } = await identity.askLoginFactor({
      userId,
      loginFlowId: 'rcv_1',
      authenticatorId,
      language: 'en',
      resend: false,
      recovery: true,
    });
    const right = typed(grid, prompt?.cells ?? []);
    const guess = (loginFlowId: string, code: string, recovery: boolean) =>
      identity.verifyLoginCode(aLoginCode({ userId, loginFlowId, authenticatorId, code, recovery }));
    for (let n = 0; n < 5; n += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(guess(`rcv_of_card_${n}`, wrongAnswer(right), true)).rejects.toMatchObject(codeRefused);
    }
    await expect(guess('rcv_of_card_5', right, true)).rejects.toMatchObject({ reason: 'ATTEMPTS_EXHAUSTED' });
    await expect(guess('lgf_of_card', right, false)).resolves.toMatchObject({ amr: 'grid' });
  });

  it('and says that factors were lost does not use up the tries of a card that waits for its owner', async () => {
    const { gateway, as } = secondFactor;
    const userId = aUser();
    await secondFactor.anActiveAuthenticator(userId);
    const { authenticatorId, first } = await anAssignedCard(userId);
    const session = await as(userId, lossSession);
    const over = { reason: 'SET_UP_OVER' };
    for (let n = 0; n < 5; n += 1) {
      const call = gateway.activateAuthenticator({ authenticatorId, code: wrongAnswer(first) }, session);
      // oxlint-disable-next-line no-await-in-loop
      await expect(call).rejects.toMatchObject(over);
    }
    await expect(gateway.askAuthenticator({ authenticatorId, language: 'en' }, session)).rejects.toMatchObject(over);
    await gateway.activateAuthenticator({ authenticatorId, code: first }, await as(userId));
  });

  it.each(['set-up', 'full'] as const)(
    'finds no leave to replace factors that another replacement left over, by a %s session',
    async (scope) => {
      const { identity, gateway, as } = secondFactor;
      const userId = aUser();
      await secondFactor.anActiveAuthenticator(userId);
      await identity.grantReplacement({ userId, causeId: `fls_${userId}_1` });
      await identity.grantReplacement({ userId, causeId: `fls_${userId}_2` });
      await enrolBy(await as(userId, scope === 'full' ? {} : lossSession));
      const later = gateway.enrolAuthenticator(anEnrolment(), await as(userId, lossSession));
      await expect(later).rejects.toMatchObject({ reason: 'SET_UP_OVER' });
      expect(await identity.getLoginFactors({ userId })).toMatchObject({ replacementGranted: false });
    },
  );
});

describe('a single user', () => {
  it('cannot have text messages sent to ever other numbers until nobody gets one', async () => {
    const { gateway, as, clock } = secondFactor;
    const userId = aUser();
    const enrol = async (n: number) => {
      const destination = `+49171${String(n).padStart(7, '0')}`;
      const enrolment = anEnrolment({ kind: 'sms', destination });
      return await gateway.enrolAuthenticator(enrolment, await as(userId));
    };
    // oxlint-disable-next-line no-await-in-loop
    for (let n = 0; n < 5; n += 1) await enrol(n);
    await expect(enrol(5)).rejects.toMatchObject({ reason: 'ATTEMPTS_EXHAUSTED' });
    clock.advance(24 * hourMs);
    await expect(enrol(5)).resolves.toBeDefined();
  });

  it('who administers an account does not look for cards of others in the stock', async () => {
    const { enrollment, gateway, as, clock } = secondFactor;
    const serial = await aCard();
    const assign = async (wished: string) =>
      await enrollment.assignGridCard({ userId: aUser(), serial: wished, label: '' }, await as('usr_administrator'));
    const missing = { reason: 'CARD_NOT_FOUND' };
    // oxlint-disable-next-line no-await-in-loop
    for (let n = 0; n < 5; n += 1) await expect(assign(newSerial())).rejects.toMatchObject(missing);
    await expect(assign(serial)).rejects.toMatchObject({ reason: 'ATTEMPTS_EXHAUSTED' });
    const officer = await staff('registration_officer');
    for (let n = 0; n < 6; n += 1) {
      const call = gateway.assignGridCard({ userId: aUser(), serial: newSerial(), label: '' }, officer);
      // oxlint-disable-next-line no-await-in-loop
      await expect(call).rejects.toMatchObject(missing);
    }
    clock.advance(24 * hourMs);
    await expect(assign(serial)).resolves.toBeDefined();
  });
});

describe('the first code of a soft token', () => {
  it('activates nothing once other codes were issued in place of those that its app was bound with', async () => {
    const { gateway, as, deps, db, clock } = secondFactor;
    const userId = aUser();
    const actor = await as(userId);
    const { softToken, authenticator: shown } = await gateway.enrolAuthenticator(
      anEnrolment({ kind: 'soft_token' }),
      actor,
    );
    if (softToken === undefined) throw new Error('no codes');
    const app = await bindApp(secondFactor, codesOf(softToken));
    const id = shown?.id ?? '';
    const authenticator = await findAuthenticator(db, { id, userId });
    if (authenticator === undefined) throw new Error('not bound');
    const fitting = await appCodes.match(deps, {
      authenticator,
      code: codeOfApp(secondFactor, app),
      challengeId: '',
      at: clock.now(),
      recovery: false,
      purpose: 'activation',
      subjectId: id,
    });
    if (fitting === undefined) throw new Error('the code does not fit');
    await gateway.switchSoftTokenPlatform({ authenticatorId: id, platform: 'desktop' }, actor);
    expect(await fitting.use(db)).toBe(false);
  });
});

describe('what nobody activated in time', () => {
  it('leaves no seed and no destination behind', async () => {
    const { gateway, as, db, clock } = secondFactor;
    const [one, other] = [aUser(), aUser()];
    await gateway.enrolAuthenticator(anEnrolment(), await as(one));
    await gateway.enrolAuthenticator(anEnrolment({ kind: 'email', destination: 'robin@example.com' }), await as(other));
    const kept = () =>
      db
        .selectFrom('authenticators')
        .select(['state', 'seed', 'destination'])
        .where('userId', 'in', [one, other])
        .execute();
    await sweep(db, clock.now());
    expect(await kept()).toMatchObject([{ state: 'issued' }, { state: 'issued' }]);
    clock.advance(11 * minuteMs);
    await sweep(db, clock.now());
    const nothing = { state: 'expired', seed: null, destination: null };
    expect(await kept()).toEqual([nothing, nothing]);
  });
});
