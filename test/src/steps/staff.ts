import type { Step } from '../journey.ts';
import { findCode, findToken, holdsCode, holdsLink } from '../message-inbox.ts';
import { expectThat } from '../rest-client.ts';
import { type Flow, passCode, passPassword } from './login.ts';
import { enrolApp } from './set-up.ts';

interface StaffMember {
  id: string;
  userId: string;
  roles: string[];
}

/** How the first member of staff comes in. */
export const officerSteps: readonly Step[] = [
  {
    promise: 'R3',
    title: 'The first member of staff comes in by a single-use invitation of the operator command',
    run: async ({ api, inviteOperator, officer }) => {
      const { email, password, mobile } = officer;
      const invitation = await inviteOperator();
      const body = { token: invitation, email, password, mobile, givenName: 'Kim', surname: 'Example' };
      await api.ask('POST', '/v1/operator-invitations/acceptance', { body });
      await api.refused(409, 'INVITATION_USED', 'POST', '/v1/operator-invitations/acceptance', {
        body: { ...body, email: `other.${email}` },
      });
    },
  },
  {
    promise: 'R1',
    title: 'Alternative authentication: the PIN of a first login goes by e-mail; the one of the SMS is dead',
    run: async (world) => {
      const { api, inbox, officer } = world;
      const login = await passPassword(api, officer);
      const bySms = findCode(await inbox.take('sms', officer.mobile));
      const { path, headers } = login;
      const { channel } = await api.ask<Flow>('POST', `${path}/alternative`, { headers });
      expectThat(channel === 'email', 'the alternative is e-mail');
      const byMail = findCode(await inbox.take('email', officer.email, holdsCode));
      if (byMail !== bySms)
        await api.refused(401, 'CODE_REFUSED', 'POST', `${path}/code`, { headers, body: { code: bySms } });
      const { amr } = await passCode(api, officer, login, byMail);
      expectThat(amr.includes('email'), 'the token tells how');
      await enrolApp(world, officer);
    },
  },
];

/** How staff looks after itself. */
export const staffSteps: readonly Step[] = [
  {
    promise: 'R3',
    title: 'Staff: an operator invites an officer by mail, gives him another role, and the first one back',
    run: async ({ api, inbox, officer, colleague }) => {
      const { token } = officer;
      const roles = ['registration_officer'];
      await api.ask('POST', '/v1/staff/invitations', { token, body: { email: colleague.email, roles } });
      const invitation = findToken(await inbox.take('email', colleague.email, holdsLink));
      const isHis = ({ email }: { email?: string }) => email === colleague.email;
      const invitations = async () =>
        (await api.ask<{ items: { email?: string }[] }>('GET', '/v1/staff/invitations', { token })).items.some(isHis);
      expectThat(await invitations(), 'the invitation is open');
      const { email, password } = colleague;
      const body = { token: invitation, email, password, givenName: 'Sam', surname: 'Example' };
      await api.ask('POST', '/v1/operator-invitations/acceptance', { body });
      expectThat(!(await invitations()), 'it is used up');

      const find = async (userId: string) =>
        (await api.ask<{ items: StaffMember[] }>('GET', '/v1/staff/members', { token })).items.find(
          (member) => member.userId === userId,
        );
      const [own, member] = [await find(officer.email), await find(email)];
      expectThat(member?.roles.join() === roles.join(), 'he is listed with his role');
      const path = `/v1/staff/members/${member.id}`;
      await api.ask('PUT', `${path}/roles`, { token, body: { roles: ['operator'] } });
      expectThat((await find(email))?.roles.join() === 'operator', 'he has the other role');
      await inbox.take('email', email, ({ subject }) => subject === 'Your roles as a member of staff were changed');
      await api.refused(403, 'OWN_DECISION_FORBIDDEN', 'DELETE', `/v1/staff/members/${own?.id}`, { token });
      await api.ask('PUT', `${path}/roles`, { token, body: { roles } });
    },
  },
];

/** The end of a member of staff. */
export const staffRemovalStep: Step = {
  promise: 'R3',
  title: 'Staff: the second officer is removed again',
  run: async ({ api, officer, colleague }) => {
    const { token } = officer;
    const find = async () =>
      (await api.ask<{ items: StaffMember[] }>('GET', '/v1/staff/members', { token })).items.find(
        ({ userId }) => userId === colleague.email,
      );
    await api.ask('DELETE', `/v1/staff/members/${(await find())?.id}`, { token });
    expectThat((await find()) === undefined, 'he is no member of staff any more');
  },
};
