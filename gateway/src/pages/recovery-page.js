import { ask, busy, clearProblems, element, onSubmit, showProblem } from './form-page.js';

const language = document.documentElement.lang;
/** The recovery under way and the secret that binds it to this tab, which keeps both until it is over. */
let flow;
let secret = '';
const kept = 'countersign-recovery';

const step = (action, body) =>
  ask(`v1/recovery-flows/${flow.id}/${action}`, { body, headers: { 'recovery-flow-secret': secret } });

async function start() {
  const body = { userId: element('user-id').value.trim(), language };
  // The cookie of a known device: strangers cannot use up what is left to it.
  const { answer, problem } = await ask('v1/recovery-flows', { body, credentials: 'same-origin' });
  if (answer === undefined) {
    showProblem(problem);
    return;
  }
  secret = answer.flowSecret;
  show(answer.flow);
}

/** Shows where the recovery stands: its message, its form, and what else may be done. */
function show(next) {
  const moved = flow?.state !== next.state;
  flow = next;
  if (flow.nextActions.length === 0) sessionStorage.removeItem(kept);
  else sessionStorage.setItem(kept, JSON.stringify({ id: flow.id, secret }));
  element('start').hidden = true;
  for (const one of element('message').children) {
    one.hidden = one.dataset.textId !== flow.messageId;
    if (!one.hidden) fillIn(one);
  }
  if (moved && flow.state === 'questions_required') askQuestions();
  for (const form of document.querySelectorAll('[data-step]')) form.hidden = form.id !== flow.state;
  for (const action of ['resend', 'cancel']) element(action).hidden = !flow.nextActions.includes(action);
  showFactors();
  const attempts = element('attempts');
  attempts.textContent = attempts.dataset.text.replace('{count}', flow.attemptsLeft);
  attempts.hidden = flow.attemptsLeft === 0;
  element('again').hidden = flow.nextActions.length > 0 || flow.state === 'completed';
  if (!moved) return;
  (element(flow.state)?.querySelector('input') ?? element('message')).focus();
}

/** Writes what a message has to be told, such as the cells of a card, in the place of its names. */
function fillIn(message) {
  message.dataset.text ??= message.textContent;
  message.textContent = message.dataset.text.replace(/\{(\w+)\}/g, (_, name) => flow.messageParameters[name] ?? '');
}

/** The factors that may be used instead, each with what tells it from the others. */
function showFactors() {
  element('factors').hidden = !flow.nextActions.includes('choose_factor');
  const others = (flow.factors ?? []).filter(({ authenticatorId }) => authenticatorId !== flow.factor?.authenticatorId);
  const choices = others.map(({ authenticatorId, label, maskedDestination, serial }) => {
    const button = document.createElement('button');
    Object.assign(button, { id: `choice-${authenticatorId}`, type: 'button' });
    button.textContent = [label, maskedDestination ?? serial].filter((part) => part !== undefined).join(' · ');
    button.addEventListener('click', () => {
      clearProblems();
      void busy(() => take('factor', { authenticatorId }));
    });
    const part = document.createElement('p');
    part.append(button);
    return part;
  });
  element('choices').replaceChildren(...choices);
}

function askQuestions() {
  const fields = flow.questions.map(({ key }) => {
    const label = document.createElement('label');
    label.htmlFor = `answer-${key}`;
    label.textContent = document.querySelector(`[data-text-id="question.${key}"]`)?.textContent ?? key;
    const input = document.createElement('input');
    Object.assign(input, { id: `answer-${key}`, type: 'text', autocomplete: 'off', required: true });
    input.setAttribute('aria-describedby', 'problems');
    const part = document.createElement('p');
    part.append(label, input);
    return part;
  });
  element('answers').replaceChildren(...fields);
}

/** Takes a step; after a refusal the flow is read again, for a wrong attempt may have ended it. */
async function take(action, body) {
  const { answer, problem } = await step(action, body);
  if (answer !== undefined) {
    show(answer);
    return;
  }
  if (problem.code === 'RECOVERY_FLOW_NOT_FOUND') {
    showProblem(problem);
    sessionStorage.removeItem(kept);
    element('again').hidden = false;
    return;
  }
  await readAgain();
  showProblem(problem);
}

async function readAgain() {
  const read = await ask(`v1/recovery-flows/${flow.id}`, {
    method: 'GET',
    headers: { 'recovery-flow-secret': secret },
  });
  if (read.answer !== undefined) show(read.answer);
}

onSubmit(element('start'), start);
onSubmit(element('code_required'), () => take('code', { code: element('code').value }));
onSubmit(element('questions_required'), () =>
  take('answers', {
    answers: flow.questions.map(({ key }) => ({ key, answer: element(`answer-${key}`).value })),
  }),
);
onSubmit(element('factor_required'), () => take('factor-code', { code: element('factor-code').value }));
onSubmit(element('password_required'), async () => {
  await take('password', { password: element('password').value });
  if (flow.state === 'completed') element('password').value = '';
});
for (const [id, action] of [
  ['resend', 'resend'],
  ['cancel', 'cancellation'],
]) {
  element(id).addEventListener('click', () => {
    clearProblems();
    void busy(() => take(action));
  });
}
/** The page in another language; a recovery under way goes on there, and its mails come in that language, too. */
async function setLanguage(wanted) {
  if (flow?.nextActions.includes('set_language')) {
    await ask(`v1/recovery-flows/${flow.id}/language`, {
      method: 'PUT',
      body: { language: wanted },
      headers: { 'recovery-flow-secret': secret },
    });
  }
  location.assign(`?language=${wanted}`);
}

/** Goes on with what this tab began before it was loaded again; what is over by now is forgotten. */
async function goOn() {
  const begun = JSON.parse(sessionStorage.getItem(kept) ?? 'null');
  if (begun === null) return;
  sessionStorage.removeItem(kept);
  flow = { id: begun.id };
  secret = begun.secret;
  await readAgain();
  if (flow.state === undefined) flow = undefined;
}

element('language').addEventListener('change', ({ target }) => {
  clearProblems();
  void busy(() => setLanguage(target.value));
});
void busy(goOn);
element('again').addEventListener('click', () => location.reload());
