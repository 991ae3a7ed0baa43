import { createHash, timingSafeEqual } from 'node:crypto';
import { HttpFailure, type Route, readFields, type WebAnswer, type WebRequest } from '../web/server.ts';
import type { KeyedAnswer } from './answers.ts';
import { captureAgain } from './captures.ts';
import { cancelCharge, charge, viewOf } from './charges.ts';
import type { Parts } from './events.ts';
import type { Charge } from './ledger.ts';
import { closeDispute, refund } from './refunds.ts';

/** The calls of a merchant, who proves himself by the secret key. */
export function merchantRoutes(
  parts: Parts,
  { secretKey, publicUrl }: { secretKey: string; publicUrl: () => string },
): Route[] {
  const { faults, ledger } = parts;
  const route = (method: string, pattern: RegExp, handle: Route['handle']): Route => ({
    method,
    pattern,
    handle: (request) => {
      requireKey(request, secretKey);
      return handle(request);
    },
  });
  const chargeOf = ({ params }: WebRequest): Charge =>
    ledger.findCharge(params[0] ?? '') ?? refuse(404, 'not_found', 'There is no such charge.');

  return [
    route('POST', /^\/charges$/, async (request) => {
      const key = requireIdempotencyKey(request);
      const answer = charge(parts, await readFields(request), { key, publicUrl: publicUrl() });
      const isDropped = answer.made !== undefined && faults.happens('dropAnswer', answer.made.place ?? 0);
      return isDropped ? { isCut: true } : toWebAnswer(answer);
    }),
    route('GET', /^\/charges$/, ({ url }) => {
      const reference = url.searchParams.get('reference');
      if (reference === null) return refuse(400, 'invalid_request', 'reference is required');
      const key = url.searchParams.get('idempotencyKey');
      const found = ledger.chargesFor(reference).filter((made) => key === null || made.key === key);
      return { json: { charges: found.map(viewOf) } };
    }),
    route('GET', /^\/charges\/(ch_[0-9a-f]+)$/, (request) => ({ json: viewOf(chargeOf(request)) })),
    route('POST', /^\/charges\/(ch_[0-9a-f]+)\/cancel$/, (request) => ({
      json: viewOf(cancelCharge(parts, chargeOf(request))),
    })),
    route('POST', /^\/charges\/(ch_[0-9a-f]+)\/duplicate$/, (request) => {
      const captured = chargeOf(request);
      if (captured.status !== 'captured') refuse(409, 'charge_not_captured', 'The charge is not captured.');
      return { status: 201, json: viewOf(captureAgain(parts, captured)) };
    }),
    route('POST', /^\/refunds$/, async (request) => {
      const key = requireIdempotencyKey(request);
      return toWebAnswer(refund(parts, await readFields(request), key));
    }),
    route('POST', /^\/disputes\/(dp_[0-9a-f]+)$/, async (request) => {
      const dispute = ledger.findDispute(request.params[0] ?? '');
      if (dispute === undefined) return refuse(404, 'not_found', 'There is no such dispute.');
      const { won } = await readFields(request);
      if (typeof won !== 'boolean') return refuse(400, 'invalid_request', 'won must be true or false');
      const { status, body } = closeDispute(parts, dispute, won);
      return { status, json: body };
    }),
    route('POST', /^\/faults$/, async (request) => {
      if (!faults.set(await readFields(request))) return refuse(400, 'invalid_request', 'These faults make no sense.');
      return { status: 204 };
    }),
  ];
}

function toWebAnswer({ status, body, replayed }: KeyedAnswer): WebAnswer {
  return { status, json: body, ...(replayed ? { headers: { 'idempotent-replayed': 'true' } } : {}) };
}

function requireIdempotencyKey({ headers }: WebRequest): string {
  const key = headers['idempotency-key'];
  if (typeof key !== 'string' || key === '' || key.length > 255) {
    return refuse(400, 'idempotency_key_missing', 'Idempotency-Key is required.');
  }
  return key;
}

function requireKey({ headers }: WebRequest, secretKey: string): void {
  const [given, wanted] = [headers.authorization ?? '', `Bearer ${secretKey}`].map((text) =>
    createHash('sha256').update(text).digest(),
  );
  if (!timingSafeEqual(given as Buffer, wanted as Buffer)) {
    refuse(401, 'unauthorized', 'The secret key is wrong or missing.');
  }
}

function refuse(status: number, code: string, message: string): never {
  throw new HttpFailure(status, { error: { code, message } });
}
