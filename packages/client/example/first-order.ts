// From an empty cart to the inventory of an account: run it while `npm start` runs.
import { createClient, newKey, ProblemError, Session } from '@countersign/client';

const { SERVER = 'http://localhost:8080', INBOX = 'http://localhost:8025' } = process.env;
const email = `robin.${newKey()}@example.com`;
const password = 'four quiet orange boats';

// A guest fills a cart. What the secret proves is his alone.
const shop = createClient({ baseUrl: SERVER, language: 'en' });
const { cart, cartSecret = '' } = await shop.post('/v1/carts', { body: { currency: 'USD' } });
const ofCart = { 'Cart-Secret': cartSecret };
await shop.post('/v1/carts/{cartId}/lines', {
  params: { path: { cartId: cart.id }, header: ofCart },
  body: { productCode: 'document-person', termYears: 1, paymentOption: 'one_time', licences: 1 },
});
const quote = await shop.post('/v1/quotes', { params: { header: ofCart }, body: { cartId: cart.id, country: 'US' } });

// Checkout: each of these calls is one wish, whose key the client makes and keeps while it tries again.
const { order, orderSecret = '' } = await shop.post('/v1/orders', {
  params: { header: ofCart },
  body: { cartId: cart.id, quoteId: quote.id },
});
const ofOrder = { path: { orderId: order.id }, header: { 'Order-Secret': orderSecret } };
const purchaser = { givenName: 'Robin', surname: 'Sample', email, country: 'US', language: 'en' } as const;
await shop.put('/v1/orders/{orderId}/contacts', { params: ofOrder, body: { purchaser } });
await shop.post('/v1/orders/{orderId}/payments', { params: ofOrder, body: { paymentToken: await payByCard() } });
const { termsVersion } = await shop.get('/v1/orders/{orderId}', { params: ofOrder });
const acceptance = { acceptedTermsVersion: termsVersion, quoteId: quote.id };
await shop.post('/v1/orders/{orderId}/completion', { params: ofOrder, body: acceptance });
console.log(`order ${order.number} over ${quote.dueNow.amount / 100} ${quote.dueNow.currency} is placed`);

// Activation, from the link in the message; a refusal is a ProblemError, and its code tells which.
const token = await readMail(/#token=([\w-]+)/);
try {
  await shop.post('/v1/activations', { body: { token, password: 'short' } });
} catch (error) {
  if (!(error instanceof ProblemError) || error.code !== 'PASSWORD_TOO_SHORT') throw error;
  console.log(`refused: ${error.code} at ${error.fields.map(({ pointer }) => pointer).join(', ')}`);
}
await shop.post('/v1/activations', { body: { token, password } });

// The first login is by a code in a message, and is for setting up a factor only.
const session = new Session({ tokensIn: 'body', onEnd: () => console.log('log in again') });
const me = createClient({ baseUrl: SERVER, session, language: 'en' });
await logIn(await beginLogin(), await readMail(/^@\S+ #(\d{6})\s*$/m));
const enrolment = await me.post('/v1/me/authenticators', { body: { kind: 'totp', label: 'My phone' } });
await me.post('/v1/me/authenticators/{authenticatorId}/activation', {
  params: { path: { authenticatorId: enrolment.authenticator.id } },
  body: { code: await codeOfApp(enrolment.otpauthUri, 0) },
});

// Every later one is by the code of the app; from now on the session renews its tokens by itself.
await logIn(await beginLogin(), await codeOfApp(enrolment.otpauthUri, 1));
const { licences } = await me.get('/v1/inventory');
for (const { id, productCode, state } of licences) console.log(`licence ${id}: ${productCode}, ${state}`);
for await (const { number, status } of me.all('/v1/orders')) console.log(`order ${number}: ${status}`);
await me.delete('/v1/sessions/current');
session.forget();

/** Begins a login and passes the password; what is asked next is a code. */
async function beginLogin() {
  const { flow, flowSecret } = await me.post('/v1/login-flows', { body: { userId: email } });
  const ofFlow = { path: { flowId: flow.id }, header: { 'Login-Flow-Secret': flowSecret } };
  await me.post('/v1/login-flows/{flowId}/password', { params: ofFlow, body: { password } });
  return ofFlow;
}

/** Completes a login; the session takes over its tokens. */
async function logIn(params: Awaited<ReturnType<typeof beginLogin>>, code: string) {
  const { tokens } = await me.post('/v1/login-flows/{flowId}/code', { params, body: { code } });
  await session.accept(tokens);
}

/** What the page of the payment provider does: the number of a card never reaches the API. */
async function payByCard(): Promise<string> {
  const { url } = await shop.get('/v1/payment-page');
  const card = { number: '4242424242424242', expMonth: 12, expYear: new Date().getFullYear() + 2, cvc: '123' };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(new URL('/tokens', url), { method: 'POST', headers, body: JSON.stringify(card) });
  return ((await answer.json()) as { token: string }).token;
}

/** Reads what stands in a message to the buyer, as soon as it is there. */
async function readMail(wanted: RegExp): Promise<string> {
  for (let look = 0; look < 60; look += 1) {
    const answer = await fetch(`${INBOX}/api/messages?to=${email}&wait=10`);
    const { messages } = (await answer.json()) as { messages: { text: string }[] };
    const found = messages.map(({ text }) => wanted.exec(text)?.[1]).findLast((text) => text !== undefined);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('no such message came');
}

/** What an authenticator app shows (RFC 6238), or will show in so many steps of 30 seconds. */
async function codeOfApp(otpauthUri = '', later: number): Promise<string> {
  const secret = new URL(otpauthUri).searchParams.get('secret') ?? '';
  const letter = (each: string) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(each).toString(2).padStart(5, '0');
  const bytes = Array.from(secret, letter).join('').match(/.{8}/g) ?? [];
  const algorithm = { name: 'HMAC', hash: 'SHA-1' };
  const raw = Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2));
  const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['sign']);
  const step = new DataView(new ArrayBuffer(8));
  step.setBigUint64(0, BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = new DataView(await crypto.subtle.sign('HMAC', key, step));
  const number = mac.getUint32(mac.getUint8(19) & 15) & 0x7f_ff_ff_ff;
  return String(number % 1_000_000).padStart(6, '0');
}
