import type { Locale } from '@countersign/texts';
import { createPageWriter, renderFormPage } from './form-page.ts';

/** The page that an invitation of staff leads to. */
export function renderStaffPage(language: Locale): string {
  const writer = createPageWriter(language);
  const { say, field, password } = writer;
  const content = `<form id="form" hidden>
<p>${say('page.staff_offer')}</p>
${field({ id: 'email', label: 'page.email', hint: 'page.email_hint', type: 'email', autocomplete: 'username' })}
${field({ id: 'given-name', label: 'page.given_name', autocomplete: 'given-name' })}
${field({ id: 'surname', label: 'page.surname', autocomplete: 'family-name' })}
${field({ id: 'mobile', label: 'page.mobile', hint: 'page.mobile_hint', type: 'tel', autocomplete: 'tel', optional: true })}
${password('password', 'page.password')}
<p><button type="submit">${say('page.staff_submit')}</button></p>
</form>
<section id="done" hidden>
<h2 id="done-title" tabindex="-1">${say('page.staff_done')}</h2>
<p>${say('page.staff_done_next')}</p>
</section>`;
  return renderFormPage(writer, { title: 'page.staff_title', script: 'staff-page.js', content });
}
