import type { Authorisation } from '@countersign/proto/oauth';
import type { Credential } from '@countersign/proto/remote-signing';
import type { Locale } from '@countersign/texts';
import { escapeHtml } from '../pages/form-page.ts';
import { dayOf, foreign, type Html, momentOf, say } from './html.ts';

/** Documents that are shown at once; the rest is folded. */
const shownAtOnce = 20;
/** Hours for which access is granted at most, as remote-signing grants it. */
const accessHours = 12;
/** `DIGEST_KIND_DOCUMENT` of signer.v1: the digests are of documents before they are prepared. */
const ofDocuments = 2;

/** What a request asks for, in full: who decides sees it before any button. */
export function renderSubject(authorisation: Authorisation, language: Locale): Html {
  switch (authorisation.scope) {
    case 'service':
      return `<ul>
<li>${say('consent.service_sees', language)}</li>
<li>${say('consent.service_asks', language)}</li>
</ul>
<p>${say('consent.service_until', language, { hours: String(accessHours) })}</p>`;
    case 'credential':
      return renderSignatures(authorisation, language);
    case 'credential-creation':
      return `<p>${say('consent.creation_effect', language)}</p>
${authorisation.keyAlgorithm === '' ? '' : `<dl><dt>${say('consent.key', language)}</dt><dd>${foreign(authorisation.keyAlgorithm)}</dd></dl>`}`;
    case 'credential-deletion':
      return `<p>${say('consent.deletion_effect', language)} <strong>${say('consent.cannot_undo', language)}</strong></p>`;
    default:
      throw new Error('a request has an unknown scope');
  }
}

function renderSignatures(authorisation: Authorisation, language: Locale): Html {
  const { digests, hashAlgorithm, signatures, signsUntil, digestKind } = authorisation;
  const caption = say('consent.documents', language, {
    count: String(digests.length),
    hash: foreign(hashAlgorithm),
  });
  const rest = digests.slice(shownAtOnce);
  const more = say('consent.documents_more', language, { count: String(rest.length) });
  const isOpen = signatures > digests.length;
  const warnings = [
    ...(isOpen ? [say('consent.open_warning', language, { count: `<strong>${signatures}</strong>` })] : []),
    ...(signsUntil === undefined
      ? []
      : [say('consent.open_until', language, { time: momentOf(signsUntil, language) })]),
    ...(digestKind === ofDocuments ? [say('consent.prepared_warning', language)] : []),
  ];
  return `${digests.length === 0 ? '' : renderTable(digests.slice(0, shownAtOnce), { caption, first: 1, language })}
${rest.length === 0 ? '' : `<details><summary>${more}</summary>\n${renderTable(rest, { caption: more, first: shownAtOnce + 1, language })}\n</details>`}
${digests.length === 0 ? '' : `<p><small>${say('consent.document_note', language)}</small></p>`}
${warnings.map((warning) => `<p class="warning">${warning}</p>`).join('\n')}`;
}

function renderTable(
  digests: Authorisation['digests'],
  { caption, first, language }: { caption: Html; first: number; language: Locale },
): Html {
  const rows = digests.map(({ label, digest }, index) => {
    const name = label === '' ? say('consent.document_unnamed', language) : foreign(label);
    return `<tr><td>${first + index}</td><th scope="row">${name}</th><td><code>${grouped(digest)}</code></td></tr>`;
  });
  const heads = (['consent.number', 'consent.document', 'consent.digest'] as const).map(
    (id) => `<th scope="col">${say(id, language)}</th>`,
  );
  return `<table>
<caption>${caption}</caption>
<thead><tr>${heads.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}

/** A digest in hexadecimal, in groups that people can compare. */
function grouped(digest: Uint8Array): string {
  return (
    Buffer.from(digest)
      .toString('hex')
      .match(/.{1,8}/g) ?? []
  ).join(' ');
}

/** The certificate that signs, or that is revoked. */
export function renderCertificate(credential: Credential, language: Locale): Html {
  const { subject, issuer, serialNumber, notBefore, notAfter } = credential;
  const rows: [Html, Html][] = [
    [say('consent.subject', language), foreign(subject)],
    [say('consent.issuer', language), foreign(issuer)],
    [say('consent.serial', language), `<code>${escapeHtml(serialNumber)}</code>`],
  ];
  if (notBefore !== undefined && notAfter !== undefined) {
    const between = { from: dayOf(notBefore, language), until: dayOf(notAfter, language) };
    rows.push([say('consent.valid', language), say('consent.validity', language, between)]);
  }
  return `<h2>${say('consent.certificate', language)}</h2>
<dl>
${rows.map(([term, value]) => `<dt>${term}</dt><dd>${value}</dd>`).join('\n')}
</dl>`;
}

/** The choice among certificates; choosing one opens the page for it anew, because the code is for one. */
export function renderCertificateChoice(
  credentials: readonly Credential[],
  { language, action }: { language: Locale; action: Html },
): Html {
  const choices = credentials.map(
    ({ id, subject, serialNumber }, index) =>
      `<p class="choice"><input type="radio" id="credential-${index}" name="credential" value="${escapeHtml(id)}"${index === 0 ? ' checked' : ''}>
<label for="credential-${index}">${foreign(subject)} · <code>${escapeHtml(serialNumber)}</code></label></p>`,
  );
  return `<form method="get" action="${action}">
<input type="hidden" name="language" value="${language}">
<fieldset>
<legend>${say('consent.certificates', language)}</legend>
${choices.join('\n')}
</fieldset>
<p><button type="submit" class="other">${say('consent.choose_certificate', language)}</button></p>
</form>`;
}
