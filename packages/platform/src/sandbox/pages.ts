import { escapeHtml, renderPage } from '../web/html.ts';
import { testCards } from './cards.ts';
import type { Charge } from './ledger.ts';

/** Where the page keeps what runs in the browser; apart from the page, so that no inline script need be allowed. */
export const scriptPath = '/pay.js';

/** Policy of the pages: nothing from elsewhere, and a card number goes nowhere but back here. */
export const pageHeaders: Readonly<Record<string, string>> = headersFor("'self'");

/** Policy of the page on which the buyer confirms: its form leads on to the shop, and browsers ask about that too. */
export function actionHeaders(returnUrl: string): Readonly<Record<string, string>> {
  return headersFor(returnUrl === '' ? "'self'" : `'self' ${new URL(returnUrl).origin}`);
}

function headersFor(formAction: string): Readonly<Record<string, string>> {
  const policy = `default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`;
  return { 'content-security-policy': policy };
}

const fields = [
  { name: 'number', label: 'Card number', value: '4242 4242 4242 4242', autocomplete: 'cc-number' },
  { name: 'expMonth', label: 'Expiry month', value: '12', autocomplete: 'cc-exp-month' },
  { name: 'expYear', label: 'Expiry year', value: '2035', autocomplete: 'cc-exp-year' },
  { name: 'cvc', label: 'Security code', value: '123', autocomplete: 'cc-csc' },
];

/** The page that turns a test card into a token. It also works without a script, by a plain form. */
export function renderPayPage(): string {
  const inputs = fields.map(
    ({ name, label, value, autocomplete }) =>
      `<label>${label} <input name="${name}" value="${value}" inputmode="numeric" autocomplete="${autocomplete}" required></label>`,
  );
  const rows = testCards.map(
    ({ number, effect }) => `<tr><td><code>${inGroups(number)}</code></td><td>${escapeHtml(effect)}</td></tr>`,
  );
  return renderPage({
    title: 'Pay (sandbox)',
    head: `<script src="${scriptPath}" defer></script>`,
    body: `<h1>Pay (sandbox)</h1>
<p>A stand-in for a payment provider's card page. No money moves; only test cards are taken.</p>
<form method="post" action="/tokens">
${inputs.join('\n')}
<button>Make a token</button>
</form>
<p id="result" role="status"></p>
<h2>Test cards</h2>
<table>
<thead><tr><th scope="col">Number</th><th scope="col">What becomes of it</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`,
  });
}

/** The page on which the buyer confirms a payment at his bank, or does not; one that is decided only leads back. */
export function renderActionPage({ id, status, amount, currency, action }: Charge): string {
  const back = action === undefined || action.returnUrl === '' ? '' : action.returnUrl;
  const form = `<form method="post">
<p><button name="decision" value="approve">Approve</button>
<button name="decision" value="decline">Decline</button></p>
</form>`;
  const link = back === '' ? '' : `<p><a href="${escapeHtml(back)}">Back to the shop</a></p>`;
  return renderPage({
    title: 'Confirm the payment (sandbox)',
    body: `<h1>Confirm the payment (sandbox)</h1>
<p>A stand-in for the page of a buyer's bank (3-D Secure). No money moves.</p>
<dl><dt>Payment</dt><dd><code>${escapeHtml(id)}</code></dd>
<dt>Amount</dt><dd>${amount} ${escapeHtml(currency)}, in the smallest unit of the currency</dd></dl>
${status === 'requires_action' ? form : `<p role="status">This payment is decided.</p>\n${link}`}`,
  });
}

/** The answer to the plain form. */
export function renderResultPage(title: string, text: string): string {
  return renderPage({
    title,
    body: `<h1>${escapeHtml(title)}</h1>\n<p><code>${escapeHtml(text)}</code></p>\n<p><a href="/pay">Another card</a></p>`,
  });
}

function inGroups(number: string): string {
  return number.replaceAll(/(.{4})(?=.)/g, '$1 ');
}

/** What runs in the browser: posts the form as JSON and shows the token. */
export const payScript = `document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const result = document.getElementById('result');
  const body = JSON.stringify(Object.fromEntries(new FormData(event.target)));
  const response = await fetch('/tokens', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const answer = await response.json();
  result.textContent = response.ok ? 'Token: ' + answer.token : answer.error.message;
});
`;
