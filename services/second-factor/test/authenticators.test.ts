import { listAudit, verifyAudit } from '@countersign/audit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { ScureBase32Plugin } from 'otplib';
import {
  aLoginCode,
  anEnrolment,
  minuteMs,
  otherThan,
  outcomesOf,
  secretOf,
  startSecondFactor,
  type TestSecondFactor,
} from './second-factor.ts';

let secondFactor: TestSecondFactor;
beforeAll(async () => {
  secondFactor = await startSecondFactor();
});
afterAll(() => secondFactor.close());

/** A full session, or one that began with a one-time PIN. */
const session = (scope: 'full' | 'set-up' = 'full') =>
  scope === 'full' ? { scope } : { scope, acr: 'urn:countersign:aal1', amr: ['pwd', 'sms'] };

async function enrol(userId: string, over: { label?: string; scope?: 'full' | 'set-up' } = {}) {
  const { gateway, as } = secondFactor;
  const actor = await as(userId, session(over.scope));
  const answer = await gateway.enrolAuthenticator(anEnrolment({ label: over.label ?? '' }), actor);
  return { ...answer, id: answer.authenticator?.id ?? '', secret: secretOf(answer.otpauthUri) };
}

async function activate(userId: string, authenticatorId: string, code: string, scope: 'full' | 'set-up' = 'full') {
  const { gateway, as } = secondFactor;
  return await gateway.activateAuthenticator({ authenticatorId, code }, await as(userId, session(scope)));
}

describe('enrolment', () => {
  it('shows what an app needs, and keeps the seed sealed', async () => {
    const { authenticator, otpauthUri, qrSvg, expiresAt, secret } = await enrol('usr_enrols', {
      label: ' Work phone ',
    });
    expect(authenticator).toMatchObject({
      kind: 'totp',
      label: 'Work phone',
      state: 'AUTHENTICATOR_STATE_ISSUED',
      createdAt: secondFactor.clock.now(),
    });
    expect(authenticator?.id).toMatch(/^aut_/);
    expect(otpauthUri).toMatch(
      /^otpauth:\/\/totp\/Countersign:Work%20phone\?secret=[A-Z2-7]{32}&issuer=Countersign&algorithm=SHA1&digits=6&period=30$/,
    );
    expect(qrSvg).toMatch(/^<svg[^]*<\/svg>\s*$/);
    expect(expiresAt).toEqual(new Date(secondFactor.clock.now().getTime() + 10 * minuteMs));

    const row = await secondFactor.db
      .selectFrom('authenticators')
      .select('seed')
      .where('id', '=', authenticator?.id ?? '')
      .executeTakeFirstOrThrow();
    expect(row.seed?.includes(Buffer.from(new ScureBase32Plugin().decode(secret)))).toBe(false);
  });

  it('names the user in the app when no label was given', async () => {
    const { authenticator, otpauthUri } = await enrol('usr_nameless');
    expect(authenticator?.label).toBe('Authenticator app');
    expect(otpauthUri).toContain('Countersign:usr_nameless?');
  });

  it.each(['x'.repeat(65), 'two\nlines', 'hidden\u202emark'])('refuses the label %j', async (label) => {
    await expect(enrol('usr_label', { label })).rejects.toMatchObject({
      kind: 'invalid',
      reason: 'LABEL_INVALID',
      fields: [{ pointer: '/label' }],
    });
  });

  it('replaces a pending authenticator and erases its seed', async () => {
    const first = await enrol('usr_replaces');
    await enrol('usr_replaces');
    await expect(activate('usr_replaces', first.id, secondFactor.codeOf(first))).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'AUTHENTICATOR_WRONG_STATE',
    });
    const rows = await secondFactor.db
      .selectFrom('authenticators')
      .select(['state', 'seed'])
      .where('id', '=', first.id)
      .execute();
    expect(rows).toEqual([{ state: 'void', seed: null }]);
  });

  it('leaves one pending authenticator when several begin at the same time', async () => {
    await Promise.all(Array.from({ length: 8 }, () => enrol('usr_parallel')));
    const { gateway, as } = secondFactor;
    const { authenticators } = await gateway.listAuthenticators({}, await as('usr_parallel'));
    expect(authenticators.filter(({ state }) => state === 'AUTHENTICATOR_STATE_ISSUED')).toHaveLength(1);
    expect(authenticators.filter(({ state }) => state === 'AUTHENTICATOR_STATE_VOID')).toHaveLength(7);
  });

  it('ends at five active authenticators', async () => {
    for (let n = 0; n < 5; n += 1) await secondFactor.anActiveAuthenticator('usr_many');
    await expect(enrol('usr_many')).rejects.toMatchObject({ kind: 'conflict', reason: 'AUTHENTICATOR_LIMIT_REACHED' });
  });

  it('needs a session', async () => {
    await expect(secondFactor.gateway.enrolAuthenticator(anEnrolment())).rejects.toMatchObject({
      kind: 'unauthenticated',
      reason: 'AUTHENTICATION_REQUIRED',
    });
  });
});

describe('activation', () => {
  it('with the first code completes the set-up, tells identity and leaves an audit trail', async () => {
    const { identity, db, clock, as } = secondFactor;
    const userId = 'usr_activates';
    const actor = await as(userId, { scope: 'set-up', acr: 'urn:countersign:aal1', amr: ['pwd', 'sms'] });
    expect(await identity.getSetUpProgress({}, actor)).toEqual({
      methods: [{ method: 'authenticator', done: false }],
      done: 0,
      required: 1,
      kinds: ['totp', 'soft_token', 'grid_card', 'egrid', 'sms', 'email'],
    });
    const pending = await enrol(userId, { scope: 'set-up' });
    expect(await identity.getLoginFactors({ userId })).toEqual({
      activeKinds: [],
      activeAuthenticatorIds: [],
      lockedUntil: undefined,
      stopped: false,
      factors: [],
      standing: 'FACTOR_STANDING_NONE',
      emergencyCode: false,
      replacementGranted: false,
    });

    const { authenticator } = await activate(userId, pending.id, secondFactor.codeOf(pending), 'set-up');
    expect(authenticator).toMatchObject({ state: 'AUTHENTICATOR_STATE_ACTIVE', lastUsedAt: clock.now() });
    expect(await identity.getSetUpProgress({}, actor)).toMatchObject({ done: 1, required: 1 });
    expect(await identity.getLoginFactors({ userId })).toMatchObject({
      activeKinds: ['totp'],
      activeAuthenticatorIds: [pending.id],
      factors: [
        {
          authenticatorId: pending.id,
          kind: 'totp',
          label: 'Authenticator app',
          maskedDestination: '',
          serial: '',
        },
      ],
      standing: 'FACTOR_STANDING_ACTIVE',
    });
    const { rows } = await sql`select queue, topic, payload from outbox where payload ->> 'userId' = ${userId}`.execute(
      db,
    );
    expect(rows).toEqual([
      { queue: 'identity', topic: 'factor-changed', payload: { userId, authenticatorId: pending.id } },
    ]);
    const records = await listAudit(db, userId, { after: 0, limit: 10 });
    expect(records.map(({ action, subject }) => [action, subject])).toEqual([
      ['authenticator.issued', pending.id],
      ['authenticator.activated', pending.id],
    ]);
    expect(await verifyAudit(db, userId)).toEqual({ ok: true });
  });

  it('uses its code up: the same code opens no login', async () => {
    const pending = await enrol('usr_first_code');
    const code = secondFactor.codeOf(pending);
    await activate('usr_first_code', pending.id, code);
    await expect(
      secondFactor.identity.verifyLoginCode(
        aLoginCode({
          userId: 'usr_first_code',
          loginFlowId: 'lgf_first_code',
          code,
          firstLogin: false,
          recovery: false,
        }),
      ),
    ).rejects.toMatchObject({ kind: 'unauthenticated', reason: 'CODE_REFUSED' });
  });

  it('is won by one of twenty parallel right codes', async () => {
    const pending = await enrol('usr_race');
    const code = secondFactor.codeOf(pending);
    const { won, reasons } = await outcomesOf(Array.from({ length: 20 }, () => activate('usr_race', pending.id, code)));
    expect(won).toBe(1);
    expect(reasons.filter((reason) => !['AUTHENTICATOR_WRONG_STATE', 'ATTEMPTS_EXHAUSTED'].includes(reason))).toEqual(
      [],
    );
  });

  it('ends after five wrong codes, even for the right one', async () => {
    const pending = await enrol('usr_guesses');
    const code = secondFactor.codeOf(pending);
    for (let n = 0; n < 5; n += 1) {
      await expect(activate('usr_guesses', pending.id, otherThan(code))).rejects.toMatchObject({
        reason: 'CODE_REFUSED',
      });
    }
    await expect(activate('usr_guesses', pending.id, code)).rejects.toMatchObject({
      kind: 'exhausted',
      reason: 'ATTEMPTS_EXHAUSTED',
      retryAfterSeconds: 600,
    });
  });

  it('is over after ten minutes', async () => {
    const { clock, gateway, as } = secondFactor;
    const pending = await enrol('usr_late');
    clock.advance(10 * minuteMs);
    await expect(activate('usr_late', pending.id, secondFactor.codeOf(pending))).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'AUTHENTICATOR_EXPIRED',
    });
    const { authenticators } = await gateway.listAuthenticators({}, await as('usr_late'));
    expect(authenticators).toMatchObject([{ id: pending.id, state: 'AUTHENTICATOR_STATE_EXPIRED' }]);
  });

  it('answers alike for a foreign and an unknown authenticator, and costs its owner nothing', async () => {
    const pending = await enrol('usr_owner');
    const code = secondFactor.codeOf(pending);
    const refusals = await Promise.all(
      [pending.id, 'aut_unknown'].map((id) => activate('usr_stranger', id, code).catch((error: unknown) => error)),
    );
    expect(refusals[0]).toMatchObject({ kind: 'not_found', reason: 'AUTHENTICATOR_NOT_FOUND' });
    expect((refusals[1] as Error).message).toBe((refusals[0] as Error).message);
    await expect(activate('usr_owner', pending.id, code)).resolves.toBeDefined();
  });

  it.each(['', '12345', '1234567', '12 456', '１２３４５６'])(
    'refuses %j as malformed without counting it',
    async (code) => {
      const pending = await enrol('usr_malformed');
      for (let n = 0; n < 6; n += 1) {
        await expect(activate('usr_malformed', pending.id, code)).rejects.toMatchObject({
          kind: 'invalid',
          reason: 'CODE_MALFORMED',
          fields: [{ pointer: '/code' }],
        });
      }
    },
  );
});

describe('a session that may only set up', () => {
  it('neither begins nor activates a factor beside an active one', async () => {
    const userId = 'usr_set_up';
    await secondFactor.anActiveAuthenticator(userId);
    await expect(enrol(userId, { scope: 'set-up' })).rejects.toMatchObject({
      kind: 'forbidden',
      reason: 'SET_UP_OVER',
    });
    const pending = await enrol(userId);
    await expect(activate(userId, pending.id, secondFactor.codeOf(pending), 'set-up')).rejects.toMatchObject({
      kind: 'forbidden',
      reason: 'SET_UP_OVER',
    });
    await expect(activate(userId, pending.id, secondFactor.codeOf(pending), 'full')).resolves.toBeDefined();
  });
});

describe('a full session', () => {
  it('adds a factor only within fifteen minutes of its login', async () => {
    const { gateway, clock, as } = secondFactor;
    const userId = 'usr_recent';
    const authenticatedAt = clock.now();
    const actor = await as(userId, { authenticatedAt });
    clock.advance(15 * minuteMs);
    const { authenticator, otpauthUri } = await gateway.enrolAuthenticator(anEnrolment(), actor);
    const code = secondFactor.codeOf({ secret: secretOf(otpauthUri) });
    clock.advance(1000);
    const stale = { kind: 'unauthenticated', reason: 'INSUFFICIENT_USER_AUTHENTICATION', maxAgeSeconds: 900 };
    await expect(gateway.enrolAuthenticator(anEnrolment(), actor)).rejects.toMatchObject(stale);
    const activation = { authenticatorId: authenticator?.id ?? '', code };
    await expect(gateway.activateAuthenticator(activation, actor)).rejects.toMatchObject(stale);
    const again = await as(userId, { authenticatedAt: clock.now() });
    await expect(gateway.activateAuthenticator(activation, again)).resolves.toBeDefined();
  });
});

describe('the list of authenticators', () => {
  it('holds those of the actor only, oldest first', async () => {
    const first = await secondFactor.anActiveAuthenticator('usr_lists');
    const second = await secondFactor.anActiveAuthenticator('usr_lists');
    await secondFactor.anActiveAuthenticator('usr_lists_too');
    const { authenticators } = await secondFactor.gateway.listAuthenticators({}, await secondFactor.as('usr_lists'));
    expect(authenticators.map(({ id }) => id)).toEqual([first.id, second.id]);
  });
});
