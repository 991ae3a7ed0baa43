import type { AuthenticatorKind } from '../database.ts';
import { emailKind, smsKind } from '../delivered-factor/delivered-factor.ts';
import { emergencyKind } from '../emergency-code/emergency-kind.ts';
import { egridKind, gridCardKind } from '../grid-card/grid-card-kinds.ts';
import { softTokenKind } from '../soft-token/soft-token-kind.ts';
import type { FactorKind } from './factor-kind.ts';
import { totpKind } from './totp-kind.ts';

/** Every kind of factor that there is. */
export const factorKinds: readonly FactorKind[] = [
  emergencyKind,
  totpKind,
  softTokenKind,
  gridCardKind,
  egridKind,
  smsKind,
  emailKind,
];

/** The kind of an authenticator. */
export function kindOf({ kind }: { kind: AuthenticatorKind }): FactorKind {
  const found = factorKinds.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`nothing is known of factors of the kind ${kind}`);
  return found;
}
