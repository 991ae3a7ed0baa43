import { isTextId, type Locale, locales, type TextId, texts } from '@countersign/texts';
import { createPageWriter, escapeHtml, renderFormPage } from './form-page.ts';

/** Steps that ask for something, in the order in which they come. */
const asking = ['code_required', 'questions_required', 'factor_required', 'password_required'] as const;

/** Languages, each in its own words: who looks for his does not read the others. */
const languageNames: Readonly<Record<Locale, string>> = {
  en: 'English',
  fr: 'Français',
  de: 'Deutsch',
  es: 'Español',
};

/** The page to which messages send somebody who is locked out or forgot his password. */
export function renderRecoveryPage(language: Locale): string {
  const writer = createPageWriter(language);
  const { say, field, password } = writer;
  // The code of a factor may be the symbols of a card.
  const code = (id: string, more?: string) =>
    field({
      id,
      label: 'page.code',
      hint: 'page.code_hint',
      autocomplete: 'one-time-code',
      ...(more !== undefined && { more }),
    });
  const parts: Record<(typeof asking)[number], string> = {
    code_required: code('code', ' inputmode="numeric"'),
    questions_required: '<div id="answers"></div>',
    factor_required: code('factor-code'),
    password_required: password('password', 'page.new_password'),
  };
  const submits: Record<(typeof asking)[number], TextId> = {
    code_required: 'action.submit_code',
    questions_required: 'action.submit_answers',
    factor_required: 'action.submit_factor_code',
    password_required: 'page.recover_password_submit',
  };
  const forms = asking.map(
    (state) => `<form id="${state}" data-step hidden>
${parts[state]}
<p><button type="submit">${say(submits[state])}</button></p>
</form>`,
  );
  const languages = locales.map(
    (locale) =>
      `<option value="${locale}" lang="${locale}"${locale === language ? ' selected' : ''}>${languageNames[locale]}</option>`,
  );
  const content = `<p><label for="language">${say('page.language')}</label>
<select id="language">
${languages.join('\n')}
</select></p>
<form id="start">
<p>${say('page.recover_offer')}</p>
${field({ id: 'user-id', label: 'page.user_id', hint: 'page.user_id_hint', autocomplete: 'username' })}
<p><button type="submit">${say('page.recover_submit')}</button></p>
</form>
<div id="message" role="status" tabindex="-1">
${hiddenTexts(language, 'recovery.').join('\n')}
</div>
<p id="attempts" data-text="${say('attempts.left')}" hidden></p>
${forms.join('\n')}
<fieldset id="factors" hidden>
<legend>${say('action.choose_factor')}</legend>
<div id="choices"></div>
</fieldset>
<p><button id="resend" type="button" hidden>${say('action.resend')}</button></p>
<p><button id="cancel" type="button" hidden>${say('action.cancel')}</button></p>
<p><button id="again" type="button" hidden>${say('page.begin_again')}</button></p>
<div id="texts" hidden>
${hiddenTexts(language, 'question.').join('\n')}
</div>`;
  return renderFormPage(writer, { title: 'page.recover_title', script: 'recovery-page.js', content });
}

/** One hidden sentence per text, by its id; the script shows the one that the answer names. */
function hiddenTexts(language: Locale, prefix: string): string[] {
  return Object.entries(texts[language])
    .filter(([id]) => id.startsWith(prefix) && isTextId(id))
    .map(([id, text]) => `<p data-text-id="${id}" hidden>${escapeHtml(text)}</p>`);
}
