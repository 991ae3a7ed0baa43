import { countries } from '@countersign/person';
import { type Locale, textOf } from '@countersign/texts';
import { createPageWriter, renderFormPage } from './form-page.ts';

const documentTypes = ['passport', 'identity_card', 'driving_licence'] as const;

/** The page that an invitation to personal validation leads to. */
export function renderSignerPage(language: Locale): string {
  const writer = createPageWriter(language);
  const { say, field, choice, password } = writer;
  const documents = documentTypes.map((type) => [type, textOf(`page.${type}`, language)] as const);
  const content = `<form id="form" hidden>
<p>${say('page.signer_offer')}</p>
<p><label for="user-id">${say('page.user_id')}</label>
<input id="user-id" name="user-id" type="text" autocomplete="username" readonly></p>
${field({ id: 'given-name', label: 'page.given_name', hint: 'page.name_hint', autocomplete: 'given-name' })}
${field({ id: 'surname', label: 'page.surname', hint: 'page.name_hint', autocomplete: 'family-name' })}
${choice({ id: 'country', label: 'page.country', autocomplete: 'country', choices: countryNames(language) })}
${field({ id: 'mobile', label: 'page.mobile', hint: 'page.mobile_hint', type: 'tel', autocomplete: 'tel', optional: true })}
<p><button id="send-code" type="button">${say('page.send_code')}</button></p>
<p id="code-sent" role="status" data-text="${say('page.code_sent')}" hidden></p>
<div id="code-part" hidden>
${field({ id: 'mobile-code', label: 'page.mobile_code', hint: 'page.code_hint', autocomplete: 'one-time-code', more: ' inputmode="numeric"', optional: true })}
</div>
${choice({ id: 'document-type', label: 'page.document_type', choices: documents })}
${field({ id: 'document-number', label: 'page.document_number' })}
${field({ id: 'files', label: 'page.files', hint: 'page.files_hint', type: 'file', more: ' multiple accept="application/pdf,image/jpeg,image/png"' })}
${password('password', 'page.password')}
<p><button type="submit">${say('page.signer_submit')}</button></p>
</form>
<section id="done" hidden>
<h2 id="done-title" tabindex="-1">${say('page.signer_done')}</h2>
<p>${say('page.signer_done_next')}</p>
</section>`;
  return renderFormPage(writer, { title: 'page.signer_title', script: 'signer-page.js', content });
}

/** Every country by its name, in the order of the language. */
function countryNames(language: Locale): (readonly [code: string, name: string])[] {
  const names = new Intl.DisplayNames(language, { type: 'region' });
  const { compare } = new Intl.Collator(language);
  return [...countries]
    .map((code) => [code, names.of(code) ?? code] as const)
    .toSorted(([, one], [, other]) => compare(one, other));
}
