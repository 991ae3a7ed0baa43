import path from 'node:path';
import type { LineInput } from '../../../test/src/buying.ts';
import { licenceLine } from '../../../test/src/buying.ts';
import {
  activate,
  addOfficer,
  buy,
  createCredential,
  logIn as logInWithApp,
  type Member,
  newPerson,
  refresh,
  validate,
} from '../../../test/src/members.ts';
import type { MessageInbox } from '../../../test/src/message-inbox.ts';
import { type RestClient, UnexpectedAnswer } from '../../../test/src/rest-client.ts';
import { activatePhone, type ShownActivation, type SoftTokenApp } from '../../../test/src/soft-token-app.ts';
import { firstLogin, passCode, passPassword } from '../../../test/src/steps/login.ts';

/** Access tokens live five minutes. */
const freshForMs = 150_000;
const pin = '190836';

/** Where people come from. */
export interface Registry {
  api: RestClient;
  inbox: MessageInbox;
  /** Folder for the apps on their phones. */
  folder: string;
  officer: Member;
}

/** Somebody with a phone and credentials, logged in with two factors. */
export interface Signer {
  userId: string;
  email: string;
  password: string;
  /** His credentials, the first one made first. */
  credentialIds: string[];
  app: SoftTokenApp;
  /** An access token that is good for some minutes yet. */
  token: () => Promise<string>;
  /** The access token of another session of his. */
  otherSession: () => Promise<string>;
}

/** An officer who may approve names. */
export async function employOfficer(
  place: Pick<Registry, 'api' | 'inbox'>,
  invite: () => Promise<string>,
): Promise<Member> {
  return await addOfficer(place, await invite());
}

/** Makes somebody who buys, activates, binds the app on his phone, is validated, and has credentials made. */
export async function enrolSigner(
  { api, inbox, folder, officer }: Registry,
  name: string,
  credentials: readonly object[],
): Promise<Signer> {
  const person = newPerson(name);
  const lines: LineInput[] = [{ ...licenceLine, licences: credentials.length }];
  const { activationToken } = await buy({ api, inbox }, person, lines);
  await activate(api, person, activationToken);
  await firstLogin({ api, inbox }, person);
  const app = await bindPhone(api, person, path.join(folder, person.email));
  const member: Member = await logInWithApp(api, { ...person, app: app as never });
  // His token may have ended since he validated the last one.
  await refresh(api, officer);
  await validate(api, member, officer);
  const { id: userId } = await api.ask<{ id: string }>('GET', '/v1/me', { token: member.token });
  const credentialIds: string[] = [];
  for (const body of credentials) {
    // One after the other: each takes a licence of the same account.
    // oxlint-disable-next-line no-await-in-loop
    const { id } = await makeCredential(api, member, body);
    credentialIds.push(id);
  }
  const { email, password } = person;
  return { userId, email, password, credentialIds, app, ...keepLoggedIn(api, { ...member, app: app as never }) };
}

async function makeCredential(api: RestClient, member: Member, body: object): Promise<{ id: string }> {
  if (Object.keys(body).length === 0) return await createCredential(api, member);
  return await api.ask<{ id: string }>('POST', '/v1/credentials', { token: member.token, idempotent: true, body });
}

async function bindPhone(api: RestClient, { token }: { token?: string }, home: string): Promise<SoftTokenApp> {
  const own = '/v1/me/authenticators';
  const { authenticator, softToken } = await api.ask<{ authenticator: { id: string }; softToken?: ShownActivation }>(
    'POST',
    own,
    { token, body: { kind: 'soft_token', label: 'Phone' } },
  );
  const { activationUri: uri = '', activationPassword = '' } = softToken ?? {};
  const app = await activatePhone(home, pin, { uri, activationPassword });
  await api.ask('POST', `${own}/${authenticator.id}/activation`, { token, body: { code: await app.early() } });
  return app;
}

/** A session that is kept up: its tokens are taken anew before they end, by one at a time. */
function keepLoggedIn(api: RestClient, member: Member): Pick<Signer, 'token' | 'otherSession'> {
  let since = performance.now();
  let last: Promise<void> = Promise.resolve();
  const renew = async (): Promise<void> => {
    if (performance.now() - since < freshForMs) return;
    try {
      await refresh(api, member);
    } catch (error) {
      if (!(error instanceof UnexpectedAnswer)) throw error;
      // Its answer was lost with a process: a token that is used twice ends the session.
      await enter(api, member);
    }
    since = performance.now();
  };
  return {
    token: async () => {
      last = last.catch(() => undefined).then(renew);
      await last;
      return member.token;
    },
    otherSession: async () => {
      const other = { ...member };
      await enter(api, other);
      return other.token;
    },
  };
}

async function enter(api: RestClient, member: Member): Promise<void> {
  const login = await passPassword(api, member);
  await passCode(api, member, login, await member.app.early());
}
