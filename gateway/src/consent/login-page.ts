import { enumWord } from '@countersign/grpc';
import type { LoginFlow } from '@countersign/proto/identity';
import { isTextId, type Locale, type TextId, textOf } from '@countersign/texts';
import { escapeHtml } from '../pages/form-page.ts';
import { nameOfFactor } from './factor-name.ts';
import { foreign, type Html, renderProblem, say } from './html.ts';

/** Steps of the form of the login; the buttons of the form name them. */
export const loginSteps = ['user', 'password', 'code', 'factor', 'resend', 'alternative', 'cancel'] as const;

const askingForCode = ['pin_required', 'factor_required', 'loss_code_required'] as const;
const states = ['password_required', ...askingForCode] as const;
type State = (typeof states)[number];

/** What the login asks next; undefined for a flow that leads nowhere any more. */
export function findLoginState(flow: LoginFlow): State | undefined {
  return enumWord('LOGIN_FLOW_STATE', flow.state, states);
}

/** What a page of the login shows. */
export interface LoginView {
  language: Locale;
  /** Address that forms are sent to, language included. */
  action: Html;
  /** See `rootOf`. */
  root: string;
  /** Hidden fields that every form carries. */
  hidden: Html;
  /** Name of the application; absent for a request that shows it after the login only. */
  clientName?: string;
  /** What was wrong with the last step. */
  problem?: string | undefined;
  /** Why a login is asked for though there was one. */
  notice?: TextId | undefined;
  /** The login that is under way; absent at its start. */
  flow?: LoginFlow;
  /** User ID that it is for. */
  userId?: string;
}

/** The login as a page without script: one question at a time. */
export function renderLogin(view: LoginView): Html {
  const { language, flow, notice, clientName } = view;
  const state = flow === undefined ? undefined : findLoginState(flow);
  const offer =
    clientName === undefined
      ? say('consent.login_offer_plain', language)
      : say('consent.login_offer', language, { client: `<strong>${foreign(clientName)}</strong>` });
  return `<p>${offer}</p>
${notice === undefined ? '' : `<p role="status">${say(notice, language)}</p>`}
${renderProblem(view.problem)}
${flow === undefined || state === undefined ? renderStart(view) : renderStep(view, flow, state)}`;
}

function renderStart({ language, action, hidden, root, problem }: LoginView): Html {
  return `<form method="post" action="${action}">
${hidden}
<p><label for="user-id">${say('page.user_id', language)}</label>
<input id="user-id" name="userId" type="text" inputmode="email" autocapitalize="none" spellcheck="false" autocomplete="username" maxlength="254" required autofocus aria-describedby="user-id-hint${described(problem)}">
<small id="user-id-hint">${say('page.user_id_hint', language)}</small></p>
<p><button type="submit" name="step" value="user">${say('consent.continue', language)}</button></p>
</form>
<p><a href="${root}recover?language=${language}">${say('action.recover', language)}</a></p>`;
}

function renderStep(view: LoginView, flow: LoginFlow, state: State): Html {
  const { language, action, hidden, root } = view;
  const can = (what: string) => flow.nextActions.includes(what);
  const button = (step: (typeof loginSteps)[number], id: TextId) =>
    `<p><button type="submit" name="step" value="${step}" class="other" formnovalidate>${say(id, language)}</button></p>`;
  const others = flow.factors.filter(({ authenticatorId }) => authenticatorId !== flow.factor?.authenticatorId);
  return `<form method="post" action="${action}">
${hidden}
${messageOf(flow, language)}
${state === 'password_required' ? passwordField(view) : flow.factor === undefined && state === 'factor_required' ? '' : codeField(view, flow)}
${can('resend') ? button('resend', 'action.resend') : ''}
${can('alternative') ? button('alternative', 'action.alternative') : ''}
${button('cancel', 'consent.other_user')}
</form>
${can('choose_factor') ? renderChoice(view, others) : ''}
${can('recover') ? `<p><a href="${root}recover?language=${language}">${say('action.recover', language)}</a></p>` : ''}`;
}

function passwordField({ language, problem, userId = '' }: LoginView): Html {
  return `<p><label for="user-id">${say('page.user_id', language)}</label>
<input id="user-id" name="username" type="text" autocomplete="username" value="${escapeHtml(userId)}" readonly></p>
<p><label for="password">${say('page.password', language)}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024" required autofocus aria-describedby="message${described(problem)}"></p>
<p><button type="submit" name="step" value="password">${say('consent.continue', language)}</button></p>`;
}

function codeField({ language, problem }: LoginView, { cells, attemptsLeft }: LoginFlow): Html {
  const keyboard = cells.length === 0 ? ' inputmode="numeric"' : ' autocapitalize="characters" spellcheck="false"';
  return `<p><label for="code">${say('consent.code', language)}</label>
<input id="code" name="code" type="text" autocomplete="one-time-code"${keyboard} maxlength="32" required autofocus aria-describedby="message attempts${described(problem)}"></p>
<p id="attempts"><small>${say('attempts.left', language, { count: String(attemptsLeft) })}</small></p>
<p><button type="submit" name="step" value="code">${say('action.submit_code', language)}</button></p>`;
}

function renderChoice({ language, action, hidden }: LoginView, factors: LoginFlow['factors']): Html {
  if (factors.length === 0) return '';
  const buttons = factors.map(
    (factor) =>
      `<p><button type="submit" name="authenticator" value="${escapeHtml(factor.authenticatorId)}" class="other">${nameOfFactor(factor, language)}</button></p>`,
  );
  return `<form method="post" action="${action}" aria-labelledby="others">
${hidden}
<input type="hidden" name="step" value="factor">
<h2 id="others">${say('action.choose_factor', language)}</h2>
${buttons.join('\n')}
</form>`;
}

/** What identity says of the step, by its text; a text that is newer than this gateway is left out. */
function messageOf({ messageId, messageParameters }: LoginFlow, language: Locale): Html {
  const sentence = isTextId(messageId) ? escapeHtml(textOf(messageId, language, messageParameters)) : '';
  return `<p id="message">${sentence}</p>`;
}

/** The problem above the form describes the field that was wrong. */
function described(problem: string | undefined): string {
  return problem === undefined ? '' : ' problems" aria-invalid="true';
}
