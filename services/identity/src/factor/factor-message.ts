import type { LoginFlow } from '@countersign/proto/identity';
import type { FlowFactors } from './factor.ts';

/** What a flow shows of factors. */
export type FactorPart = Pick<LoginFlow, 'factors' | 'factor' | 'cells' | 'cardSerial'>;

/** The factors of a flow as the contract shows them; nothing of them in states that await no code of one. */
export function toFactorPart({ factors = [], prompt }: FlowFactors, awaited: boolean): FactorPart {
  if (!awaited) return { factors: [], factor: undefined, cells: [], cardSerial: '' };
  return {
    factors: factors.map((factor) => ({ ...factor })),
    factor: prompt && { authenticatorId: prompt.authenticatorId, kind: prompt.kind },
    cells: [...(prompt?.cells ?? [])],
    cardSerial: prompt?.serial ?? '',
  };
}
