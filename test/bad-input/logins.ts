import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AbusedPlatform } from '../src/abused-platform.ts';
import type { Person } from '../src/journey.ts';
import {
  acceptInvitation,
  activate,
  activateApp,
  addBuyer,
  addOfficer,
  type Buyer,
  buy,
  issueApp,
  type Member,
  newcomer,
  newPerson,
} from '../src/members.ts';
import { findCode, findPlainCode } from '../src/message-inbox.ts';
import { firstLogin, loginOf, passCode, passPassword } from '../src/steps/login.ts';
import { describeFactorRaces } from './factor-races.ts';
import { describeLoginRaces } from './login-races.ts';
import { describeSessions } from './session-abuse.ts';

/** Tries what links, logins, recoveries and authenticators refuse. */
export function describeLogins(running: () => AbusedPlatform): void {
  describe('links, logins and factors', () => {
    let abused: AbusedPlatform;
    let buyer: Buyer;
    let officer: Member & { authenticatorId: string };

    beforeAll(async () => {
      abused = running();
      [buyer, officer] = await Promise.all([
        addBuyer(abused, 'ann'),
        abused.inviteOperator().then((invitation) => addOfficer(abused, invitation)),
      ]);
    }, 300_000);

    const refused = (...args: Parameters<AbusedPlatform['api']['refused']>) => abused.api.refused(...args);

    describe('an activation link', () => {
      it('that was used neither opens again nor sets another password', async () => {
        const token = buyer.activationToken;
        const password = 'another password of a thief';
        await refused(409, 'ACTIVATION_USED', 'POST', '/v1/activations/lookup', { body: { token } });
        await refused(409, 'ACTIVATION_USED', 'POST', '/v1/activations', { body: { token, password } });
        await expect(passPassword(abused.api, { ...buyer, password })).rejects.toThrow('LOGIN_FAILED');
      });

      it('that is too old opens nothing, and nothing but its age was the reason', async () => {
        const { api, databases } = abused;
        const person = newPerson('lee');
        const { activationToken: token } = await buy(abused, person);
        await databases.expire('enrollment', 'activations', 'login_id = $1', person.email);
        const { password } = person;
        await refused(409, 'ACTIVATION_EXPIRED', 'POST', '/v1/activations/lookup', { body: { token } });
        await refused(409, 'ACTIVATION_EXPIRED', 'POST', '/v1/activations', { body: { token, password } });
        const back = `update activations set expires_at = now() + interval '1 day' where login_id = $1`;
        await databases.query('enrollment', back, [person.email]);
        await activate(api, person, token);
      });
    });

    describe('an invitation of an operator', () => {
      const path = '/v1/operator-invitations/acceptance';
      const bodyOf = ({ email, password }: Person, token: string) => ({
        token,
        email,
        password,
        givenName: 'Kim',
        surname: 'Example',
      });

      it('that was used makes no second operator', async () => {
        const token = await abused.inviteOperator();
        await acceptInvitation(abused.api, newPerson('pat'), token);
        await refused(409, 'INVITATION_USED', 'POST', path, { body: bodyOf(newPerson('eve'), token) });
      });

      it('that is too old makes none', async () => {
        const token = await abused.inviteOperator();
        await abused.databases.expire('identity', 'operator_invitations', 'used_at is null and id <> $1', '');
        await refused(409, 'INVITATION_EXPIRED', 'POST', path, { body: bodyOf(newPerson('eve'), token) });
      });

      it('does not make an operator of somebody who is a user already, and is not used up by that', async () => {
        const token = await abused.inviteOperator();
        await refused(409, 'USER_EXISTS', 'POST', path, { body: bodyOf(buyer, token) });
        await acceptInvitation(abused.api, newPerson('pat'), token);
      });
    });

    describe('a login', () => {
      it('takes its code once, and no step after it', async () => {
        const { api } = abused;
        const login = await passPassword(api, officer);
        const { path, headers } = login;
        const code = await officer.app.early();
        await passCode(api, officer, login, code);
        const wrongState = [409, 'LOGIN_FLOW_WRONG_STATE'] as const;
        await refused(...wrongState, 'POST', `${path}/code`, { headers, body: { code } });
        await refused(...wrongState, 'POST', `${path}/password`, { headers, body: { password: officer.password } });
        await refused(...wrongState, 'POST', `${path}/cancellation`, { headers });

        const again = await passPassword(api, officer);
        await refused(401, 'CODE_REFUSED', 'POST', `${again.path}/code`, { headers: again.headers, body: { code } });
      });

      it('that is too old is unknown', async () => {
        const { path, headers, flow } = await passPassword(abused.api, buyer);
        await abused.databases.expire('identity', 'login_flows', 'id = $1', flow.id);
        await refused(404, 'LOGIN_FLOW_NOT_FOUND', 'GET', path, { headers });
        await refused(404, 'LOGIN_FLOW_NOT_FOUND', 'POST', `${path}/code`, { headers, body: { code: '123456' } });
      });

      it('is dead after five wrong passwords, whether or not there is such a user', async () => {
        const answers = await Promise.all(
          [await newcomer(abused, officer), newPerson('nobody')].map(async ({ email, password }) => {
            const { flow, flowSecret } = await abused.api.ask<{ flow: { id: string }; flowSecret: string }>(
              'POST',
              '/v1/login-flows',
              { body: { userId: email } },
            );
            const path = `/v1/login-flows/${flow.id}/password`;
            const headers = { 'login-flow-secret': flowSecret };
            const said: string[] = [];
            for (const tried of ['wrong 1', 'wrong 2', 'wrong 3', 'wrong 4', 'wrong 5', password]) {
              // After some misses each attempt has to wait: as if it had.
              // oxlint-disable-next-line no-await-in-loop
              await abused.databases.query('identity', 'update throttles set next_at = null', []);
              // One attempt after the other.
              // oxlint-disable-next-line no-await-in-loop
              const { body } = await abused.api.send('POST', path, { headers, body: { password: tried } });
              said.push(`${body.status} ${body.code} ${body.detail}`);
            }
            return said;
          }),
        );
        const [known, unknown] = answers;
        expect(known).toEqual(unknown);
        expect(known?.map((line) => line.split(' ')[1])).toEqual([
          ...Array.from({ length: 5 }, () => 'LOGIN_FAILED'),
          'LOGIN_FLOW_WRONG_STATE',
        ]);
      });

      it('with a password that nobody types is refused like any other, without a fault', async () => {
        const long = ['e\u0301', '\u{1f511}'].map((character) => character.repeat(512));
        const odd = ['\ud800', '\u202e\u200b', ...long, '\u0344'.repeat(1024)];
        const said = await Promise.all(
          odd.map(async (password) => {
            const start = { body: { userId: newPerson('nobody').email } };
            const { path, headers } = loginOf(await abused.api.ask('POST', '/v1/login-flows', start));
            const { status, body } = await abused.api.send('POST', `${path}/password`, { headers, body: { password } });
            return `${status} ${body.code}`;
          }),
        );
        expect(said).toEqual(odd.map(() => '401 LOGIN_FAILED'));
      });

      it('by a one-time PIN ends where a second factor is active', async () => {
        const { api, inbox } = abused;
        const person = await newcomer(abused, officer);
        const early = await passPassword(api, person);
        const pin = findCode(await inbox.take('sms', person.mobile));
        const { accessToken: token } = await firstLogin(abused, person);
        const issued = await issueApp(api, token);
        await refused(403, 'SET_UP_REQUIRED', 'GET', '/v1/inventory', { token });
        await activateApp(api, token, issued);
        const messages = (await inbox.list(person.mobile)).length;

        const { path, headers } = early;
        await refused(403, 'FIRST_LOGIN_OVER', 'POST', `${path}/code`, { headers, body: { code: pin } });
        await refused(409, 'LOGIN_FLOW_WRONG_STATE', 'POST', `${path}/resend`, { headers });
        await refused(409, 'LOGIN_FLOW_WRONG_STATE', 'POST', `${path}/alternative`, { headers });
        await refused(401, 'CODE_REFUSED', 'POST', `${path}/code`, { headers, body: { code: pin } });
        await refused(403, 'SET_UP_OVER', 'POST', '/v1/me/authenticators', { token, body: {} });
        const later = await passPassword(api, person);
        expect(later.flow.state).toBe('factor_required');
        expect(await inbox.list(person.mobile)).toHaveLength(messages);
      });

      it('does not take a one-time PIN that is too old', async () => {
        const person = await newcomer(abused, officer);
        const { path, headers, flow } = await passPassword(abused.api, person);
        const code = findCode(await abused.inbox.take('sms', person.mobile));
        await abused.databases.expire('second-factor', 'login_pins', 'login_flow_id = $1', flow.id);
        await refused(401, 'CODE_REFUSED', 'POST', `${path}/code`, { headers, body: { code } });
      });
    });

    describeSessions(
      () => abused,
      () => ({ buyer, officer }),
    );

    describe('a recovery', () => {
      it('says the same of a user and of nobody, up to the last wrong code, and the code comes too late', async () => {
        const { api, inbox } = abused;
        const person = await newcomer(abused, officer);
        const recover = async ({ email }: { email: string }, codeOf: () => Promise<string>) => {
          const { flow, flowSecret } = await api.ask<{ flow: { id: string }; flowSecret: string }>(
            'POST',
            '/v1/recovery-flows',
            { body: { userId: email } },
          );
          const path = `/v1/recovery-flows/${flow.id}`;
          const headers = { 'recovery-flow-secret': flowSecret };
          const right = await codeOf();
          const wrong = Array.from({ length: 5 }, (_, index) => String((Number(right) + index + 1) % 1_000_000));
          const said: string[] = [];
          for (const code of [...wrong.map((each) => each.padStart(6, '0')), right]) {
            // One attempt after the other.
            // oxlint-disable-next-line no-await-in-loop
            const { status, body } = await api.send('POST', `${path}/code`, { headers, body: { code } });
            // oxlint-disable-next-line no-await-in-loop
            const { bytes } = await api.send('GET', path, { headers });
            said.push(`${status} ${body.code} ${bytes.toString('utf8').replaceAll(/"(rcv_\w+|\d{4}-[^"]+)"/g, '…')}`);
          }
          return said;
        };
        const isCode = ({ subject }: { subject: string }) => subject === 'Your code for a new password';
        const known = await recover(person, async () => findPlainCode(await inbox.take('email', person.email, isCode)));
        const unknown = await recover(newPerson('nobody'), () => Promise.resolve('123456'));
        expect(known).toEqual(unknown);
        expect(known.map((line) => line.split(' ', 2).join(' '))).toEqual([
          ...Array.from({ length: 5 }, () => '401 CODE_REFUSED'),
          '409 RECOVERY_FLOW_WRONG_STATE',
        ]);
      });
    });

    describe('an authenticator', () => {
      it('is activated once, in its time, and not after it was replaced', async () => {
        const { api, databases } = abused;
        const { token } = officer;
        const activation = (id: string) => `/v1/me/authenticators/${id}/activation`;
        const code = '123456';
        await refused(409, 'AUTHENTICATOR_WRONG_STATE', 'POST', activation(officer.authenticatorId), {
          token,
          body: { code },
        });
        const replaced = await issueApp(api, token);
        const expired = await issueApp(api, token);
        await refused(409, 'AUTHENTICATOR_WRONG_STATE', 'POST', activation(replaced.id), {
          token,
          body: { code: await replaced.app.early() },
        });
        await databases.expire('second-factor', 'authenticators', 'id = $1', expired.id);
        await refused(409, 'AUTHENTICATOR_EXPIRED', 'POST', activation(expired.id), {
          token,
          body: { code: await expired.app.early() },
        });
      });
    });

    describeLoginRaces(
      () => abused,
      () => officer,
    );
    describeFactorRaces(
      () => abused,
      () => officer,
    );
  });
}
