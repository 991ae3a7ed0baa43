import type { Locale } from '@countersign/texts';
import { createPageWriter, renderFormPage } from './form-page.ts';

/** The page behind the link that stands for a QR code: it leads to the app, or says what to do without one here. */
export function renderSoftTokenPage(language: Locale): string {
  const writer = createPageWriter(language);
  const { say } = writer;
  const content = `<section id="activation" hidden>
<p>${say('page.token_offer')}</p>
<p><a id="open" href="">${say('page.token_open')}</a></p>
<p><label for="uri">${say('page.token_uri')}</label>
<input id="uri" type="text" readonly autocomplete="off" aria-describedby="uri-hint">
<small id="uri-hint">${say('page.token_uri_hint')}</small></p>
</section>`;
  return renderFormPage(writer, { title: 'page.token_title', script: 'soft-token-page.js', content });
}
