import type { ColumnType } from 'kysely';
import type { FactorPrompt, FlowFactors, LoginFactor } from './factor.ts';

type StoredPrompt = Omit<FactorPrompt, 'sent'> & {
  sent?: Omit<NonNullable<FactorPrompt['sent']>, 'resendAt'> & { resendAt?: string };
};

/** What a flow keeps of factors: JSON, because it is read and written as a whole. */
export interface FactorColumns {
  factors: ColumnType<LoginFactor[] | null, string | null | undefined, string | null>;
  prompt: ColumnType<StoredPrompt | null, string | null | undefined, string | null>;
}

/** The factors of a row. */
export function toFlowFactors({
  factors,
  prompt,
}: {
  factors: LoginFactor[] | null;
  prompt: StoredPrompt | null;
}): FlowFactors {
  return { ...(factors !== null && { factors }), ...(prompt !== null && { prompt: toPrompt(prompt) }) };
}

/** The columns that change with what is known of the factors of a flow. */
export function factorChanges({ factors, prompt }: FlowFactors): { factors?: string; prompt?: string } {
  return {
    ...(factors !== undefined && { factors: JSON.stringify(factors) }),
    ...(prompt !== undefined && { prompt: JSON.stringify(prompt) }),
  };
}

function toPrompt({ sent, ...rest }: StoredPrompt): FactorPrompt {
  if (sent === undefined) return rest;
  const { resendAt, ...where } = sent;
  return { ...rest, sent: { ...where, ...(resendAt !== undefined && { resendAt: new Date(resendAt) }) } };
}
