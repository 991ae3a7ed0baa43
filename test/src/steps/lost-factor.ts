import type { Person, Step, World } from '../journey.ts';
import { findCode, holdsCode } from '../message-inbox.ts';
import { expectThat } from '../rest-client.ts';
import { findOpen } from './account.ts';
import { enrolPhone, listOwn } from './factors.ts';
import { chooseFactor, type Flow, firstLogin, fullLogin, passCode, passPassword, type Tokens } from './login.ts';
import { enrolApp } from './set-up.ts';

/** Reports a loss after the password, and proves the own number; the session opens the way back and nothing else. */
async function reportLoss({ api, inbox }: World, person: Person): Promise<Tokens> {
  const login = await passPassword(api, person);
  const { headers, path } = login;
  const { state } = await api.ask<Flow>('POST', `${path}/factor-loss`, { headers });
  expectThat(state === 'loss_code_required', 'a code goes to the number that he proved');
  return await passCode(api, person, login, findCode(await inbox.take('sms', person.mobile, holdsCode)));
}

/** What helps somebody whose second factor is gone. */
export const lostFactorSteps: readonly Step[] = [
  {
    promise: 'E16',
    title:
      'A lost app: two officers give an emergency code; it opens the set-up once, and the new app replaces the old',
    run: async (world) => {
      const { api, inbox, officer, colleague, guest } = world;
      await firstLogin(world, colleague);
      await enrolApp(world, colleague);
      await fullLogin(world, colleague);
      const found = await api.ask<{ userId: string; id?: string }>(
        'GET',
        `/v1/staff/users?email=${encodeURIComponent(guest.email)}`,
        { token: officer.token },
      );
      const body = { reason: 'Called back at the number on file; he named his order.' };
      const path = `/v1/staff/users/${found.id ?? found.userId}/emergency-codes`;
      const approval = await api.ask<{ id: string }>('POST', path, {
        token: officer.token,
        body,
        idempotent: true,
      });
      const decision = `/v1/staff/approvals/${approval.id}/decision`;
      const approve = { body: { approved: true } };
      await api.refused(403, 'OWN_DECISION_FORBIDDEN', 'POST', decision, { token: officer.token, ...approve });
      await api.ask('POST', decision, { token: colleague.token, ...approve });
      const collect = `/v1/staff/approvals/${approval.id}/emergency-code`;
      await api.refused(403, 'EMERGENCY_CODE_FORBIDDEN', 'POST', collect, { token: colleague.token });
      const { code } = await api.ask<{ code: string }>('POST', collect, { token: officer.token });
      await api.refused(409, 'EMERGENCY_CODE_ISSUED', 'POST', collect, { token: officer.token });

      const login = await passPassword(api, guest);
      const emergency = login.flow.factors?.find(({ kind }) => kind === 'emergency_code');
      await chooseFactor(api, login, emergency?.authenticatorId);
      const { scope } = await passCode(api, guest, login, code);
      expectThat(scope === 'set-up', 'the code opens nothing but the set-up');
      const oldApp = guest.app;
      await enrolPhone(world, guest, { label: 'Second phone' }, 'second-phone');
      await fullLogin(world, guest);
      const active = (await listOwn(world, guest)).filter(({ state }) => state === 'active');
      expectThat(active.length === 1 && oldApp !== guest.app, 'the lost one is revoked');
      await inbox.take('email', guest.email, ({ subject }) => subject === 'An emergency code was issued');
    },
  },
  {
    promise: 'R3',
    title: 'Everything lost: personal validation again, and with its approval a new app; until then nothing changes',
    run: async (world) => {
      const { api, officer, guest } = world;
      const { scope } = await reportLoss(world, guest);
      expectThat(scope === 'set-up', 'a session for the way back');
      const { token } = guest;
      await api.refused(403, 'SET_UP_OVER', 'POST', '/v1/me/authenticators', { token, body: { kind: 'totp' } });
      const evidence = [{ documentType: 'passport', documentNumber: 'X7654321' }];
      const body = { givenName: 'Alex', surname: 'Example', country: 'US', mobile: guest.mobile, evidence };
      await api.ask('PUT', '/v1/me/personal-validation', { token, body });
      const path = '/v1/staff/personal-validations';
      const { id, version } = await findOpen<{ id: string; version: number; email: string }>(
        api,
        { path: `${path}?state=submitted`, token: officer.token },
        ({ email }) => email === guest.email,
      );
      const decision = { token: officer.token, body: { version, approved: true } };
      await api.ask('POST', `${path}/${id}/decision`, decision);
      await world.inbox.take('email', guest.email, ({ subject }) => subject === 'You may replace your second factor');
      await reportLoss(world, guest);
      await enrolPhone(world, guest, { label: 'Third phone' }, 'third-phone');
      await fullLogin(world, guest);
      const live = (await listOwn(world, guest)).filter(({ state }) => state === 'active');
      expectThat(live.length === 1, 'only the new one is left');
    },
  },
];
