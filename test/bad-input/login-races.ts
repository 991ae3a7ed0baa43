import { describe, expect, it } from '@jest/globals';
import type { AbusedPlatform } from '../src/abused-platform.ts';
import type { Person } from '../src/journey.ts';
import { buy, issueApp, type Member, newcomer, newPerson } from '../src/members.ts';
import { findCode } from '../src/message-inbox.ts';
import { race } from '../src/race.ts';
import { firstLogin, passPassword, type Tokens } from '../src/steps/login.ts';

/** Twenty parallel uses of whatever is good for one. */
export function describeLoginRaces(abused: () => AbusedPlatform, officer: () => Member): void {
  describe('twenty at once', () => {
    it('activate an account with one link: one does, and only his password is good', async () => {
      const person = newPerson('lee');
      const { activationToken: token } = await buy(abused(), person);
      const passwordOf = (index: number) => `${person.password} ${index}`;
      const { winners, losers } = await race((index) =>
        abused().api.send('POST', '/v1/activations', { body: { token, password: passwordOf(index) } }),
      );
      expect([winners.length, losers]).toEqual([1, ['409 ACTIVATION_USED']]);
      const winner = winners[0]?.index ?? 0;
      await passPassword(abused().api, { ...person, password: passwordOf(winner) });
      const loser = { ...person, password: passwordOf((winner + 1) % 20) };
      await expect(passPassword(abused().api, loser)).rejects.toThrow('LOGIN_FAILED');
    });

    it('accept one invitation: one becomes an operator', async () => {
      const token = await abused().inviteOperator();
      const people = Array.from({ length: 20 }, () => newPerson('eve'));
      const { winners, losers } = await race((index) => {
        const { email, password } = people[index] as Person;
        const body = { token, email, password, givenName: 'Kim', surname: 'Example' };
        return abused().api.send('POST', '/v1/operator-invitations/acceptance', { body });
      });
      expect(winners).toHaveLength(1);
      // Who waits too long for a core is sent away before anything is looked at.
      expect(losers.filter((said) => said !== '503 HASHING_BUSY')).toEqual(['409 INVITATION_USED']);
      const count = 'select count(*)::int as users from users where email = any($1)';
      const made = await abused().databases.query('identity', count, [people.map(({ email }) => email)]);
      expect(made).toEqual([{ users: 1 }]);
    });

    it('ask for the one-time PIN by e-mail instead: one message goes out', async () => {
      const person = await newcomer(abused(), officer());
      const { path, headers, flow } = await passPassword(abused().api, person);
      const { winners, losers } = await race(() => abused().api.send('POST', `${path}/alternative`, { headers }));
      expect(winners).toHaveLength(1);
      expect(
        losers.filter(
          (said) => !/^(409 LOGIN_FLOW_WRONG_STATE|429 (RESEND_TOO_EARLY|PIN_SENDS_EXHAUSTED))$/.test(said),
        ),
      ).toEqual([]);
      const count = `select channel from login_pins join pin_deliveries d on d.login_pin_id = login_pins.id
        where login_flow_id = $1`;
      // The first was the text message.
      expect(await abused().databases.query('second-factor', count, [flow.id])).toHaveLength(2);
    });

    it('send the right one-time PIN: one gets a session', async () => {
      const person = await newcomer(abused(), officer());
      const { path, headers } = await passPassword(abused().api, person);
      const body = { code: findCode(await abused().inbox.take('sms', person.mobile)) };
      await expectOneSession(person, (index) =>
        abused().api.send('POST', `${path}/code`, { headers: { ...headers, 'x-request-id': `race-${index}` }, body }),
      );
    });

    it('activate one authenticator, log in with one code, and exchange one refresh token: one does', async () => {
      const { api } = abused();
      const person = await newcomer(abused(), officer());
      const { accessToken: token } = await firstLogin(abused(), person);
      const { id, app } = await issueApp(api, token);
      const first = await app.early();
      const activated = await race(() =>
        api.send('POST', `/v1/me/authenticators/${id}/activation`, { token, body: { code: first } }),
      );
      expect(activated.winners).toHaveLength(1);
      expect(activated.losers.filter((said) => !isRefusal(said))).toEqual([]);

      const flows: Awaited<ReturnType<typeof passPassword>>[] = [];
      // One after the other: a password counts as wrong until it was looked at.
      // oxlint-disable-next-line no-await-in-loop
      while (flows.length < 5) flows.push(await passPassword(api, person));
      const code = await app.early();
      // Four of each of five logins: the code is good for one of them, once.
      const tokens = await expectOneSession(person, (index) => {
        const { path, headers } = flows[index % 5] as (typeof flows)[0];
        return api.send('POST', `${path}/code`, { headers, body: { code } });
      });

      const { refreshToken } = tokens;
      const refreshed = await race<Tokens>(() => api.send('POST', '/v1/tokens/refresh', { body: { refreshToken } }));
      expect([refreshed.winners.length, refreshed.losers]).toEqual([1, ['401 REFRESH_TOKEN_INVALID']]);
      // The others hold a copy of the token: the session is over for everybody.
      const next = { refreshToken: refreshed.winners[0]?.body.refreshToken };
      await api.refused(401, 'REFRESH_TOKEN_INVALID', 'POST', '/v1/tokens/refresh', { body: next });
    }, 60_000);

    it('and fifty, guess at one login: five are heard, and the right code comes too late', async () => {
      const person = await newcomer(abused(), officer());
      const { path, headers, flow } = await passPassword(abused().api, person);
      const right = findCode(await abused().inbox.take('sms', person.mobile));
      const { winners, losers } = await race((index) => {
        const code = String((Number(right) + index + 1) % 1_000_000).padStart(6, '0');
        return abused().api.send('POST', `${path}/code`, { headers, body: { code } });
      }, 50);
      expect([winners, losers.filter((said) => !isRefusal(said))]).toEqual([[], []]);
      const count = 'select code_attempts as heard from login_flows where id = $1';
      expect(await abused().databases.query('identity', count, [flow.id])).toEqual([{ heard: 5 }]);
      const { body } = await abused().api.send('POST', `${path}/code`, { headers, body: { code: right } });
      expect(body).toMatchObject({ status: 409, code: 'LOGIN_FLOW_WRONG_STATE' });
    });

    const isRefusal = (said: string) =>
      /^(401 CODE_REFUSED|409 (LOGIN_FLOW|AUTHENTICATOR)_WRONG_STATE|429 ATTEMPTS_EXHAUSTED|403 SET_UP_OVER)$/.test(
        said,
      );

    /** Races for a session of somebody: one is made. */
    async function expectOneSession(
      person: Person,
      send: Parameters<typeof race<{ tokens: Tokens }>>[0],
    ): Promise<Tokens> {
      const sessions = async () => {
        const statement = 'select sessions.id from sessions join users on users.id = user_id where email = $1';
        return (await abused().databases.query('identity', statement, [person.email])).length;
      };
      const before = await sessions();
      const { winners, losers } = await race(send);
      const [winner] = winners;
      expect([winners.length, losers.filter((said) => !isRefusal(said))]).toEqual([1, []]);
      expect((await sessions()) - before).toBe(1);
      return winner?.body.tokens as Tokens;
    }
  });
}
