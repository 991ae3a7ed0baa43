import { HttpFailure, type Route, readFields, type WebAnswer, type WebRequest } from '../web/server.ts';
import { readCard } from './cards.ts';
import { decideAction } from './charges.ts';
import { newId, type Parts } from './events.ts';
import type { Charge } from './ledger.ts';
import {
  actionHeaders,
  pageHeaders,
  payScript,
  renderActionPage,
  renderPayPage,
  renderResultPage,
  scriptPath,
} from './pages.ts';

const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
};

/** The pages that a buyer sees, and the call behind the card form, which other pages may use too. */
export function buyerRoutes(parts: Parts): Route[] {
  const { ledger } = parts;
  const route = (method: string, pattern: RegExp, handle: Route['handle']): Route => ({ method, pattern, handle });
  const chargeOf = ({ params }: WebRequest): Charge => {
    const found = ledger.findChargeOfAction(params[0] ?? '');
    if (found === undefined) {
      throw new HttpFailure(404, { error: { code: 'not_found', message: 'There is no such payment.' } });
    }
    return found;
  };
  return [
    route('GET', /^\/pay$/, () => ({ headers: pageHeaders, html: renderPayPage() })),
    route('GET', new RegExp(`^${scriptPath}$`), () => ({
      headers: { 'content-type': 'text/javascript' },
      text: payScript,
    })),
    route('GET', /^\/health\/(?:live|ready)$/, () => ({ json: { status: 'ok' } })),
    route('POST', /^\/tokens$/, (request) => makeToken(parts, request)),
    route('OPTIONS', /^\/tokens$/, () => ({ status: 204, headers: crossOrigin })),
    route('GET', /^\/actions\/(act_[0-9a-f]+)$/, (request) => {
      const waiting = chargeOf(request);
      return { headers: actionHeaders(returnUrlOf(waiting)), html: renderActionPage(waiting) };
    }),
    route('POST', /^\/actions\/(act_[0-9a-f]+)$/, async (request) => decide(parts, chargeOf(request), request)),
  ];
}

async function makeToken({ ledger, now }: Parts, request: WebRequest): Promise<WebAnswer> {
  const card = readCard(await readFields(request), now());
  const asPage = wantsPage(request);
  if ('code' in card) {
    if (asPage) return { status: 400, headers: pageHeaders, html: renderResultPage('Card refused', card.message) };
    return { status: 400, headers: crossOrigin, json: { error: card } };
  }
  const token = newId('tok');
  ledger.addToken({ token, ...card });
  if (asPage) return { status: 201, headers: pageHeaders, html: renderResultPage('Token', token) };
  return { status: 201, headers: crossOrigin, json: { token, brand: card.brand, last4: card.last4 } };
}

async function decide(parts: Parts, waiting: Charge, request: WebRequest): Promise<WebAnswer> {
  const { decision } = await readFields(request);
  if (decision !== 'approve' && decision !== 'decline') {
    throw new HttpFailure(400, {
      error: { code: 'invalid_request', message: 'decision must be approve or decline' },
    });
  }
  const { status } = decideAction(parts, waiting, decision === 'approve');
  const returnUrl = returnUrlOf(waiting);
  if (!wantsPage(request)) return { json: { status, returnUrl } };
  if (returnUrl === '') return { headers: pageHeaders, html: renderResultPage('Payment', status) };
  return { status: 303, headers: { ...actionHeaders(returnUrl), location: returnUrl }, text: '' };
}

function returnUrlOf({ action }: Charge): string {
  return action?.returnUrl ?? '';
}

function wantsPage({ headers }: WebRequest): boolean {
  return (headers.accept ?? '').includes('text/html');
}
