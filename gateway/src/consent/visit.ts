import { DomainError, notFound } from '@countersign/errors';
import { type Actor, reaches } from '@countersign/grpc';
import type { Authorisation } from '@countersign/proto/oauth';
import type { Locale, TextId } from '@countersign/texts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IdentityClient, OAuthClient } from '../clients.ts';
import { getPart } from '../json.ts';
import { escapeHtml } from '../pages/form-page.ts';
import { twoFactors } from '../route-config.ts';
import { sendPage } from './headers.ts';
import { chosenLanguage, foreign, type Html, pageLanguage, renderPage, rootOf, say } from './html.ts';
import { findFlow, type LoginDeps } from './login.ts';
import { renderLogin } from './login-page.ts';
import { formTokenOf, readForm, type SentForm } from './own-form.ts';
import { renderProblemContent, sentenceOf } from './problem-page.ts';

/** What the pages need. */
export interface ConsentDeps extends LoginDeps {
  oauth: Pick<
    OAuthClient,
    | 'startAuthorisation'
    | 'openApproval'
    | 'getAuthorisation'
    | 'askAuthorisationFactor'
    | 'approveAuthorisation'
    | 'denyAuthorisation'
  >;
  identity: LoginDeps['identity'] & Pick<IdentityClient, 'getMe'>;
  /** Origin of our own pages. */
  origin: string;
}

/** Folders of the pages: what an application sent the browser with, and what it asked for by a message. */
export type Folder = 'consent' | 'approvals';

/** A request of a browser to the page of something that is asked of its user. */
export interface Visit {
  request: FastifyRequest;
  reply: FastifyReply;
  folder: Folder;
  /** Id (`oar_` or `apr_`) and the secret that only this browser holds. */
  key: { id: string; secret: string };
}

/** Reads which request a page is of; throws `AUTHORISATION_REQUEST_NOT_FOUND` in a browser that did not begin it. */
export function visitOf(
  { requestCookies }: Pick<ConsentDeps, 'requestCookies'>,
  { request, reply, folder }: Omit<Visit, 'key'>,
): Visit {
  const { id } = request.params as { id: string };
  const secret = isId(folder, id) ? requestCookies.findSecret(request, id) : undefined;
  if (secret === undefined) throw requestNotFound();
  return { request, reply, folder, key: { id, secret } };
}

/** Whether an id is one of a folder; it becomes a part of the names of cookies. */
export function isId(folder: Folder, id: string): boolean {
  // What was asked for by a message is shown and answered like the rest once it was begun.
  return (folder === 'consent' ? /^(?:oar|apr)_[0-9A-Za-z]{1,40}$/ : /^apr_[0-9A-Za-z]{1,40}$/).test(id);
}

/** Whether a request was asked for by a message, not by sending the browser. */
export function isApproval({ key }: Pick<Visit, 'key'>): boolean {
  return key.id.startsWith('apr_');
}

/** What a request that is not of this browser, or over, answers with. */
export function requestNotFound(): DomainError {
  return notFound('AUTHORISATION_REQUEST_NOT_FOUND', 'the request is over; begin again in the application');
}

/** The form that the page of a visit sent. See `readForm`. */
export function formOf({ origin }: Pick<ConsentDeps, 'origin'>, { request, key }: Visit): SentForm {
  return readForm(request, key, origin);
}

/** Address of the page of a visit, relative. */
export function actionOf({ request, folder, key }: Visit): string {
  return `${rootOf(request)}${folder}/${key.id}`;
}

/** Sends the browser to an address below the root of the gateway, in the language that was chosen, else the one wished for. */
export function leadTo({ request, reply }: Pick<Visit, 'request' | 'reply'>, path: string, wish = ''): FastifyReply {
  const language = chosenLanguage(request) ?? wish;
  const address = `${rootOf(request)}${path}${language === '' ? '' : `?language=${language}`}`;
  return reply.code(303).header('location', address).send();
}

/** Hidden fields of every form of a visit. */
export function hiddenOf({ key }: Visit): Html {
  return `<input type="hidden" name="token" value="${formTokenOf(key)}">`;
}

/** Sends a page of a visit. */
export function sendVisit(
  visit: Visit,
  page: { language: Locale; title: TextId; content: Html },
  options: { status?: number; formAction?: string } = {},
): FastifyReply {
  const { request, reply, folder, key } = visit;
  const html = renderPage({ ...page, root: rootOf(request), path: `${folder}/${key.id}` });
  return sendPage(reply, html, options);
}

/**
 * What a request asks for, as far as anybody may know it who was sent here with it; undefined for an approval, which is
 * told to nobody but its user.
 */
async function findAuthorisation(
  { oauth }: Pick<ConsentDeps, 'oauth'>,
  visit: Visit,
): Promise<Authorisation | undefined> {
  if (isApproval(visit)) return undefined;
  const { call } = visit.request;
  delete call.actor;
  delete call.actorToken;
  return getPart((await oauth.getAuthorisation({ key: visit.key, credentialId: '' })).authorisation, 'authorisation');
}

/** Sends the login of a visit, at the step where it stands. */
export async function sendLogin(
  deps: ConsentDeps,
  visit: Visit,
  { error, notice }: { error?: DomainError; notice?: TextId } = {},
): Promise<FastifyReply> {
  const { request, reply, folder, key } = visit;
  // Approvals are begun anew after a login.
  if (folder === 'consent' && isApproval(visit)) return leadTo(visit, `approvals/${key.id}`);
  const authorisation = await findAuthorisation(deps, visit);
  const language = pageLanguage(request, authorisation?.language);
  const login = await findFlow(deps, { request, reply, id: key.id });
  const action = actionOf(visit);
  const content = renderLogin({
    language,
    action: `${action}/login?language=${language}`,
    root: rootOf(request),
    hidden: hiddenOf(visit),
    notice,
    ...(authorisation === undefined ? {} : { clientName: authorisation.clientName }),
    ...login,
    ...(error === undefined ? {} : { problem: problemOf(error, language) }),
  });
  const refuse = authorisation === undefined ? '' : renderRefusal(visit, language);
  return sendVisit(
    visit,
    { language, title: 'consent.title_login', content: `${content}\n${refuse}` },
    { status: statusOf(error), formAction: authorisation?.formAction ?? '' },
  );
}

/** The form that refuses without more ado. */
export function renderRefusal(visit: Visit, language: Locale): Html {
  return `<form method="post" action="${actionOf(visit)}/refuse?language=${language}">
${hiddenOf(visit)}
<p><button type="submit" class="other">${say('consent.refuse', language)}</button></p>
</form>`;
}

/** The form that ends the session on the page. */
export function renderLogout(visit: Visit, language: Locale, user?: string): Html {
  const who =
    user === undefined ? '' : `${say('consent.logged_in', language, { user: `<strong>${foreign(user)}</strong>` })}\n`;
  return `<form method="post" action="${actionOf(visit)}/logout?language=${language}">
${hiddenOf(visit)}
<p>${who}<button type="submit" class="link">${say('consent.not_you', language)}</button></p>
</form>`;
}

/** Sends a page that says why the user who is logged in cannot decide. */
export async function sendObstacle(
  deps: ConsentDeps,
  visit: Visit,
  { sentence, status }: { sentence: (language: Locale) => string; status: number },
): Promise<FastifyReply> {
  const authorisation = await findAuthorisation(deps, visit);
  const language = pageLanguage(visit.request, authorisation?.language);
  const content = `${renderProblemContent(sentence(language), { language, requestId: visit.request.id })}
${renderLogout(visit, language)}
${authorisation === undefined ? '' : renderRefusal(visit, language)}`;
  return sendVisit(
    visit,
    { language, title: 'consent.title_problem', content },
    { status, formAction: authorisation?.formAction ?? '' },
  );
}

/** Why a session cannot decide anything, whatever is asked; undefined for one that can. */
export function findWeakness({ scope, acr }: Actor): TextId | undefined {
  if (scope === 'set-up') return 'consent.set_up';
  return reaches(acr, twoFactors) ? undefined : 'consent.weak_login';
}

const overReasons: ReadonlySet<string> = new Set([
  'TOKEN_INVALID',
  'TOKEN_OUTDATED',
  'AUTHENTICATION_REQUIRED',
  'INSUFFICIENT_USER_AUTHENTICATION',
]);

/** Whether another login would help. */
export function wantsLogin(error: DomainError): boolean {
  return overReasons.has(error.reason);
}

/** Whether a request can be answered no more. */
export function isEnded({ reason }: DomainError): boolean {
  return reason === 'AUTHORISATION_REQUEST_NOT_FOUND' || reason === 'AUTHORISATION_REQUEST_WRONG_STATE';
}

/** What an error says to the person at the page. */
export function problemOf({ reason, message }: DomainError, language: Locale): string {
  return sentenceOf({ code: reason, detail: message }, language);
}

/** Status of a page that shows what was wrong; a 401 would need a challenge of HTTP. */
export function statusOf(error: DomainError | undefined): number {
  if (error === undefined) return 200;
  if (error.reason === 'DEADLINE_EXCEEDED') return 504;
  const statuses = { forbidden: 403, not_found: 404, conflict: 409, exhausted: 429, unavailable: 503 } as const;
  return error.kind in statuses ? statuses[error.kind as keyof typeof statuses] : 400;
}

/** Rethrows what no page can explain: bugs. */
export function asDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  throw error;
}

/** Markup of a sentence that a page ends with. */
export function paragraph(sentence: string): Html {
  return `<p role="status">${escapeHtml(sentence)}</p>`;
}
