import { DomainError, invalid } from '@countersign/errors';
import type { LoginFlow, LoginFlowKey } from '@countersign/proto/identity';
import type { Locale } from '@countersign/texts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IdentityClient } from '../clients.ts';
import { getPart } from '../json.ts';
import { findLanguage } from '../languages.ts';
import { clientOf } from '../login-flow.ts';
import type { TokenCookies } from '../token-cookies.ts';
import { chosenLanguage } from './html.ts';
import { findLoginState, loginSteps } from './login-page.ts';
import type { SentForm } from './own-form.ts';
import type { PageSessions } from './page-session.ts';
import type { PageLogin, RequestCookies } from './request-cookies.ts';

/** What the routes of the login need. */
export interface LoginDeps {
  identity: Pick<
    IdentityClient,
    | 'startLoginFlow'
    | 'getLoginFlow'
    | 'submitPassword'
    | 'submitCode'
    | 'chooseFactor'
    | 'resendPin'
    | 'useAlternativeChannel'
    | 'cancelLoginFlow'
  >;
  /** Of the front end: a device that is known there is known here. */
  tokenCookies: TokenCookies;
  requestCookies: RequestCookies;
  pageSessions: PageSessions;
}

/** The login that is under way; undefined, and forgotten, when it leads nowhere any more. */
export async function findFlow(
  { identity, requestCookies }: LoginDeps,
  { request, reply, id }: { request: FastifyRequest; reply: FastifyReply; id: string },
): Promise<{ flow: LoginFlow; userId: string } | undefined> {
  const login = requestCookies.findLogin(request, id);
  if (login === undefined) return undefined;
  const flow = await readFlow(identity, keyOf(login));
  if (flow !== undefined && findLoginState(flow) !== undefined) return { flow, userId: login.userId };
  requestCookies.clearLogin(reply, id);
  return undefined;
}

function keyOf({ flowId, secret }: PageLogin): LoginFlowKey {
  return { flowId, secret };
}

async function readFlow(identity: LoginDeps['identity'], key: LoginFlowKey): Promise<LoginFlow | undefined> {
  try {
    return (await identity.getLoginFlow({ key })).flow;
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'not_found') return undefined;
    throw error;
  }
}

/**
 * Takes the step of the login that the form of its page sent. Throws what identity says of it; a login that is over begins
 * again.
 */
export async function takeLoginStep(
  deps: LoginDeps,
  form: SentForm,
  at: { request: FastifyRequest; reply: FastifyReply; id: string },
): Promise<void> {
  const step = loginSteps.find((known) => known === form.field('step', 20));
  if (step === undefined) throw invalid('REQUEST_INVALID', 'the form has no such step');
  if (step === 'user') {
    await start(deps, form.field('userId', 254), at);
    return;
  }
  const login = deps.requestCookies.findLogin(at.request, at.id);
  // Its page shows the start then.
  if (login === undefined) return;
  const key = keyOf(login);
  const { identity } = deps;
  switch (step) {
    case 'password':
      await identity.submitPassword({ key, password: form.field('password', 1024) });
      return;
    case 'code':
      await complete(deps, { key, code: readCode(form) }, at);
      return;
    case 'factor':
      await identity.chooseFactor({ key, authenticatorId: form.field('authenticator', 64) });
      return;
    case 'resend':
      await identity.resendPin({ key });
      return;
    case 'alternative':
      await identity.useAlternativeChannel({ key });
      return;
    case 'cancel':
      deps.requestCookies.clearLogin(at.reply, at.id);
      await identity.cancelLoginFlow({ key });
  }
}

/** The code of a form. Throws `CODE_MALFORMED` for what no factor makes. */
export function readCode(form: SentForm): string {
  const code = form.field('code', 1024).trim();
  if (!/^[0-9A-Za-z -]{1,32}$/.test(code)) {
    throw invalid('CODE_MALFORMED', 'enter the code, digits or the symbols of your card only');
  }
  return code;
}

async function start(
  { identity, tokenCookies, requestCookies }: LoginDeps,
  userId: string,
  { request, reply, id }: { request: FastifyRequest; reply: FastifyReply; id: string },
): Promise<void> {
  const language: Locale | '' = chosenLanguage(request) ?? '';
  const name = userId.trim();
  const { flow, secret } = await identity.startLoginFlow({
    userId: name,
    language,
    acceptedLanguage: findLanguage(request) ?? '',
    ...clientOf(request, tokenCookies),
  });
  requestCookies.setLogin(reply, id, { flowId: getPart(flow, 'flow').id, secret, userId: name });
}

async function complete(
  { identity, tokenCookies, requestCookies, pageSessions }: LoginDeps,
  { key, code }: { key: LoginFlowKey; code: string },
  { reply, id }: { reply: FastifyReply; id: string },
): Promise<void> {
  const { grant, deviceToken } = await identity.submitCode({ key, code });
  requestCookies.clearLogin(reply, id);
  if (deviceToken !== '') tokenCookies.setDeviceToken(reply, deviceToken);
  await pageSessions.begin(reply, getPart(grant, 'grant'));
}
