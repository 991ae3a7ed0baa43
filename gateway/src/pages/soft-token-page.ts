import type { Locale } from '@countersign/texts';
import { createPageWriter, renderFormPage } from './form-page.ts';

/**
 * The page behind the link that stands for a QR code: it leads to the app, or says what to do without one here. Opened
 * without the data of a QR code, it tells how to get and start the reference app.
 */
export function renderSoftTokenPage(language: Locale): string {
  const writer = createPageWriter(language);
  const { say } = writer;
  const content = `<section id="activation" hidden>
<p>${say('page.token_offer')}</p>
<p><a id="open" href="">${say('page.token_open')}</a></p>
<p><label for="uri">${say('page.token_uri')}</label>
<input id="uri" type="text" readonly autocomplete="off" aria-describedby="uri-hint">
<small id="uri-hint">${say('page.token_uri_hint')}</small></p>
</section>
<section id="get-app" hidden>
<h2>${say('page.token_get_title')}</h2>
<p>${say('page.token_get')}</p>
<p>${say('page.token_start')}</p>
<p><code translate="no">npm run token -- add</code></p>
<p>${say('page.token_add')}</p>
<p>${say('page.token_commands')} <code translate="no">npm run token -- help</code></p>
</section>`;
  return renderFormPage(writer, { title: 'page.token_title', script: 'soft-token-page.js', content });
}
