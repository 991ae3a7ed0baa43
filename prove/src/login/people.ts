import { randomBytes } from 'node:crypto';
import type { Actor } from '@countersign/grpc';
import { AuthenticatorApp } from '../../../test/src/authenticator-app.ts';
import { plainEnrolment } from '../second-factor.ts';
import type { LoginWorld } from './world.ts';

const home = '198.51.100.7';
const stepMs = 30_000;

/** Somebody who has an account here. */
export interface Person {
  userId: string;
  email: string;
  password: string;
  mobile: string;
}

/** A person with an authenticator app, who logs in from a device of his own. */
export interface Owner extends Person {
  /** Logs in; the reason of the refusal when he cannot. */
  logIn(from: 'his device' | 'a new device'): Promise<string | undefined>;
}

/** Registers somebody who never logged in. */
export async function register(world: LoginWorld): Promise<Person> {
  const mark = randomBytes(6).toString('hex');
  const digits = String(randomBytes(4).readUInt32BE() % 10_000_000).padStart(7, '0');
  const person = {
    email: `owner.${mark}@example.com`,
    password: `quince ferry ${randomBytes(6).toString('hex')}`,
    mobile: `+1555${digits}`,
  };
  const { userId } = await world.at(home).registerUser({
    activationId: `act_${mark}`,
    givenName: 'Robin',
    surname: 'Sample',
    language: 'en',
    ...person,
  });
  return { ...person, userId };
}

/** Registers somebody, sets up his app, and logs him in once, so that his device is known. */
export async function addOwner(world: LoginWorld): Promise<Owner> {
  const person = await register(world);
  const app = await setUpApp(world, person);
  let deviceToken = '';
  // A code is good once: of two logins in one step the second waits for the next one.
  const owner: Owner = {
    ...person,
    logIn: async (from) => {
      world.clock.advance(2 * stepMs);
      try {
        const rpc = world.at(home);
        const { flow, secret } = await rpc.startLoginFlow({
          userId: person.email,
          language: '',
          acceptedLanguage: '',
          deviceToken: from === 'his device' ? deviceToken : '',
          userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        });
        const key = { flowId: flow?.id ?? '', secret };
        await rpc.submitPassword({ key, password: person.password });
        const answer = await rpc.submitCode({ key, code: app.shown(world.clock.now().getTime()), nextCode: '' });
        if (answer.deviceToken !== '') deviceToken = answer.deviceToken;
        return undefined;
      } catch (error) {
        return (error as { reason?: string }).reason ?? String(error);
      }
    },
  };
  const refusal = await owner.logIn('a new device');
  if (refusal !== undefined || deviceToken === '') throw new Error(`a first login was refused: ${refusal}`);
  return owner;
}

async function setUpApp(world: LoginWorld, { userId }: Person): Promise<AuthenticatorApp> {
  const rpc = world.secondFactor({ actor: setUpSessionOf(world, userId) });
  const { authenticator, otpauthUri } = await rpc.enrolAuthenticator(plainEnrolment);
  const app = new AuthenticatorApp(otpauthUri);
  const code = app.shown(world.clock.now().getTime());
  await rpc.activateAuthenticator({ authenticatorId: authenticator?.id ?? '', code });
  return app;
}

/** Answers as many questions as a recovery may ask from. */
export async function answerQuestions(world: LoginWorld, { userId }: Person): Promise<void> {
  const rpc = world.at(home, { ...setUpSessionOf(world, userId), acr: 'urn:countersign:aal2', scope: 'full' });
  const { questions, toAnswer } = await rpc.listRecoveryQuestions({});
  const answers = questions
    .slice(0, toAnswer)
    .map(({ key }) => ({ key, answer: `${randomBytes(4).toString('hex')} lane` }));
  await rpc.setRecoveryAnswers({ answers });
}

function setUpSessionOf(world: LoginWorld, userId: string): Actor {
  return {
    userId,
    sessionId: 'ses_first',
    roles: [],
    staffRoles: [],
    acr: 'urn:countersign:aal1',
    amr: ['pwd', 'sms'],
    scope: 'set-up',
    language: 'en',
    authenticatedAt: world.clock.now(),
  };
}
