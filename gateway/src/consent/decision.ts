import type { DomainError } from '@countersign/errors';
import type { Actor } from '@countersign/grpc';
import type { Authorisation } from '@countersign/proto/oauth';
import type { FactorPrompt } from '@countersign/proto/second-factor';
import { textOf } from '@countersign/texts';
import type { FastifyReply } from 'fastify';
import { getPart } from '../json.ts';
import { isAsked, renderConsent, titleOf } from './consent-page.ts';
import { pageLanguage, rootOf } from './html.ts';
import { readCode } from './login.ts';
import type { SentForm } from './own-form.ts';
import { findHarmlessQr } from './qr.ts';
import {
  actionOf,
  asDomainError,
  type ConsentDeps,
  findWeakness,
  hiddenOf,
  isApproval,
  isEnded,
  leadTo,
  problemOf,
  sendLogin,
  sendObstacle,
  sendVisit,
  statusOf,
  type Visit,
  wantsLogin,
} from './visit.ts';

/** What a page is shown after. */
interface Shown {
  /** Credential that the user chose; empty for the first. */
  credentialId?: string;
  /** Factor that the user chose; empty for the one that was used last. */
  authenticatorId?: string;
  prompt?: FactorPrompt;
  error?: DomainError;
}

/** Sends what is asked of the user who is logged in, or why he cannot decide it. */
export async function sendDecision(
  deps: ConsentDeps,
  visit: Visit,
  actor: Actor,
  shown: Shown = {},
): Promise<FastifyReply> {
  const { request, key } = visit;
  const { credentialId = '', authenticatorId = '', error } = shown;
  const weakness = findWeakness(actor);
  if (weakness !== undefined) {
    return await sendObstacle(deps, visit, { sentence: (language) => textOf(weakness, language), status: 403 });
  }
  let authorisation: Authorisation;
  let user: string;
  try {
    const [answer, me] = await Promise.all([
      deps.oauth.getAuthorisation({ key, credentialId }),
      deps.identity.getMe({}),
    ]);
    authorisation = getPart(answer.authorisation, 'authorisation');
    user = me.email;
  } catch (caught) {
    return await sendRefused(deps, visit, asDomainError(caught));
  }
  if (authorisation.userId !== '' && authorisation.userId !== actor.userId) {
    const sentence = (language: Parameters<typeof textOf>[1]) => textOf('consent.another_user', language);
    return await sendObstacle(deps, visit, { sentence, status: 403 });
  }
  const language = pageLanguage(request, authorisation.language);
  const { factors } = authorisation;
  const factor = factors.find((known) => known.authenticatorId === authenticatorId) ?? factors[0];
  const prompt =
    shown.prompt ?? (error === undefined ? undefined : await findPrompt(deps, visit, { ...shown, factor }));
  const content = renderConsent({
    language,
    action: actionOf(visit),
    root: rootOf(request),
    hidden: hiddenOf(visit),
    authorisation,
    user,
    factor,
    prompt,
    problem: error === undefined ? undefined : problemOf(error, language),
    hasQr: findHarmlessQr(authorisation.transactionQrSvg) !== undefined,
  });
  return sendVisit(
    visit,
    { language, title: titleOf(authorisation), content },
    { status: statusOf(error), formAction: authorisation.formAction },
  );
}

/** After a refused code a card may be asked for other cells: what it asks now. Nothing is sent again for it. */
async function findPrompt(
  { oauth }: ConsentDeps,
  { key }: Visit,
  { factor, authenticatorId, credentialId = '' }: Shown & { factor: Authorisation['factors'][number] | undefined },
): Promise<FactorPrompt | undefined> {
  // A factor that was not chosen has asked nothing yet.
  if (factor === undefined || !isAsked(factor) || factor.authenticatorId !== authenticatorId) return undefined;
  try {
    return (await oauth.askAuthorisationFactor({ key, authenticatorId, resend: false, credentialId })).prompt;
  } catch (error) {
    asDomainError(error);
    return undefined;
  }
}

/** A service does not let this user decide: for want of a fresh login, of a certificate, of a factor. */
async function sendRefused(deps: ConsentDeps, visit: Visit, error: DomainError): Promise<FastifyReply> {
  if (isEnded(error)) {
    deps.requestCookies.clear(visit.reply, visit.key.id);
    throw error;
  }
  if (wantsLogin(error)) return await askForLogin(deps, visit);
  return await sendObstacle(deps, visit, {
    sentence: (language) => problemOf(error, language),
    status: statusOf(error),
  });
}

async function askForLogin(deps: ConsentDeps, visit: Visit): Promise<FastifyReply> {
  deps.pageSessions.forget(visit.request, visit.reply);
  return await sendLogin(deps, visit, { notice: 'consent.login_again' });
}

/** Asks the factor of a form for a code, or only goes on with it where it needs no asking. */
export async function takeQuestion(
  deps: ConsentDeps,
  visit: Visit,
  actor: Actor,
  form: SentForm,
): Promise<FastifyReply> {
  const { key } = visit;
  const credentialId = form.field('credential', 64);
  const authenticatorId = form.field('authenticator', 64);
  const resend = form.field('resend', 1) === '1';
  const chosen = { credentialId, authenticatorId };
  try {
    const { authorisation } = await deps.oauth.getAuthorisation({ key, credentialId });
    const factor = authorisation?.factors.find((known) => known.authenticatorId === authenticatorId);
    if (factor === undefined || !isAsked(factor)) return await sendDecision(deps, visit, actor, chosen);
    const { prompt } = await deps.oauth.askAuthorisationFactor({ key, authenticatorId, resend, credentialId });
    return await sendDecision(deps, visit, actor, { ...chosen, prompt: getPart(prompt, 'prompt') });
  } catch (caught) {
    const error = asDomainError(caught);
    if (isEnded(error) || wantsLogin(error)) return await sendRefused(deps, visit, error);
    return await sendDecision(deps, visit, actor, { ...chosen, error });
  }
}

/** Grants what is asked for, with the code of the form where signatures are. */
export async function takeApproval(
  deps: ConsentDeps,
  visit: Visit,
  actor: Actor,
  form: SentForm,
): Promise<FastifyReply> {
  const credentialId = form.field('credential', 64);
  const authenticatorId = form.field('authenticator', 64);
  const cellsChallengeId = form.field('challenge', 64);
  let redirectUri: string;
  try {
    const code = authenticatorId === '' ? '' : readCode(form);
    ({ redirectUri } = await deps.oauth.approveAuthorisation({
      key: visit.key,
      credentialId,
      code,
      authenticatorId,
      cellsChallengeId,
    }));
  } catch (caught) {
    const error = asDomainError(caught);
    if (isEnded(error) || wantsLogin(error)) return await sendRefused(deps, visit, error);
    return await sendDecision(deps, visit, actor, { credentialId, authenticatorId, error });
  }
  return finish(deps, visit, { redirectUri, outcome: 'approved' });
}

/** Refuses what is asked for. Needs no login but for an approval: whoever was sent here may go back. */
export async function takeRefusal(deps: ConsentDeps, visit: Visit): Promise<FastifyReply> {
  const actor = await deps.pageSessions.find(visit.request, visit.reply);
  if (actor === undefined && isApproval(visit)) return await sendLogin(deps, visit);
  const { redirectUri } = await deps.oauth.denyAuthorisation({ key: visit.key });
  return finish(deps, visit, { redirectUri, outcome: 'refused' });
}

function finish(
  { requestCookies }: ConsentDeps,
  visit: Visit,
  { redirectUri, outcome }: { redirectUri: string; outcome: 'approved' | 'refused' },
): FastifyReply {
  requestCookies.clear(visit.reply, visit.key.id);
  if (redirectUri === '') return leadTo(visit, `consent/done/${outcome}`);
  // Registered, and compared exactly by the service; a browser must not run it all the same.
  if (/^(?:javascript|data|vbscript|blob|file):/i.test(redirectUri))
    throw new Error('an address leads to no application');
  return visit.reply.code(303).header('location', redirectUri).send();
}
