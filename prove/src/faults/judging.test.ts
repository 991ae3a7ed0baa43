import { expect, it } from '@jest/globals';
import type { Sent } from '../load/load-client.ts';
import { judge, refusedWalks } from './judging.ts';

const sent = (over: Partial<Sent>): Sent => ({
  route: 'GET /v1/me',
  errand: 'resident 1: look',
  repetition: 0,
  atMs: 1_000,
  tookMs: 50,
  ...over,
});
const judged = (over: Partial<Sent>, allowance = {}) => judge([sent(over)], 0, 10_000, allowance);

it.each([
  { status: 200 },
  { status: 404 },
  { status: 409 },
  { status: 503, retryAfter: '2' },
  { status: 504, retryAfter: '1' },
])('%j may be seen by anybody', (over) => {
  expect(judged(over).forbidden).toEqual([]);
});

it.each([
  { status: 500, retryAfter: '2' },
  { status: 502, retryAfter: '2' },
  { status: 503 },
  { status: 504 },
  { status: 503, retryAfter: '0' },
  { fault: 'ECONNRESET' },
])('%j may be seen by nobody', (over) => {
  expect(judged(over).forbidden).toHaveLength(1);
});

it('a connection may break only where the gateway itself is killed, and is counted apart', () => {
  expect(judged({ fault: 'ECONNREFUSED' }, { connections: true })).toMatchObject({ connections: 1, forbidden: [] });
  expect(judged({ status: 500 }, { connections: true }).forbidden).toHaveLength(1);
});

it('a code or a token may be refused only where clocks are wrong, and is counted apart', () => {
  expect(judged({ status: 401 }, { clock: true })).toMatchObject({ clock: 1, forbidden: [], lastFailureMs: 1_050 });
  expect(judged({ status: 401 })).toMatchObject({ clock: 0, lastFailureMs: undefined });
});

it('what was sent outside of the span is not judged', () => {
  const many = [sent({ atMs: 1, status: 500 }), sent({ atMs: 50, status: 200 }), sent({ atMs: 100, status: 500 })];
  expect(judge(many, 50, 100)).toMatchObject({ requests: 1, forbidden: [], lastFailureMs: undefined });
});

it('an errand that was refused although nothing had failed is always told', () => {
  const walks = [
    { errand: 'resident 1: login', outcome: 'refused', because: 'answered 409' },
    { errand: 'resident 1: login', outcome: 'abandoned', because: 'answered 503' },
    { errand: 'resident 1: login', outcome: 'done' },
    {
      errand: 'resident 1: sign',
      outcome: 'refused',
      because: 'POST /v1/signatures/sig_1/authorisation answered 409: {"status":409,"code":"SIGNATURE_INTERRUPTED"}',
    },
    {
      errand: 'resident 1: sign',
      outcome: 'refused',
      because: 'POST /v1/signatures answered 409: SIGNATURE_INTERRUPTED',
    },
  ] as const;
  expect(refusedWalks(walks)).toEqual([
    'resident 1: login was refused: answered 409',
    'resident 1: sign was refused: POST /v1/signatures answered 409: SIGNATURE_INTERRUPTED',
  ]);
});
