import { type Locale, type TextId, texts } from '@countersign/texts';

/** A field of a form. Its label and its hint are texts of pages. */
interface Field {
  id: string;
  label: TextId;
  hint?: TextId;
  type?: 'text' | 'email' | 'tel' | 'password' | 'file';
  autocomplete?: string;
  /** Further attributes, as they stand in the tag. */
  more?: string;
  optional?: true;
}

/** What a page is made of, in one language. Every text in it is escaped. */
export interface PageWriter {
  readonly language: Locale;
  /** A text of ours; its parameters are the script's to fill in. */
  readonly say: (id: TextId) => string;
  /** A label, its field and its hint. */
  readonly field: (field: Field) => string;
  /** A label and a list to choose from, before the first choice an empty one. */
  readonly choice: (field: Choice) => string;
  /** A password with the box that shows it. */
  readonly password: (id: string, label: TextId) => string;
}

/** A list to choose from: values with their texts. */
interface Choice extends Pick<Field, 'id' | 'label' | 'autocomplete'> {
  choices: readonly (readonly [value: string, text: string])[];
}

/** Writes parts of a page in a language. */
export function createPageWriter(language: Locale): PageWriter {
  const say = (id: TextId) => escapeHtml(texts[language][id]);
  const labelOf = ({ id, label, optional }: Pick<Field, 'id' | 'label' | 'optional'>) =>
    `<label for="${id}">${say(label)}${optional === true ? ` (${say('page.optional')})` : ''}</label>`;
  const field = ({ id, label, hint, type = 'text', autocomplete = 'off', more = '', optional }: Field) => {
    const described = hint === undefined ? 'problems' : `${id}-hint problems`;
    const required = optional === true ? '' : ' required';
    const input = `<input id="${id}" name="${id}" type="${type}" autocomplete="${autocomplete}" aria-describedby="${described}"${required}${more}>`;
    const small = hint === undefined ? '' : `\n<small id="${id}-hint">${say(hint)}</small>`;
    return `<p>${labelOf(optional === true ? { id, label, optional } : { id, label })}\n${input}${small}</p>`;
  };
  return {
    language,
    say,
    field,
    choice: ({ id, label, autocomplete = 'off', choices }) => {
      const options = choices.map(([value, text]) => `<option value="${value}">${escapeHtml(text)}</option>`);
      return `<p>${labelOf({ id, label })}
<select id="${id}" name="${id}" autocomplete="${autocomplete}" aria-describedby="problems" required>
<option value="">${say('page.choose')}</option>
${options.join('\n')}
</select></p>`;
    },
    password: (id, label) => {
      const input = field({ id, label, hint: 'page.password_hint', type: 'password', autocomplete: 'new-password' });
      return `${input}
<p class="choice"><input id="${id}-show" type="checkbox" data-shows="${id}"> <label for="${id}-show">${say('page.show_password')}</label></p>`;
    },
  };
}

/** A whole page: its script is its own file, and all that the script says is in the page. */
export function renderFormPage(
  { language, say }: PageWriter,
  { title, script, content }: { title: TextId; script: string; content: string },
): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${say(title)} · Countersign</title>
<link rel="stylesheet" href="assets/link-page.css">
<script type="module" src="assets/${script}"></script>
</head>
<body data-check-entry="${say('page.check_entry')}" data-no-answer="${say('page.no_answer')}" data-no-token="${say('page.no_token')}" data-request-number="${say('page.request_number')}">
<main>
<h1>${say(title)}</h1>
<noscript><p>${say('page.needs_script')}</p></noscript>
<p id="loading" role="status" hidden>${say('page.loading')}</p>
<div id="problems" role="alert" tabindex="-1" hidden>
<h2>${say('page.check')}</h2>
<ul id="problem-list"></ul>
</div>
<button id="retry" type="button" hidden>${say('page.retry')}</button>
${content}
</main>
</body>
</html>
`;
}

/** Text as it may stand in markup and in attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
