import type { Step, World } from '../journey.ts';
import { findCode, findPlainCode, holdsCode } from '../message-inbox.ts';
import { expectThat } from '../rest-client.ts';
import { fullLogin, loginOf, passPassword } from './login.ts';
import { awaitRefusal, expectDead } from './sessions.ts';

interface Recovery {
  id: string;
  state: string;
  messageId: string;
  questions: { key: string }[];
}

/** Begins a recovery of somebody's password, whether or not there is such a user. */
async function startRecovery({ api }: World, userId: string) {
  const { flow, flowSecret } = await api.ask<{ flow: Recovery; flowSecret: string }>('POST', '/v1/recovery-flows', {
    body: { userId, language: 'en' },
  });
  const path = `/v1/recovery-flows/${flow.id}`;
  const headers = { 'recovery-flow-secret': flowSecret };
  const submit = (step: string, body: object) => api.ask<Recovery>('POST', `${path}/${step}`, { headers, body });
  return { flow, path, headers, submit };
}

/** Changes of password and user ID, and what helps whoever forgot the password. */
export const recoverySteps: readonly Step[] = [
  {
    promise: 'E15',
    title: 'The password is changed with the current one; the old one is dead, and the user is told',
    run: async ({ api, inbox, signer }) => {
      const { token, password: currentPassword } = signer;
      const newPassword = `${currentPassword} anew`;
      const change = (body: object) => ({ token, body: { newPassword, endOtherSessions: true, ...body } });
      const guessed = change({ currentPassword: `not ${currentPassword}` });
      await api.refused(401, 'LOGIN_FAILED', 'PUT', '/v1/me/password', guessed);
      await api.ask('PUT', '/v1/me/password', change({ currentPassword }));
      await inbox.take('email', signer.email, ({ subject }) => subject === 'Your password was changed');
      const old = loginOf(await api.ask('POST', '/v1/login-flows', { body: { userId: signer.email } }));
      const options = { headers: old.headers, body: { password: currentPassword } };
      await api.refused(401, 'LOGIN_FAILED', 'POST', `${old.path}/password`, options);
      signer.password = newPassword;
      const { flow } = await passPassword(api, signer);
      expectThat(flow.state === 'factor_required', 'the new one is good');
    },
  },
  {
    promise: 'E19',
    title: 'Forgotten password: a mailed code, then three answers; together they set a new one, and end every session',
    run: async (world) => {
      const { api, inbox, officer, guest } = world;
      const { flow, path, headers, submit } = await startRecovery(world, guest.email);
      const { flow: unknown } = await startRecovery(world, `nobody.${guest.email}`);
      const shape = ({ id: _id, ...rest }: Recovery) => JSON.stringify(rest).replaceAll(/"\d{4}-[^"]+"/g, 'a moment');
      expectThat(flow.state === 'code_required' && shape(flow) === shape(unknown), 'it tells nothing of who exists');
      const isCode = ({ subject }: { subject: string }) => subject === 'Your code for a new password';
      const code = findPlainCode(await inbox.take('email', guest.email, isCode));
      const { state, questions } = await submit('code', { code });
      expectThat(state === 'questions_required' && questions.length === 3, 'three of his five questions');
      const answers = questions.map(({ key }) => ({
        key,
        answer: guest.answers?.find((each) => each.key === key)?.answer.toUpperCase() ?? '',
      }));
      const wrong = {
        headers,
        body: { answers: answers.with(1, { key: questions[1]?.key ?? '', answer: 'a guess' }) },
      };
      await api.refused(401, 'ANSWERS_REFUSED', 'POST', `${path}/answers`, wrong);
      const asked = await api.ask<Recovery>('GET', path, { headers });
      expectThat(
        JSON.stringify(asked.questions) === JSON.stringify(questions),
        'the same ones, until they are answered',
      );
      const proved = await submit('answers', { answers });
      expectThat(proved.state === 'password_required', 'both together prove him');
      const old = guest.password;
      guest.password = `${old} again`;
      const done = await submit('password', { password: guest.password });
      expectThat(done.state === 'completed', 'the password is set; no session comes of it');
      await awaitRefusal(api, guest.token);
      await expectDead(api, guest.refreshToken);
      await inbox.take('email', guest.email, ({ subject }) => subject === 'Your password was reset');
      const query = new URLSearchParams({ email: guest.email }).toString();
      const status = await api.ask<{ emailHeldUntil?: string; sessions: number }>('GET', `/v1/staff/users?${query}`, {
        token: officer.token,
      });
      expectThat(status.emailHeldUntil !== undefined && status.sessions === 0, 'his mailbox is no second factor today');
    },
  },
  {
    promise: 'E19',
    title: 'A recovery never touches the second factor: the login with the new password asks for it',
    run: async (world) => {
      const { guest } = world;
      const known = guest.deviceToken;
      const { acr } = await fullLogin(world, guest);
      expectThat(acr === 'urn:countersign:aal2', 'new password and code');
      expectThat(guest.deviceToken !== known, 'no device is known from before');
    },
  },
  {
    promise: 'E14',
    title: 'The user ID changes with a code to each of the two mailboxes; both are told',
    run: async ({ api, inbox, signer }) => {
      const { token, email: former } = signer;
      const email = `renamed.${former}`;
      const changes = '/v1/me/contact-changes';
      const { id, currentCodeRequired } = await api.ask<{ id: string; currentCodeRequired: boolean }>('POST', changes, {
        token,
        body: { email },
      });
      expectThat(currentCodeRequired, 'the present mailbox has to agree');
      const code = findCode(await inbox.take('email', email, holdsCode));
      const consent = ({ subject }: { subject: string }) => subject === 'Your e-mail address is about to be changed';
      const currentCode = findPlainCode(await inbox.take('email', former, consent));
      await api.refused(400, 'CODE_MALFORMED', 'POST', `${changes}/${id}/confirmation`, { token, body: { code } });
      await api.ask('POST', `${changes}/${id}/confirmation`, { token, body: { code, currentCode } });
      const told = ({ subject }: { subject: string }) => subject === 'Your e-mail address was changed';
      await Promise.all([former, email].map((address) => inbox.take('email', address, told)));
      const { userId } = await api.ask<{ userId: string }>('GET', '/v1/me', { token });
      expectThat(userId === email, 'it is the user ID now');
      signer.email = email;
      expectThat((await passPassword(api, signer)).flow.state === 'factor_required', 'he logs in with it');
    },
  },
];
