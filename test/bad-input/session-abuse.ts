import { describe, expect, it } from '@jest/globals';
import type { AbusedPlatform } from '../src/abused-platform.ts';
import { logIn, type Member, newcomer, refresh, setUpFactor } from '../src/members.ts';
import { loginOf, passCode, type Tokens } from '../src/steps/login.ts';
import { awaitRefusal, claimsOf, expectDead } from '../src/steps/sessions.ts';

/** What becomes of sessions that are over, stolen or old. */
export function describeSessions(abused: () => AbusedPlatform, people: () => { buyer: Member; officer: Member }): void {
  const refused = (...args: Parameters<AbusedPlatform['api']['refused']>) => abused().api.refused(...args);

  describe('a session', () => {
    it('cannot be prolonged after its user logged out, nor used at the gateway', async () => {
      const { token, refreshToken } = await logIn(abused().api, { ...people().buyer });
      await abused().api.ask('DELETE', '/v1/sessions/current', { token });
      await expectDead(abused().api, refreshToken);
      await awaitRefusal(abused().api, token);
    });

    it('ends when a refresh token comes a second time: for the thief and for the owner, who is told', async () => {
      const { api, inbox } = abused();
      const { buyer } = people();
      const stolen = buyer.refreshToken;
      await refresh(api, buyer);
      await expectDead(api, stolen);
      await expectDead(api, buyer.refreshToken);
      await awaitRefusal(api, buyer.token);
      await inbox.take('email', buyer.email, ({ subject }) => subject === 'One of your sessions was ended for safety');
    });

    it('that is old is challenged for what is sensitive (RFC 9470), and renewed by its own user only', async () => {
      const { api, databases } = abused();
      const member = await setUpFactor(abused(), await newcomer(abused(), people().officer));
      const before = claimsOf(member.token);
      // Nobody waits for a quarter of an hour.
      const age = `update sessions set authenticated_at = authenticated_at - interval '20 minutes' where id = $1`;
      await databases.query('identity', age, [before.sid]);
      await refresh(api, member);
      expect(before.auth_time - claimsOf(member.token).auth_time).toBe(1_200);
      const { password: currentPassword } = member;
      const body = { currentPassword, newPassword: `${currentPassword} anew`, endOtherSessions: true };
      const { status, headers } = await api.send('PUT', '/v1/me/password', { token: member.token, body });
      expect(status).toBe(401);
      const challenge = headers.get('www-authenticate') ?? '';
      for (const part of ['error="insufficient_user_authentication"', 'max_age="900"', '"urn:countersign:aal2"']) {
        expect(challenge).toContain(part);
      }

      const begin = async () =>
        loginOf(await api.ask('POST', '/v1/step-up-flows', { token: member.token, body: { language: 'en' } }));
      const stolen = await begin();
      const password = { headers: stolen.headers, body: { password: currentPassword } };
      const wrongState = [409, 'LOGIN_FLOW_WRONG_STATE', 'POST', `${stolen.path}/password`] as const;
      // With the token of somebody else it dies.
      await refused(...wrongState, { ...password, token: people().officer.token });
      await refused(...wrongState, { ...password, token: member.token });

      const { path, headers: secret } = await begin();
      const step = { token: member.token, headers: secret };
      await api.ask('POST', `${path}/password`, { ...step, body: { password: currentPassword } });
      const code = await member.app.early();
      const { tokens } = await api.ask<{ tokens: Tokens }>('POST', `${path}/code`, { ...step, body: { code } });
      const after = claimsOf(tokens.accessToken);
      expect([after.sid, after.auth_time >= before.auth_time]).toEqual([before.sid, true]);
      await expectDead(api, member.refreshToken);
      await api.ask('PUT', '/v1/me/password', { token: tokens.accessToken, body });
      // It was completed once.
      await expect(passCode(api, { ...member }, { path, headers: secret }, code)).rejects.toThrow(/40[19]/);
    });
  });
}
