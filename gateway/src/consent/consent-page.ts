import type { Authorisation } from '@countersign/proto/oauth';
import type { Factor, FactorPrompt } from '@countersign/proto/second-factor';
import { isTextId, type Locale, type TextId } from '@countersign/texts';
import { escapeHtml } from '../pages/form-page.ts';
import { nameOfFactor } from './factor-name.ts';
import { foreign, type Html, renderProblem, say } from './html.ts';
import { renderCertificate, renderCertificateChoice, renderSubject } from './subject.ts';

/** Kinds of factor that are asked before they have a code. */
const asked: ReadonlySet<string> = new Set(['grid_card', 'egrid', 'sms', 'email']);
const cards: ReadonlySet<string> = new Set(['grid_card', 'egrid']);

/** Whether a factor has a code only after it was asked for one. */
export function isAsked({ kind }: Pick<Factor, 'kind'>): boolean {
  return asked.has(kind);
}

/** What the page of a request shows. */
export interface ConsentView {
  language: Locale;
  /** Address of the page, without language; forms go below it. */
  action: Html;
  /** See `rootOf`. */
  root: string;
  /** Hidden fields that every form carries. */
  hidden: Html;
  authorisation: Authorisation;
  /** User ID of who is logged in. */
  user: string;
  /** Factor whose code is asked for now; absent where none is needed, or none can be. */
  factor?: Factor | undefined;
  /** What that factor asks, once it was asked. */
  prompt?: FactorPrompt | undefined;
  /** What was wrong with what was sent. */
  problem?: string | undefined;
  /** Whether the factors were called and the picture of the app's transaction has an address. */
  hasQr: boolean;
}

const titles = {
  service: 'consent.title_service',
  credential: 'consent.title_credential',
  'credential-creation': 'consent.title_credential-creation',
  'credential-deletion': 'consent.title_credential-deletion',
} as const satisfies Readonly<Record<string, TextId>>;

const asks = {
  service: 'consent.asks_service',
  credential: 'consent.asks_credential',
  'credential-creation': 'consent.asks_credential-creation',
  'credential-deletion': 'consent.asks_credential-deletion',
} as const satisfies Readonly<Record<string, TextId>>;

/** Heading of a request's page. */
export function titleOf({ scope }: Pick<Authorisation, 'scope'>): TextId {
  return titles[scopeOf(scope)];
}

function scopeOf(scope: string): keyof typeof titles {
  if (Object.hasOwn(titles, scope)) return scope as keyof typeof titles;
  throw new Error('a request has an unknown scope');
}

/** The page on which a user grants what an application asks for, or refuses it. */
export function renderConsent(view: ConsentView): Html {
  const { authorisation, language, hidden, action, user } = view;
  const { credentials, credentialFixed, scope } = authorisation;
  const [credential] = credentials;
  const choice = credentials.length > 1 && !credentialFixed;
  return `${renderProblem(view.problem)}
<form method="post" action="${action}/logout?language=${language}">
${hidden}
<p>${say('consent.logged_in', language, { user: `<strong>${foreign(user)}</strong>` })}
<button type="submit" class="link">${say('consent.not_you', language)}</button></p>
</form>
${renderWhoAsks(authorisation, language)}
${renderSubject(authorisation, language)}
${credential === undefined ? '' : renderCertificate(credential, language)}
${choice ? renderCertificateChoice(credentials, { language, action }) : ''}
${scope === 'credential' ? renderFactors(view) : renderPlainForm(view)}`;
}

/** Who asks for what, why, and where it leads. */
export function renderWhoAsks(authorisation: Authorisation, language: Locale): Html {
  const { clientName, clientUri, description, returnsTo, scope } = authorisation;
  const client = `<strong>${foreign(clientName)}</strong>`;
  // Registered by operators; nothing but a page of the web all the same.
  const about = /^https?:\/\//.test(clientUri)
    ? `<p>${say('consent.about', language)}: <a href="${escapeHtml(clientUri)}" rel="noopener noreferrer" target="_blank">${foreign(clientUri)}</a></p>`
    : '';
  const purpose =
    description === ''
      ? ''
      : `<dl><dt>${say('consent.purpose', language)}</dt><dd><q>${foreign(description)}</q></dd></dl>`;
  const place =
    returnsTo === ''
      ? say('consent.returns_nowhere', language)
      : say('consent.returns_to', language, { place: `<strong>${foreign(returnsTo)}</strong>` });
  return `<p>${say(asks[scopeOf(scope)], language, { client })}</p>
${purpose}
${about}
<p>${place}</p>`;
}

function renderPlainForm({ language, action, hidden, authorisation }: ConsentView): Html {
  // What cannot be undone is called by its name where it is done.
  const deletes = authorisation.scope === 'credential-deletion';
  return `<form method="post" action="${action}/approve?language=${language}">
${hidden}
${credentialField(authorisation)}
<p><button type="submit">${say(deletes ? 'consent.approve_deletion' : 'consent.approve', language)}</button></p>
<p><button type="submit" class="other" formaction="${action}/refuse?language=${language}" formnovalidate>${say('consent.refuse', language)}</button></p>
</form>`;
}

function renderFactors(view: ConsentView): Html {
  const { language, action, hidden, authorisation, factor, prompt, problem } = view;
  const refuse = `<p><button type="submit" class="other" formaction="${action}/refuse?language=${language}" formnovalidate>${say('consent.refuse', language)}</button></p>`;
  if (factor === undefined) {
    const why = authorisation.credentials.length === 0 ? 'consent.no_certificate' : 'problem.FACTOR_NOT_PERMITTED';
    return `<p class="warning">${say(why, language)}</p>
<form method="post" action="${action}/refuse?language=${language}">
${hidden}
${refuse}
</form>`;
  }
  const others = authorisation.factors.filter(({ authenticatorId }) => authenticatorId !== factor.authenticatorId);
  const needsAsking = isAsked(factor) && prompt === undefined;
  const common = `${hidden}
${credentialField(authorisation)}
<input type="hidden" name="authenticator" value="${escapeHtml(factor.authenticatorId)}">
${prompt === undefined ? '' : `<input type="hidden" name="challenge" value="${escapeHtml(prompt.challengeId)}">`}`;
  return `<h2>${say('consent.confirm', language)}</h2>
${authorisation.contentBound ? `<p>${say('consent.content_bound', language)}</p>` : ''}
<p>${nameOfFactor(factor, language)}</p>
${factor.kind === 'soft_token' ? renderTransaction(view) : ''}
<form method="post" action="${action}/${needsAsking ? 'ask' : 'approve'}?language=${language}">
${common}
${needsAsking ? askButton(factor, language) : codeField({ factor, prompt, problem, language })}
${prompt !== undefined && prompt.resendAt !== undefined ? resendButton(view) : ''}
${refuse}
</form>
${others.length === 0 ? '' : renderOthers(view, others)}`;
}

function askButton({ kind, maskedDestination }: Factor, language: Locale): Html {
  const text = cards.has(kind)
    ? say('consent.show_cells', language)
    : say('consent.send_to', language, { destination: foreign(maskedDestination) });
  return `<p><button type="submit">${text}</button></p>`;
}

function codeField({
  factor,
  prompt,
  problem,
  language,
}: {
  factor: Factor;
  prompt: FactorPrompt | undefined;
  problem: string | undefined;
  language: Locale;
}): Html {
  const id = `step_up.factor_required.${factor.kind}`;
  const message = isTextId(id)
    ? say(id, language, {
        cells: escapeHtml((prompt?.cells ?? []).join(', ')),
        serial: escapeHtml(prompt?.serial ?? ''),
        destination: foreign(prompt?.maskedDestination ?? ''),
      })
    : '';
  const keyboard = cards.has(factor.kind) ? ' autocapitalize="characters" spellcheck="false"' : ' inputmode="numeric"';
  // Not on the first view: who begins at the code has not read what it is for.
  const focus = prompt === undefined && problem === undefined ? '' : ' autofocus';
  const wrong = problem === undefined ? '' : ' aria-invalid="true"';
  return `<p id="message">${message}</p>
<p><label for="code">${say('consent.code', language)}</label>
<input id="code" name="code" type="text" autocomplete="one-time-code"${keyboard} maxlength="32" required${focus} aria-describedby="message code-hint${problem === undefined ? '' : ' problems'}"${wrong}>
<small id="code-hint">${say('consent.code_hint', language)}</small></p>
<p><button type="submit">${say('consent.sign', language)}</button></p>`;
}

function resendButton({ action, language }: ConsentView): Html {
  return `<p><button type="submit" name="resend" value="1" class="other" formaction="${action}/ask?language=${language}" formnovalidate>${say('action.resend', language)}</button></p>`;
}

function renderOthers({ action, language, hidden, authorisation }: ConsentView, others: readonly Factor[]): Html {
  const buttons = others.map(
    (factor) =>
      `<p><button type="submit" name="authenticator" value="${escapeHtml(factor.authenticatorId)}" class="other">${nameOfFactor(factor, language)}</button></p>`,
  );
  return `<form method="post" action="${action}/ask?language=${language}" aria-labelledby="others">
${hidden}
${credentialField(authorisation)}
<h2 id="others">${say('action.choose_factor', language)}</h2>
${buttons.join('\n')}
</form>`;
}

/** What the app of a soft token reads: it shows what is signed and makes the code for just that. */
function renderTransaction({ authorisation, language, action, hasQr }: ConsentView): Html {
  const { transactionUri, credentials } = authorisation;
  const chosen = credentials[0] === undefined ? '' : `?credential=${encodeURIComponent(credentials[0].id)}`;
  const link = /^softtoken:\/\/[\x21-\x7e]+$/.test(transactionUri)
    ? `<p><a href="${escapeHtml(transactionUri)}">${say('consent.qr_open', language)}</a></p>`
    : '';
  if (!hasQr && link === '') return '';
  return `<p>${say('consent.qr', language)}</p>
${hasQr ? `<p><img src="${action}/qr.svg${chosen}" alt="${say('consent.qr_alt', language)}" width="260" height="260"></p>` : ''}
${link}`;
}

function credentialField({ credentials }: Authorisation): Html {
  const [credential] = credentials;
  return credential === undefined ? '' : `<input type="hidden" name="credential" value="${escapeHtml(credential.id)}">`;
}
