// Runs in browsers as it is. All texts are in the page or come from the server in its language.
export const element = (id) => document.getElementById(id);
const { dataset } = document.body;

/** The token of a link: in the fragment, which no server sees; it stays there until the link is used. */
export const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';

/** The answer, or what went wrong as a problem document. A body that is a file is sent as it is. */
export async function ask(path, { method = 'POST', body, headers = {}, file, credentials = 'omit' } = {}) {
  const content = file ?? (body === undefined ? undefined : JSON.stringify(body));
  try {
    const response = await fetch(path, {
      method,
      headers: {
        'accept-language': document.documentElement.lang,
        ...(content === undefined
          ? {}
          : { 'content-type': file === undefined ? 'application/json' : file.type || 'application/octet-stream' }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
      credentials,
    });
    const json = await response.json();
    return response.ok ? { answer: json } : { problem: json };
  } catch {
    return { problem: { code: 'NO_ANSWER', detail: dataset.noAnswer } };
  }
}

/** Fields that a reason is about, by how it begins; the first of them that is shown. */
const fieldsOfReasons = {
  PASSWORD_: ['password'],
  MOBILE_: ['mobile'],
  USER_ID_: ['user-id'],
  EMAIL_: ['email'],
  INVITATION_EMAIL_: ['email'],
  NAME_: ['given-name'],
  COUNTRY_: ['country'],
  CODE_: ['code', 'factor-code', 'mobile-code'],
  EVIDENCE_FILE_: ['files'],
  EVIDENCE_LIMIT_: ['files'],
  BODY_TOO_LARGE: ['files'],
  MEDIA_TYPE_: ['files'],
  EVIDENCE_: ['document-number'],
};

/** Fields by the last names in JSON pointers that are not their own. */
const fieldsOfPointers = { fileIds: 'files', content: 'files', mediaType: 'files' };

/** A field that is shown now, for a pointer such as `/evidence/0/documentNumber`. */
function fieldOfPointer(pointer = '') {
  const name = pointer.split('/').findLast((part) => Number.isNaN(Number(part))) ?? '';
  return shownField(fieldsOfPointers[name] ?? name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
}

function shownField(id) {
  const field = id === '' || id === undefined ? null : element(id);
  return field?.matches('input, select') && field.closest('[hidden]') === null ? field : undefined;
}

/** What is listed for a problem: sentences, each with the field that it is about if there is one. */
function itemsOf({ code = '', detail = '', errors = [], instance }) {
  if (code === 'REQUEST_INVALID' && errors.length > 0) {
    return errors.map(({ pointer }) => {
      const field = fieldOfPointer(pointer);
      const label = field?.labels?.[0]?.textContent ?? pointer;
      const hint = field && element(`${field.id}-hint`)?.textContent;
      return { field, text: `${label}: ${hint || dataset.checkEntry}` };
    });
  }
  const start = Object.keys(fieldsOfReasons).find((one) => code.startsWith(one));
  const field = fieldOfPointer(errors[0]?.pointer) ?? fieldsOfReasons[start]?.map(shownField).find(Boolean);
  const number = code === 'INTERNAL' && instance ? ` ${dataset.requestNumber} ${instance}` : '';
  return [{ field, text: asSentence(detail) + number }];
}

/** A service speaks in the middle of a sentence. */
function asSentence(text) {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?:]$/.test(begun) ? begun : `${begun}.`;
}

export function clearProblems() {
  element('problem-list').replaceChildren();
  element('problems').hidden = true;
  element('retry').hidden = true;
  for (const field of document.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
}

/** Lists what went wrong, marks the fields and leads the keyboard to the list. */
export function showProblem(problem) {
  clearProblems();
  for (const { field, text } of itemsOf(problem)) {
    const item = document.createElement('li');
    if (field === undefined) item.textContent = text;
    else item.append(linkTo(field, text));
    element('problem-list').append(item);
  }
  element('problems').hidden = false;
  element('problems').focus();
}

function linkTo(field, text) {
  field.setAttribute('aria-invalid', 'true');
  const link = document.createElement('a');
  link.href = `#${field.id}`;
  link.textContent = text;
  link.addEventListener('click', (event) => {
    // The fragment of the page is the token.
    event.preventDefault();
    field.focus();
  });
  return link;
}

/** Shows that the link lacks its token. */
export function showNoToken() {
  showProblem({ detail: dataset.noToken });
}

/** Runs while no button can be pressed a second time. */
export async function busy(work) {
  const buttons = [...document.querySelectorAll('button')].filter((button) => !button.disabled);
  for (const button of buttons) button.disabled = true;
  element('loading').hidden = false;
  try {
    return await work();
  } finally {
    element('loading').hidden = true;
    for (const button of buttons) button.disabled = false;
  }
}

/** Calls `work` when a form is sent, which the browser must not do by itself. */
export function onSubmit(form, work) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearProblems();
    void busy(work);
  });
}

/** What was typed, as a mobile number without its marks. */
export const mobileNumber = () => element('mobile').value.replaceAll(/[\s()./-]/g, '');

/** Ends the page: what was typed is forgotten, and the token leaves the address. */
export function showDone(form) {
  form.reset();
  form.hidden = true;
  element('done').hidden = false;
  element('done-title').focus();
  history.replaceState(null, '', location.pathname);
}

for (const box of document.querySelectorAll('[data-shows]')) {
  box.addEventListener('change', () => {
    element(box.dataset.shows).type = box.checked ? 'text' : 'password';
  });
}
