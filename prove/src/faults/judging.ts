import type { LoadBook, Walk } from '../load/load-book.ts';
import type { Sent } from '../load/load-client.ts';

/** What is looked upon otherwise than usual during a fault. */
export interface Allowance {
  /** Connections to the gateway may break: there is one gateway, and it is what is killed. */
  connections?: boolean;
  /** The clock is wrong: codes and tokens of clocks that are right may be refused. */
  clock?: boolean;
}

/** What clients saw in a span of time. */
export interface Judgement {
  requests: number;
  /** Answers that ask to come again, by status. */
  unavailable: Record<string, number>;
  /** Requests whose connection broke while the gateway was killed. */
  connections: number;
  /** Requests refused because of a clock that was wrong. */
  clock: number;
  /** Requests that met something that no client may meet, as sentences. */
  forbidden: string[];
  /** When the last request that was not answered as it should be was over, ms since the epoch; absent for none. */
  lastFailureMs: number | undefined;
  /** Slowest answer, ms. */
  slowestMs: number;
}

const mostTold = 20;
const interrupted = /\/authorisation answered 409: .*"code":\s*"SIGNATURE_INTERRUPTED"/;

/** Judges the requests that were sent from `fromMs` on and before `toMs`. */
export function judge(sent: readonly Sent[], fromMs: number, toMs: number, allowance: Allowance = {}): Judgement {
  const judgement: Judgement = {
    requests: 0,
    unavailable: {},
    connections: 0,
    clock: 0,
    forbidden: [],
    lastFailureMs: undefined,
    slowestMs: 0,
  };
  for (const one of sent) {
    if (one.atMs < fromMs || one.atMs >= toMs) continue;
    judgement.requests += 1;
    judgement.slowestMs = Math.max(judgement.slowestMs, one.tookMs);
    if (isGood(one, allowance)) continue;
    judgement.lastFailureMs = Math.max(judgement.lastFailureMs ?? 0, one.atMs + one.tookMs);
    count(judgement, one, allowance);
  }
  return judgement;
}

function count(judgement: Judgement, one: Sent, allowance: Allowance): void {
  const { status, retryAfter, fault } = one;
  if (status === undefined && allowance.connections) judgement.connections += 1;
  else if (status === 401) judgement.clock += 1;
  else if ((status === 503 || status === 504) && /^[1-9]\d*$/.test(retryAfter ?? '')) {
    judgement.unavailable[status] = (judgement.unavailable[status] ?? 0) + 1;
  } else if (judgement.forbidden.length < mostTold) {
    const said = status === undefined ? `no answer: ${fault}` : `${status} ${one.code ?? ''}`;
    const missing = status === 503 || status === 504 ? ' without Retry-After' : '';
    judgement.forbidden.push(`${one.route} (${one.errand}, request ${one.requestId ?? 'unknown'}): ${said}${missing}`);
  }
}

/** Refusals that the product owes to somebody are good answers; whether they were owed is the errands' to tell. */
function isGood({ status }: Sent, { clock }: Allowance): boolean {
  return status !== undefined && status < 500 && !(clock && status === 401);
}

/**
 * Errands that were refused although nothing had failed; none of them may be. A signature during which the signer ended is
 * never made later, and its owner is told to prepare it anew: that is the product's own answer.
 */
export function refusedWalks(walks: readonly Walk[]): string[] {
  return walks.flatMap(({ errand, outcome, because = '' }) =>
    outcome === 'refused' && !interrupted.test(because) ? [`${errand} was refused: ${because}`] : [],
  );
}

/** Errands by how they ended. */
export function countWalks({ walks }: Pick<LoadBook, 'walks'>): Record<Walk['outcome'], number> {
  const counts = { done: 0, abandoned: 0, refused: 0 };
  for (const { outcome } of walks) counts[outcome] += 1;
  return counts;
}
