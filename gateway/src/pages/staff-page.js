import { ask, element, mobileNumber, onSubmit, showDone, showNoToken, showProblem, token } from './form-page.js';

const form = element('form');

async function accept() {
  const mobile = mobileNumber();
  const { answer, problem } = await ask('v1/operator-invitations/acceptance', {
    body: {
      token,
      email: element('email').value.trim(),
      givenName: element('given-name').value,
      surname: element('surname').value,
      password: element('password').value,
      language: document.documentElement.lang,
      ...(mobile === '' ? {} : { mobile }),
    },
  });
  if (answer === undefined) showProblem(problem);
  else showDone(form);
}

onSubmit(form, accept);
// Another link that is opened in the same tab changes the fragment only.
window.addEventListener('hashchange', () => location.reload());
if (token === '') showNoToken();
else form.hidden = false;
