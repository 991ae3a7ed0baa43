// Runs in browsers as it is. All texts are in the page: this only shows, hides and fills in.
const element = (id) => document.getElementById(id);
const { describe, use } = document.body.dataset;
const form = element('form');
const password = element('password');
const mobile = element('mobile');
// The fragment stays until the link is used, so that the page can be loaded again.
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';

/** The answer, or the code of the problem and the id of the request. */
async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'omit',
    });
    const json = await response.json();
    return response.ok ? { answer: json } : { code: codeOf(json), instance: json.instance };
  } catch {
    return { code: 'NO_ANSWER' };
  }
}

const codesOfFields = { '/token': 'NO_TOKEN', '/password': 'PASSWORD_TOO_LONG', '/mobile': 'MOBILE_INVALID' };

/** A field that does not even fit the schema has a sentence of its own as well. */
function codeOf({ code, errors = [] }) {
  if (code !== 'REQUEST_INVALID') return code;
  return codesOfFields[errors[0]?.pointer] ?? code;
}

function clearProblem() {
  for (const sentence of element('problems').children) sentence.hidden = true;
  for (const field of [password, mobile]) field.removeAttribute('aria-invalid');
  element('retry').hidden = true;
}

/** Shows what went wrong and leads the keyboard there. */
function showProblem({ code, instance = '' }) {
  const sentences = [...element('problems').children];
  const sentence =
    sentences.find((one) => one.dataset.code === code) ?? sentences.find((one) => one.dataset.code === 'OTHER');
  element('instance').textContent = instance;
  sentence.hidden = false;
  if (sentence.dataset.final !== undefined) form.hidden = true;
  element('retry').hidden = !form.hidden || sentence.dataset.final !== undefined;
  const field = sentence.dataset.field && element(sentence.dataset.field);
  field?.setAttribute('aria-invalid', 'true');
  // Right above what it is about, so that both are in view on a small screen.
  (field ? field.parentElement : element('retry')).before(element('problems'));
  (field || element('problems')).focus();
}

async function load() {
  clearProblem();
  if (token === '') {
    showProblem({ code: 'NO_TOKEN' });
    return;
  }
  element('loading').hidden = false;
  const { answer, ...problem } = await post(describe, { token });
  element('loading').hidden = true;
  if (answer === undefined) {
    showProblem(problem);
    return;
  }
  element('account-name').textContent = answer.accountName;
  element('user-id').value = answer.userId;
  form.hidden = false;
}

async function submit() {
  clearProblem();
  const button = form.querySelector('button');
  const number = mobile.value.replaceAll(/[\s()./-]/g, '');
  button.disabled = true;
  const { answer, ...problem } = await post(use, {
    token,
    password: password.value,
    ...(number === '' ? {} : { mobile: number }),
  });
  button.disabled = false;
  if (answer === undefined) {
    showProblem(problem);
    return;
  }
  form.hidden = true;
  password.value = '';
  element('done-user-id').textContent = answer.userId;
  element('done').hidden = false;
  element('done-title').focus();
  history.replaceState(null, '', location.pathname);
}

element('show').addEventListener('change', ({ target }) => {
  password.type = target.checked ? 'text' : 'password';
});
element('retry').addEventListener('click', () => void load());
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void submit();
});
// Another link that is opened in the same tab changes the fragment only.
window.addEventListener('hashchange', () => location.reload());
void load();
