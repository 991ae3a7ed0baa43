import { createHash } from 'node:crypto';
import type { Step } from '../journey.ts';
import { findCode, findToken, holdsCode, holdsLink } from '../message-inbox.ts';
import { expectThat } from '../rest-client.ts';
import { samplePdf } from '../sample-pdf.ts';
import { findOpen } from './account.ts';
import { enrolComputer } from './factors.ts';
import { firstLogin, fullLogin } from './login.ts';
import { answerQuestions } from './set-up.ts';

interface Validation {
  id: string;
  version: number;
  state: string;
  email: string;
  mobile?: string;
  evidence: { documentNumber: string; fileIds?: string[] }[];
  evidenceUntil?: string;
}

const scan = samplePdf('Scan of a passport');

/** Personal validation of somebody who bought nothing. */
export const invitedSignerSteps: readonly Step[] = [
  {
    promise: 'R3',
    title: 'A signer is invited: he proves his mobile number, shows evidence and sets his password, in one step',
    run: async (world) => {
      const { api, inbox, officer, guest } = world;
      const { email, mobile, password } = guest;
      await api.ask('POST', '/v1/staff/signer-invitations', { token: officer.token, body: { email } });
      const token = findToken(await inbox.take('email', email, holdsLink));
      const path = '/v1/signer-invitations';
      const offer = await api.ask<{ userId: string }>('POST', `${path}/description`, { body: { token } });
      expectThat(offer.userId === email, 'the link tells the user ID');
      const { id, sha256 } = await api.ask<{ id: string; sha256: string }>('POST', `${path}/evidence-files`, {
        headers: { 'invitation-token': token, 'content-type': 'application/pdf' },
        body: scan,
      });
      expectThat(sha256 === createHash('sha256').update(scan).digest('base64'), 'the file arrived whole');
      const evidence = [{ documentType: 'passport', documentNumber: 'X7654321', fileIds: [id] }];
      const body = { token, givenName: 'Alex', surname: 'Example', country: 'US', mobile, evidence, password };
      await api.ask('POST', `${path}/mobile-codes`, { body: { token, mobile } });
      const mobileCode = findCode(await inbox.take('sms', mobile, holdsCode));
      const wrong = mobileCode === '000000' ? '000001' : '000000';
      const guessed = { body: { ...body, mobileCode: wrong } };
      await api.refused(401, 'CODE_REFUSED', 'POST', `${path}/acceptance`, guessed);
      const accepted = { body: { ...body, mobileCode } };
      await api.ask('POST', `${path}/acceptance`, accepted);
      await api.refused(409, 'INVITATION_USED', 'POST', `${path}/acceptance`, accepted);

      const { amr } = await firstLogin(world, guest);
      expectThat(amr.includes('sms'), 'his PIN goes to that number');
      await answerQuestions(world, guest);
    },
  },
  {
    promise: 'R6',
    title: 'The app on a computer: address, serial number and activation code in, a registration code back',
    run: async (world) => {
      const { api, guest } = world;
      await enrolComputer(world, guest, 'computer');
      await fullLogin(world, guest);
      const own = await api.ask<Validation>('GET', '/v1/me/personal-validation', { token: guest.token });
      expectThat(own.state === 'submitted' && own.mobile === guest.mobile, 'he sees that an officer has to decide');
    },
  },
  {
    promise: 'R3',
    title: 'The officer reads the evidence and approves that version; the file is for nobody else',
    run: async ({ api, officer, guest }) => {
      const { token } = officer;
      const path = '/v1/staff/personal-validations';
      const { id, version, evidence } = await findOpen<Validation>(
        api,
        { path: `${path}?state=submitted`, token },
        ({ email }) => email === guest.email,
      );
      const file = `${path}/${id}/evidence-files/${evidence[0]?.fileIds?.[0]}`;
      const { status, bytes, headers } = await api.send('GET', file, { token });
      expectThat(status === 200 && bytes.equals(scan), 'he reads what was sent');
      const disposition = headers.get('content-disposition') ?? '';
      expectThat(
        headers.get('cache-control')?.includes('no-store') === true && disposition.startsWith('attachment'),
        'it is kept nowhere on the way',
      );
      await api.refused(403, 'ROLE_REQUIRED', 'GET', file, { token: guest.token });
      await api.ask('POST', `${path}/${id}/decision`, { token, body: { version, approved: true } });
      const own = await api.ask<Validation>('GET', '/v1/me/personal-validation', { token: guest.token });
      expectThat(
        own.state === 'approved' && own.evidenceUntil !== undefined,
        'approved; the evidence is erased in time',
      );
    },
  },
];
