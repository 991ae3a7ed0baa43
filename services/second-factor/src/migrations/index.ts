import type { Migrations } from '@countersign/db';
import { tables } from './2026-11-21_tables.ts';
import { codes } from './2026-11-22T0500_codes.ts';
import { throttles } from './2026-11-22T0506_throttles.ts';
import { factors } from './2026-11-22T0900_factors.ts';
import { softTokens } from './2026-11-22T0910_soft_tokens.ts';
import { gridCards } from './2026-11-22T0920_grid_cards.ts';
import { deliveries } from './2026-11-22T0930_deliveries.ts';
import { challengeAccounts } from './2026-11-22T0950_challenge_accounts.ts';
import { toldChanges } from './2026-11-22T1010_told_changes.ts';
import { idempotency } from './2026-11-22T1020_idempotency.ts';
import { factorReplacements } from './2026-11-22T1145_factor_replacements.ts';
import { digestLengths } from './2026-11-22T1150_digest_lengths.ts';
import { openChallenges } from './2026-11-22T1505_open_challenges.ts';
import { traces } from './2026-11-22T1800_traces.ts';

/** The schema of the service, in order. */
export const migrations: Migrations = {
  '2026-11-21_tables': tables,
  '2026-11-22T0500_codes': codes,
  '2026-11-22T0506_throttles': throttles,
  '2026-11-22T0900_factors': factors,
  '2026-11-22T0910_soft_tokens': softTokens,
  '2026-11-22T0920_grid_cards': gridCards,
  '2026-11-22T0930_deliveries': deliveries,
  '2026-11-22T0950_challenge_accounts': challengeAccounts,
  '2026-11-22T1010_told_changes': toldChanges,
  '2026-11-22T1020_idempotency': idempotency,
  '2026-11-22T1145_factor_replacements': factorReplacements,
  '2026-11-22T1150_digest_lengths': digestLengths,
  '2026-11-22T1505_open_challenges': openChallenges,
  '2026-11-22T1800_traces': traces,
};
