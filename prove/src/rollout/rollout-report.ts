import type { RolloutProof } from './rollout.ts';

/** Says what a rollout came to, for people. */
export function describeRollout(proof: RolloutProof): string {
  const { requests, routes, errands, restarts, faults } = proof;
  const width = Math.max(...Object.keys(routes).map((route) => route.length), 0);
  const seconds = restarts.map(({ fromMs, untilMs }) => (untilMs - fromMs) / 1_000);
  return [
    `Rolling restarts, seed ${proof.seed}, DRAIN_SECONDS ${proof.drainSeconds}`,
    '',
    `  restarts            ${restarts.length} (${new Set(restarts.map(({ instance }) => instance)).size} processes; the longest took ${Math.max(...seconds, 0).toFixed(1)} s)`,
    `  requests            ${requests}, of which ${Object.values(routes).reduce((sum, { failures }) => sum + failures, 0)} failed`,
    `  longest request     ${proof.longestMs} ms, ${proof.longestRoute}`,
    `  orders completed    ${proof.ordersCompleted}, by the books ${proof.ordersInBooks}`,
    `  signatures          ${proof.signatures}`,
    `  errands             ${Object.entries(errands)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
    `  took                ${Math.round(proof.seconds)} s`,
    '',
    ...Object.entries(routes)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(
        ([route, figures]) => `  ${route.padEnd(width)}  ${String(figures.requests).padStart(6)}  ${figures.failures}`,
      ),
    '',
    ...(faults.length === 0
      ? ['Nothing failed and nothing was lost.']
      : [`${faults.length} faults:`, ...faults.map((fault) => `  - ${fault}`)]),
  ].join('\n');
}
