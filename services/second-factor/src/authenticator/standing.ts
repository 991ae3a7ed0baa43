import { forbidden } from '@countersign/errors';
import { type Actor, isSetUpSession } from '@countersign/grpc';
import type { FactorStanding } from '@countersign/proto/second-factor';
import { sql } from 'kysely';
import type { SecondFactorDb } from '../database.ts';

/** How a user stands with his factors, as one statement reads it. */
export interface Standing {
  /** Number in use. */
  active: number;
  /** Number in use, suspended or locked: what counts towards the limit. */
  held: number;
  /** Whether any was ever in use, whatever became of it. */
  everActive: boolean;
  /** What allows him to replace his factors in a set-up session; null for nothing. */
  grantId: string | null;
}

/** Reads how a user stands; an emergency code is no factor of his. */
export async function readStanding(db: SecondFactorDb, userId: string, at: Date): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select
      (count(*) filter (where state = 'active' and (valid_until is null or valid_until > ${at})))::integer as active,
      (count(*) filter (where state in ('active', 'suspended', 'locked')
        and (valid_until is null or valid_until > ${at})))::integer as held,
      coalesce(bool_or(activated_at is not null), false) as "everActive",
      (select cause_id from replacement_grants
        where user_id = ${userId} and used_at is null and expires_at > ${at}
        order by expires_at desc limit 1) as "grantId"
    from authenticators where user_id = ${userId} and kind <> 'emergency_code'`.execute(db);
  const [standing] = rows;
  if (standing === undefined) throw new Error('an aggregate without a row');
  return standing;
}

/** How he stands, as the contract says it. */
export function standingWord({ active, everActive }: Pick<Standing, 'active' | 'everActive'>): FactorStanding {
  if (active > 0) return 'FACTOR_STANDING_ACTIVE';
  return everActive ? 'FACTOR_STANDING_LOST' : 'FACTOR_STANDING_NONE';
}

/**
 * Throws `SET_UP_OVER` for a limited session of a user who ever had a factor, so that such a session never adds one beside
 * the owner's; unless he was allowed to replace what he lost.
 */
export function requireSetUpOpen(actor: Pick<Actor, 'scope' | 'amr'>, { everActive, grantId }: Standing): void {
  if (isSetUpSession(actor) && everActive && grantId === null) {
    throw forbidden('SET_UP_OVER', 'the set-up is complete; log in with your second factor');
  }
}
