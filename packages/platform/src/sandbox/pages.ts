import { escapeHtml, renderPage } from '../web/html.ts';

/** Where the page keeps what runs in the browser; apart from the page, so that no inline script need be allowed. */
export const scriptPath = '/pay.js';

/** Policy of the pages: nothing from elsewhere, and a card number goes nowhere but back here. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; form-action 'self'; base-uri 'none'",
};

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
<tr><td>4242 4242 4242 4242</td><td>is charged</td></tr>
<tr><td>4000 0000 0000 0002</td><td>is declined</td></tr>
<tr><td>4000 0000 0000 9995</td><td>has insufficient funds</td></tr>
<tr><td>4000 0000 0000 0077</td><td>is charged; the event comes 3 s late, and twice</td></tr>
<tr><td>4000 0000 0000 0259</td><td>is charged; the event names a wrong amount</td></tr>
</table>`,
  });
}

/** The answer to the plain form. */
export function renderResultPage(title: string, text: string): string {
  return renderPage({
    title,
    body: `<h1>${escapeHtml(title)}</h1>\n<p><code>${escapeHtml(text)}</code></p>\n<p><a href="/pay">Another card</a></p>`,
  });
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
