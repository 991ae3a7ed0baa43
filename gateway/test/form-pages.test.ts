import { conflict, exhausted, invalidField, notFound, unauthenticated } from '@countersign/errors';
import type { PersonalValidation, RecoveryFlow } from '@countersign/proto/identity';
import { locales } from '@countersign/texts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { HTMLElement } from 'happy-dom';
import { openPage as open } from './browser-page.ts';
import { startGateway, type TestGateway } from './gateway.ts';
import { at, later } from './samples.ts';

const token = 'w5Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w';
const password = 'correct horse battery staple';
const flowOf = (over: Partial<RecoveryFlow>): RecoveryFlow => ({
  id: 'rcv_1',
  state: 'RECOVERY_FLOW_STATE_CODE_REQUIRED',
  nextActions: ['submit_code', 'resend', 'cancel', 'set_language'],
  messageId: 'recovery.code_required',
  messageParameters: {},
  questions: [],
  attemptsLeft: 5,
  resendAt: at,
  channel: '',
  maskedDestination: '',
  factors: [],
  factor: undefined,
  cells: [],
  cardSerial: '',
  language: 'en',
  expiresAt: later,
  ...over,
});
const questions = ['first_teacher', 'childhood_toy', 'first_film'].map((key) => ({ key, answered: false }));
const states = {
  code: flowOf({}),
  questions: flowOf({
    state: 'RECOVERY_FLOW_STATE_QUESTIONS_REQUIRED',
    messageId: 'recovery.questions_required',
    nextActions: ['submit_answers', 'cancel', 'set_language'],
    questions,
  }),
  factor: flowOf({
    state: 'RECOVERY_FLOW_STATE_FACTOR_REQUIRED',
    messageId: 'recovery.factor_required',
    nextActions: ['submit_factor_code', 'cancel', 'set_language'],
  }),
  password: flowOf({
    state: 'RECOVERY_FLOW_STATE_PASSWORD_REQUIRED',
    messageId: 'recovery.password_required',
    nextActions: ['submit_password', 'cancel', 'set_language'],
    attemptsLeft: 0,
  }),
  officer: flowOf({
    state: 'RECOVERY_FLOW_STATE_OFFICER_REQUIRED',
    messageId: 'recovery.officer_required',
    nextActions: ['cancel', 'set_language'],
    attemptsLeft: 0,
  }),
  completed: flowOf({
    state: 'RECOVERY_FLOW_STATE_COMPLETED',
    messageId: 'recovery.completed',
    nextActions: [],
    attemptsLeft: 0,
  }),
  dead: flowOf({
    state: 'RECOVERY_FLOW_STATE_DEAD',
    messageId: 'recovery.dead',
    nextActions: [],
    attemptsLeft: 0,
  }),
} as const;

const validation: PersonalValidation = {
  id: 'pvl_1',
  userId: 'usr_1',
  version: 1,
  state: 'PERSONAL_VALIDATION_STATE_SUBMITTED',
  givenName: 'Kim',
  surname: 'Signer',
  email: 'kim.signer@example.com',
  mobile: '',
  country: 'ES',
  evidence: [],
  submittedAt: at,
  reason: '',
  pendingApprovalId: '',
  evidenceUntil: undefined,
};

/** What identity answers instead, by method: an error to be thrown. */
let failures: Record<string, () => Error> = {};
/** Where a recovery stands after the next step. */
let next: RecoveryFlow = states.code;
const pages: Awaited<ReturnType<typeof open>>[] = [];
let gateway: TestGateway;

const answering =
  <A>(method: string, answer: () => A) =>
  async (): Promise<A> => {
    const failure = failures[method];
    if (failure !== undefined) throw failure();
    return answer();
  };
const step = (method: string) => answering(method, () => ({ flow: next }));

beforeAll(async () => {
  gateway = await startGateway({
    answers: {
      identity: {
        acceptOperatorInvitation: answering('accept', () => ({ userId: 'usr_1' })),
        describeSignerInvitation: answering('describe', () => ({ email: 'kim.signer@example.com', expiresAt: later })),
        sendSignerMobileCode: answering('sendCode', () => ({
          maskedDestination: '+1••••••23',
          resendAt: at,
          expiresAt: later,
        })),
        addEvidenceFile: answering('addFile', () => ({ fileId: 'evf_1', digest: Buffer.alloc(32) })),
        acceptSignerInvitation: answering('acceptSigner', () => ({ userId: 'usr_1', personalValidation: validation })),
        startRecoveryFlow: answering('start', () => ({ flow: states.code, secret: 'flow-secret' })),
        getRecoveryFlow: step('get'),
        submitRecoveryCode: step('code'),
        submitRecoveryAnswers: step('answers'),
        submitRecoveryFactorCode: step('factor'),
        chooseRecoveryFactor: step('choice'),
        submitNewPassword: step('password'),
        resendRecoveryCode: step('resend'),
        cancelRecoveryFlow: step('cancel'),
        setRecoveryFlowLanguage: step('language'),
      },
    },
  });
});
afterAll(() => gateway.close());
beforeEach(() => {
  failures = {};
  gateway.calls.length = 0;
});
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.close()));
});

async function openPage(address: string, language = 'en', stored: Readonly<Record<string, string>> = {}) {
  const page = await open(gateway, address, { language, stored });
  pages.push(page);
  return page;
}

const requests = () => gateway.calls.map(({ name, request }) => [name, request]);
const paths = ['/operator-invitation', '/staff-invitation', '/signer-invitation', '/recover', '/a'];

describe.each(paths)('the page %s', (path) => {
  it('is a document of its own: nothing within it runs, and it may load and ask nothing but the gateway', async () => {
    const { headers, body } = await gateway.app.inject(path);
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', vary: 'accept-language' });
    expect(String(headers['content-security-policy'])).toMatch(/default-src 'none'; script-src 'self'/);
    expect(body).not.toMatch(/<style|\son\w+=|\sstyle=|<script(?![^>]* src=)/);
    const references = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => `/${url ?? ''}`);
    expect(references).toHaveLength(2);
    const loaded = await Promise.all(references.map((url) => gateway.app.inject(url)));
    expect(loaded.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect(gateway.calls).toEqual([]);
  });

  it('speaks every language, and another in each', async () => {
    const headings = await Promise.all(
      locales.map(async (language) => {
        const { body } = await gateway.app.inject({ url: path, headers: { 'accept-language': language } });
        expect(body).toContain(`<html lang="${language}">`);
        return /<h1>([^<]+)<\/h1>/.exec(body)?.[1];
      }),
    );
    expect(new Set(headings).size).toBe(locales.length);
  });

  it('has a label for everything that the keyboard reaches, and hints that are there', async () => {
    const { document, element } = await openPage(`${path}#token=${token}`);
    for (const field of document.querySelectorAll('input, select')) {
      expect([field.id, document.querySelector(`label[for="${field.id}"]`)?.textContent]).toEqual([
        field.id,
        expect.stringMatching(/\S/),
      ]);
      for (const id of field.getAttribute('aria-describedby')?.split(' ') ?? []) expect(element(id)).toBeTruthy();
    }
    for (const button of document.querySelectorAll('button')) expect(button.textContent).toMatch(/\S/);
  });
});

describe.each(['/operator-invitation', '/signer-invitation'])('without its token %s', (path) => {
  it('says so, and asks nobody', async () => {
    const page = await openPage(path);
    expect(page.problems()).toEqual(['The link is not complete. Open it exactly as it is in the message.']);
    expect(page.isShown('form')).toBe(false);
    expect(gateway.calls).toEqual([]);
  });
});

describe('the link of a soft token', () => {
  const query =
    'v=1&u=http%3A%2F%2Flocalhost%3A8080&sn=6935019387&act=AAAAAAAAAAAAAAAAAAAAAA&ik=_-AAAAAAAAAAAAAAAAAAAA&exp=1';

  it('leads to the app with all that the QR code says, and asks nobody', async () => {
    const { element, input, asked, isShown } = await openPage(`/a#${query}`);
    expect(isShown('activation')).toBe(true);
    expect(isShown('get-app')).toBe(false);
    expect(element('open').getAttribute('href')).toBe(`softtoken://a?${query}`);
    expect(input('uri').value).toBe(`softtoken://a?${query}`);
    expect(asked).toEqual([]);
    expect(gateway.calls).toEqual([]);
  });

  it.each([
    ['en', 'Get the app'],
    ['de', 'Die App besorgen'],
    ['fr', 'Obtenir l’application'],
    ['es', 'Obtener la aplicación'],
  ])('without the data of a QR code tells in %s how to get and start the app', async (language, title) => {
    const { document, element, isShown, problems, asked } = await openPage('/a', language);
    expect(isShown('get-app')).toBe(true);
    expect(element('get-app').querySelector('h2')?.textContent).toBe(title);
    const commands = [...document.querySelectorAll('#get-app code')].map(({ textContent }) => textContent);
    expect(commands).toEqual(['npm run token -- add', 'npm run token -- help']);
    expect(problems()).toEqual([]);
    expect(isShown('activation')).toBe(false);
    expect(asked).toEqual([]);
  });

  it.each(['v=2&u=x', 'v=1&u=x"><script>', 'v=1&u=javascript:alert(1)'])(
    'shows nothing of the fragment %j, which is none of ours',
    async (fragment) => {
      const { element, isShown, problems } = await openPage(`/a#${fragment}`);
      expect(problems()).toEqual(['The link is not complete. Open it exactly as it is in the message.']);
      expect(isShown('activation')).toBe(false);
      expect(isShown('get-app')).toBe(false);
      expect(element('open').getAttribute('href')).toBe('');
    },
  );
});

describe('an invitation of staff', () => {
  const fields = {
    email: 'sam.officer@example.com',
    'given-name': 'Sam',
    surname: 'Officer',
    mobile: '+1 (202) 555-0123',
    password,
  };

  it('is accepted with the form: the token travels in bodies only', async () => {
    const page = await openPage(`/staff-invitation#token=${token}`, 'de');
    await page.send('form', fields);
    expect(page.problems()).toEqual([]);
    expect(requests()).toEqual([
      [
        'identity.acceptOperatorInvitation',
        {
          token,
          email: 'sam.officer@example.com',
          givenName: 'Sam',
          surname: 'Officer',
          mobile: '+12025550123',
          password,
          language: 'de',
        },
      ],
    ]);
    expect(page.isShown('form')).toBe(false);
    expect(page.document.activeElement?.id).toBe('done-title');
    expect(page.input('password').value).toBe('');
    expect(page.window.location.hash).toBe('');
    expect(JSON.stringify(page.asked)).not.toContain(token);
  });

  it('lists each field that does not fit, leads to it, and keeps what was typed', async () => {
    const page = await openPage(`/operator-invitation#token=${token}`);
    await page.send('form', { ...fields, email: 'sam', mobile: '0202' });
    expect(page.problems()).toEqual([
      expect.stringMatching(/^E-mail address: /),
      'Mobile number (optional): With its country code, for example +12025550123.',
    ]);
    expect(page.document.activeElement?.id).toBe('problems');
    expect(page.input('mobile').getAttribute('aria-invalid')).toBe('true');
    (page.document.querySelector('#problem-list a') as unknown as HTMLElement).click();
    expect(page.document.activeElement?.id).toBe('email');
    expect(page.window.location.hash).toBe(`#token=${token}`);
    expect(page.input('password').value).toBe(password);
    await page.send('form', fields);
    expect(page.isShown('done')).toBe(true);
  });

  it('that is over is said in the language of the page', async () => {
    failures = { accept: () => conflict('INVITATION_EXPIRED', 'x') };
    const page = await openPage(`/operator-invitation#token=${token}`, 'fr');
    await page.send('form', fields);
    expect(page.problems()).toEqual(['Cette invitation est trop ancienne. Demandez-en une nouvelle.']);
    expect(page.isShown('done')).toBe(false);
  });

  it('shows a password only while it is asked to', async () => {
    const page = await openPage(`/staff-invitation#token=${token}`);
    await page.press('password-show');
    expect(page.input('password').type).toBe('text');
    await page.press('password-show');
    expect(page.input('password').type).toBe('password');
  });
});

describe('an invitation to personal validation', () => {
  const fields = {
    'given-name': 'Kim',
    surname: 'Signer',
    country: 'ES',
    'document-type': 'passport',
    'document-number': 'X1234567',
    password,
  };
  const files = [new Blob(['%PDF-1'], { type: 'application/pdf' }), new Blob(['two'], { type: 'image/png' })];

  it('takes particulars, files and a number that a code proves, in one step at the end', async () => {
    const page = await openPage(`/signer-invitation#token=${token}`, 'es');
    expect(page.input('user-id').value).toBe('kim.signer@example.com');
    page.input('mobile').value = '+1 202 555 0123';
    expect(page.isShown('mobile-code')).toBe(false);
    await page.press('send-code');
    expect(page.element('code-sent').textContent).toContain('+1••••••23');
    expect(page.document.activeElement?.id).toBe('mobile-code');
    page.choose('files', files);
    await page.send('form', { ...fields, 'mobile-code': '123 456' });
    expect(page.problems()).toEqual([]);
    expect(page.document.activeElement?.id).toBe('done-title');
    expect(requests()).toEqual([
      ['identity.describeSignerInvitation', { token }],
      ['identity.sendSignerMobileCode', { token, mobile: '+12025550123', language: 'es' }],
      [
        'identity.addEvidenceFile',
        { mediaType: 'application/pdf', content: Buffer.from('%PDF-1'), invitationToken: token },
      ],
      ['identity.addEvidenceFile', { mediaType: 'image/png', content: Buffer.from('two'), invitationToken: token }],
      [
        'identity.acceptSignerInvitation',
        {
          token,
          givenName: 'Kim',
          surname: 'Signer',
          mobile: '+12025550123',
          mobileCode: '123 456',
          country: 'ES',
          evidence: [{ documentType: 'passport', documentNumber: 'X1234567', fileIds: ['evf_1', 'evf_1'] }],
          password,
          language: 'es',
        },
      ],
    ]);
    expect(page.window.location.hash).toBe('');
  });

  it('does not send a file twice when another attempt is needed', async () => {
    failures = { acceptSigner: () => unauthenticated('CODE_REFUSED', 'the code is not right') };
    const page = await openPage(`/signer-invitation#token=${token}`);
    page.choose('files', files);
    await page.send('form', fields);
    expect(page.problems()).toEqual(['The code is not right.']);
    failures = {};
    await page.send('form', fields);
    expect(page.isShown('done')).toBe(true);
    expect(requests().filter(([name]) => name === 'identity.addEvidenceFile')).toHaveLength(2);
  });

  it('leads back to the files when one is refused, and uses up nothing', async () => {
    failures = {
      addFile: () => invalidField('EVIDENCE_FILE_INVALID', '/content', 'must be a file of type application/pdf'),
    };
    const page = await openPage(`/signer-invitation#token=${token}`, 'de');
    page.choose('files', files);
    await page.send('form', fields);
    expect(page.problems()).toEqual([expect.stringMatching(/^Die Datei ist kein PDF, JPEG oder PNG/)]);
    expect(page.input('files').getAttribute('aria-invalid')).toBe('true');
    expect(requests().map(([name]) => name)).not.toContain('identity.acceptSignerInvitation');
  });

  it('that cannot be used is said before anybody types', async () => {
    failures = { describe: () => notFound('INVITATION_NOT_FOUND', 'x') };
    const page = await openPage(`/signer-invitation#token=a`, 'es');
    expect(page.problems()).toEqual([expect.stringMatching(/^Esta invitación no se conoce/)]);
    expect(page.isShown('form')).toBe(false);
    expect(page.isShown('retry')).toBe(false);
  });

  it('can be tried again after a fault of ours, whose number is told', async () => {
    failures = { describe: () => new Error('a bug') };
    const page = await openPage(`/signer-invitation#token=${token}`);
    expect(page.problems()).toEqual([expect.stringMatching(/Number of this request: [0-9a-f-]{36}/)]);
    failures = {};
    await page.press('retry');
    expect(page.problems()).toEqual([]);
    expect(page.isShown('form')).toBe(true);
  });

  it('names every country in the language, in its order', async () => {
    const { document } = await openPage(`/signer-invitation#token=${token}`, 'de');
    const names = [...document.querySelectorAll('#country option')].map(({ textContent }) => textContent);
    expect(names.length).toBeGreaterThan(240);
    expect(names.slice(1)).toEqual(names.slice(1).toSorted(new Intl.Collator('de').compare));
    expect(names).toContain('Österreich');
  });
});

describe('a recovery', () => {
  const begin = async (language = 'en') => {
    const page = await openPage('/recover', language);
    await page.send('start', { 'user-id': ' robin.sample@example.com ' });
    return page;
  };

  it('goes from the mailed code over the questions to a new password', async () => {
    const page = await begin('de');
    expect(page.isShown('code_required')).toBe(true);
    expect(page.isShown('start')).toBe(false);
    expect(page.element('message').textContent).toContain('ist ein Code an das zugehörige Postfach unterwegs');
    expect(page.element('attempts').textContent).toBe('Verbleibende Versuche: 5');
    expect(page.document.activeElement?.id).toBe('code');

    next = states.questions;
    await page.send('code_required', { code: '123456' });
    const labels = [...page.document.querySelectorAll('#answers label')].map(({ textContent }) => textContent);
    expect(labels).toEqual([
      'Wie hieß Ihr erster Lehrer oder Ihre erste Lehrerin?',
      'Was war in Ihrer Kindheit Ihr liebstes Spielzeug?',
      'Welchen Film haben Sie zuerst im Kino gesehen?',
    ]);
    expect(page.document.activeElement?.id).toBe('answer-first_teacher');

    next = states.password;
    await page.send('questions_required', {
      'answer-first_teacher': 'Miss Ferrybank',
      'answer-childhood_toy': 'kite',
      'answer-first_film': 'The Harbour',
    });
    next = states.completed;
    await page.send('password_required', { password });
    expect(page.input('password').value).toBe('');
    expect(page.isShown('password_required')).toBe(false);
    expect(page.isShown('again')).toBe(false);
    expect(page.document.activeElement?.id).toBe('message');

    const key = { flowId: 'rcv_1', secret: 'flow-secret' };
    expect(requests()).toEqual([
      [
        'identity.startRecoveryFlow',
        { userId: 'robin.sample@example.com', language: 'de', acceptedLanguage: 'de', deviceToken: '' },
      ],
      ['identity.submitRecoveryCode', { key, code: '123456' }],
      [
        'identity.submitRecoveryAnswers',
        {
          key,
          answers: [
            { key: 'first_teacher', answer: 'Miss Ferrybank' },
            { key: 'childhood_toy', answer: 'kite' },
            { key: 'first_film', answer: 'The Harbour' },
          ],
        },
      ],
      ['identity.submitNewPassword', { key, password }],
    ]);
  });

  it('asks for the code of the second factor where that is what is left', async () => {
    const page = await begin();
    next = states.factor;
    await page.send('code_required', { code: '123456' });
    expect(page.isShown('factor_required')).toBe(true);
    next = states.password;
    await page.send('factor_required', { 'factor-code': '654321' });
    expect(page.isShown('password_required')).toBe(true);
    expect(requests().map(([name]) => name)).toContain('identity.submitRecoveryFactorCode');
  });

  it('names the cells of a card, and lets another factor be chosen', async () => {
    const page = await begin();
    const factor = (authenticatorId: string, kind: string) => ({
      authenticatorId,
      kind,
      label: 'Mine',
      maskedDestination: kind === 'sms' ? '+1••••••23' : '',
      serial: kind === 'sms' ? '' : '6935019387',
    });
    const factors = [factor('aut_1', 'grid_card'), factor('aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K', 'sms')];
    const nextActions = ['submit_factor_code', 'choose_factor', 'cancel', 'set_language'];
    next = {
      ...states.factor,
      messageId: 'recovery.factor_required.grid_card',
      messageParameters: { cells: 'A1, C4, J5', serial: '6935019387' },
      nextActions,
      factors,
      factor: { authenticatorId: 'aut_1', kind: 'grid_card' },
    };
    await page.send('code_required', { code: '123456' });
    const shown = () => [...page.element('message').children].filter((one) => !one.hasAttribute('hidden'));
    expect(shown().map(({ textContent }) => textContent)).toEqual([
      'Enter what stands in the cells A1, C4, J5 of your card 6935019387, one after the other.',
    ]);
    const choices = page.element('choices').querySelectorAll('button');
    expect([...choices].map(({ textContent }) => textContent)).toEqual(['Mine · +1••••••23']);
    next = {
      ...states.factor,
      messageId: 'recovery.factor_required.sms',
      messageParameters: { destination: '+1••••••23' },
      nextActions,
      factors,
      factor: { authenticatorId: 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K', kind: 'sms' },
    };
    await page.press('choice-aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K');
    expect(requests().at(-1)).toEqual([
      'identity.chooseRecoveryFactor',
      { key: { flowId: 'rcv_1', secret: 'flow-secret' }, authenticatorId: 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K' },
    ]);
    expect(shown().map(({ textContent }) => textContent)).toEqual([expect.stringContaining('to +1••••••23')]);
  });

  it('tells whom to ask where only an officer can help', async () => {
    const page = await begin();
    next = states.officer;
    await page.send('code_required', { code: '123456' });
    const shown = [...page.element('message').children].filter((one) => !one.hasAttribute('hidden'));
    expect(shown.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/an officer checks who you are/),
    ]);
    expect(page.document.querySelectorAll('form:not([hidden])')).toHaveLength(0);
  });

  it('says that a code is wrong, how many attempts are left, and ends with the last', async () => {
    const page = await begin('fr');
    failures = { code: () => unauthenticated('CODE_REFUSED', 'x') };
    next = { ...states.code, attemptsLeft: 4 };
    await page.send('code_required', { code: '111111' });
    expect(page.problems()).toEqual([expect.stringMatching(/^Le code est erroné/)]);
    expect(page.element('attempts').textContent).toBe('Tentatives restantes : 4');
    expect(page.input('code').getAttribute('aria-invalid')).toBe('true');
    next = states.dead;
    await page.send('code_required', { code: '222222' });
    expect(page.isShown('code_required')).toBe(false);
    expect(page.isShown('again')).toBe(true);
  });

  it('goes on where it was when the page is loaded again, and forgets what is over', async () => {
    const before = await begin();
    next = states.questions;
    await before.send('code_required', { code: '123456' });
    const page = await openPage('/recover', 'en', before.stored());
    expect(page.isShown('questions_required')).toBe(true);
    expect(page.isShown('start')).toBe(false);
    const { name, request } = gateway.calls.at(-1) ?? {};
    expect([name, request]).toEqual(['identity.getRecoveryFlow', { key: { flowId: 'rcv_1', secret: 'flow-secret' } }]);

    failures = { get: () => notFound('RECOVERY_FLOW_NOT_FOUND', 'x') };
    const late = await openPage('/recover', 'en', page.stored());
    expect(late.isShown('start')).toBe(true);
    expect(late.stored()).toEqual({});
    failures = {};

    next = states.completed;
    await page.send('password_required', { password });
    expect(page.stored()).toEqual({});
  });

  it('can be read in another language on every step, and the recovery changes to it', async () => {
    const untouched = await openPage('/recover');
    await untouched.select('language', 'fr');
    expect(requests()).toEqual([]);
    expect(untouched.led).toEqual(['?language=fr']);

    const page = await begin();
    next = states.code;
    await page.select('language', 'de');
    const key = { flowId: 'rcv_1', secret: 'flow-secret' };
    expect(requests().at(-1)).toEqual(['identity.setRecoveryFlowLanguage', { key, language: 'de' }]);
    expect(page.led).toEqual(['?language=de']);
    const german = await openPage('/recover?language=de', 'fr', page.stored());
    expect(german.document.documentElement.lang).toBe('de');
    expect(german.document.querySelector('#language option[selected]')?.textContent).toBe('Deutsch');
    expect(german.isShown('code_required')).toBe(true);
    const odd = await openPage('/recover?language=xx', 'fr');
    expect(odd.document.documentElement.lang).toBe('fr');
  });

  it('sends another code when asked, and can be cancelled', async () => {
    const page = await begin();
    failures = { resend: () => exhausted('RESEND_TOO_EARLY', 'wait a little', { retryAfterSeconds: 20 }) };
    next = states.code;
    await page.press('resend');
    expect(page.problems()).toEqual(['Wait a little.']);
    next = { ...states.dead, state: 'RECOVERY_FLOW_STATE_CANCELLED', messageId: 'recovery.cancelled' };
    await page.press('cancel');
    expect(page.problems()).toEqual([]);
    expect(page.isShown('again')).toBe(true);
    expect(requests().at(-1)?.[0]).toBe('identity.cancelRecoveryFlow');
  });
});
