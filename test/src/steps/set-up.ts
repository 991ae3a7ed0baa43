import { AuthenticatorApp } from '../authenticator-app.ts';
import type { Person, Step, World } from '../journey.ts';
import { expectThat } from '../rest-client.ts';
import { readQr } from '../witnesses.ts';

interface SetUp {
  done: number;
  required: number;
  methods: { method: string; required: boolean; done: boolean }[];
}
interface Questions {
  policy: string;
  toAnswer: number;
  questions: { key: string; answered: boolean }[];
}

const questionPath = '/v1/me/recovery-questions';
const invented = ['Bertha Quill', 'Miss Ferrybank', 'The Wandering Kettles', 'Little Upton', 'Orchard Rise'];

async function readSetUp({ api }: World, { token }: Person): Promise<SetUp & { isDone: (method: string) => boolean }> {
  const progress = await api.ask<SetUp>('GET', '/v1/me/set-up', { token });
  return { ...progress, isDone: (wanted) => progress.methods.some(({ method, done }) => method === wanted && done) };
}

/** Enrols an authenticator app from its QR code and activates it with the app's first code. */
export async function enrolApp(world: World, person: Person): Promise<void> {
  const { api, takeCode } = world;
  const token = person.token;
  const { authenticator, otpauthUri, qrSvg } = await api.ask<{
    authenticator: { id: string; state: string };
    otpauthUri: string;
    qrSvg: string;
  }>('POST', '/v1/me/authenticators', { token, body: { label: 'Phone' } });
  expectThat(authenticator.state === 'issued', 'the app is not active before its first code');
  world.qr = { svg: qrSvg, uri: otpauthUri };
  const scanned = await readQr(qrSvg);
  expectThat(scanned === undefined || scanned === otpauthUri, 'the QR code holds the same URI');
  person.app = new AuthenticatorApp(scanned ?? otpauthUri);
  const path = `/v1/me/authenticators/${authenticator.id}/activation`;
  await api.ask('POST', path, { token, body: { code: await takeCode(person) } });
}

/** Answers as many of the questions as the policy wants. */
export async function answerQuestions({ api }: World, person: Person): Promise<void> {
  const { token } = person;
  const { questions } = await api.ask<Questions>('GET', questionPath, { token });
  person.answers = invented.map((answer, index) => ({ key: questions[index]?.key ?? '', answer }));
  await api.ask('PUT', questionPath, { token, body: { answers: person.answers } });
}

/** What the first login leads through. */
export const setUpSteps: readonly Step[] = [
  {
    promise: 'R4',
    title: 'The account requires a second factor: progress 0 of 1, and nothing else is open',
    run: async (world) => {
      const { api, signer } = world;
      const { done, required, methods } = await readSetUp(world, signer);
      expectThat(done === 0 && required === 1, 'progress 0 of 1');
      const asked = methods.map((each) => `${each.method}${each.required ? '' : '?'}`);
      expectThat(
        asked.join() === 'authenticator,recovery_questions?',
        `what must be done, and what may: ${asked.join()}`,
      );
      await api.refused(403, 'SET_UP_REQUIRED', 'GET', '/v1/inventory', { token: signer.token });
    },
  },
  {
    promise: 'E15',
    title: 'After the first login: the own language, and answers to questions for a forgotten password',
    run: async (world) => {
      const { api, inbox, signer } = world;
      const { token } = signer;
      await api.ask('PATCH', '/v1/me', { token, body: { language: 'en' } });
      const { policy, toAnswer, questions } = await api.ask<Questions>('GET', questionPath, { token });
      expectThat(policy === 'optional' && toAnswer === invented.length, 'five answers, if he likes');
      expectThat(questions.length >= 2 * toAnswer && questions.every(({ answered }) => !answered), 'of a bank');
      const { texts } = await api.ask<{ texts: Record<string, string> }>('GET', '/v1/texts/en');
      expectThat(
        questions.every(({ key }) => texts[`question.${key}`]?.endsWith('?')),
        'each is a sentence',
      );
      const few = { token, body: { answers: [{ key: questions[0]?.key, answer: invented[0] }] } };
      await api.refused(400, 'ANSWERS_TOO_FEW', 'PUT', questionPath, few);
      await answerQuestions(world, signer);
      const kept = await api.ask<Questions>('GET', questionPath, { token });
      expectThat(kept.questions.filter(({ answered }) => answered).length === toAnswer, 'they are kept');
      expectThat((await readSetUp(world, signer)).isDone('recovery_questions'), 'this part of the set-up is done');
      const me = await api.ask<{ language: string; recoveryQuestionsSet: boolean }>('GET', '/v1/me', { token });
      expectThat(me.language === 'en' && me.recoveryQuestionsSet, 'so is his language');
      await inbox.take('email', signer.email, ({ subject }) => subject === 'Your recovery questions were changed');
    },
  },
];
