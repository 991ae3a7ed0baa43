import {
  ask,
  busy,
  clearProblems,
  element,
  mobileNumber,
  onSubmit,
  showDone,
  showNoToken,
  showProblem,
  token,
} from './form-page.js';

const form = element('form');
const language = document.documentElement.lang;
/** Ids of files that were sent already, so that another attempt does not send them again. */
const sent = new Map();

async function load() {
  clearProblems();
  const { answer, problem } = await ask('v1/signer-invitations/description', { body: { token } });
  if (answer === undefined) {
    showProblem(problem);
    element('retry').hidden = !['NO_ANSWER', 'INTERNAL', 'RATE_LIMITED', 'SERVICE_UNAVAILABLE'].includes(problem.code);
    return;
  }
  element('user-id').value = answer.userId;
  form.hidden = false;
}

async function sendCode() {
  clearProblems();
  const { answer, problem } = await ask('v1/signer-invitations/mobile-codes', {
    body: { token, mobile: mobileNumber(), language },
  });
  if (answer === undefined) {
    showProblem(problem);
    return;
  }
  const said = element('code-sent');
  said.textContent = said.dataset.text.replace('{destination}', answer.maskedDestination);
  said.hidden = false;
  element('code-part').hidden = false;
  element('mobile-code').focus();
}

/** Sends the files one after the other; answers with a problem at the first that is refused. */
async function sendFiles() {
  const fileIds = [];
  for (const file of element('files').files) {
    if (!sent.has(file)) {
      const { answer, problem } = await ask('v1/signer-invitations/evidence-files', {
        file,
        headers: { 'invitation-token': token },
      });
      if (answer === undefined) return { problem };
      sent.set(file, answer.id);
    }
    fileIds.push(sent.get(file));
  }
  return { fileIds };
}

async function accept() {
  const files = await sendFiles();
  if (files.problem !== undefined) {
    showProblem(files.problem);
    return;
  }
  const mobile = mobileNumber();
  const mobileCode = element('mobile-code').value;
  const { answer, problem } = await ask('v1/signer-invitations/acceptance', {
    body: {
      token,
      givenName: element('given-name').value,
      surname: element('surname').value,
      country: element('country').value,
      ...(mobile === '' ? {} : { mobile, ...(mobileCode === '' ? {} : { mobileCode }) }),
      evidence: [
        {
          documentType: element('document-type').value,
          documentNumber: element('document-number').value,
          fileIds: files.fileIds,
        },
      ],
      password: element('password').value,
      language,
    },
  });
  if (answer === undefined) showProblem(problem);
  else showDone(form);
}

onSubmit(form, accept);
element('send-code').addEventListener('click', () => void busy(sendCode));
element('retry').addEventListener('click', () => void busy(load));
// Another link that is opened in the same tab changes the fragment only.
window.addEventListener('hashchange', () => location.reload());
if (token === '') showNoToken();
else void busy(load);
