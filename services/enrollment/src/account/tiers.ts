import { DomainError } from '@countersign/errors';
import { enumWord } from '@countersign/grpc';
import type { Tier } from '@countersign/proto/catalog';
import type { Clock } from '@countersign/runtime';
import type { CatalogClient } from '../clients.ts';
import { type AccountTier, accountTiers } from '../enrolment/enrolment.ts';

/** What an account is entitled to. */
export type Entitlements = Omit<Tier, 'tier'>;

/** Entitlements by tier, as the catalog says. */
export interface Tiers {
  /** What a tier entitles to. Throws `SERVICE_UNAVAILABLE` when the catalog was never reached. */
  get(tier: AccountTier): Promise<Entitlements>;
  /** The same to be shown only; undefined when the catalog was never reached. */
  find(tier: AccountTier): Promise<Entitlements | undefined>;
}

/** How long the catalog is believed: a change of what a tier entitles to shows after that. */
const freshMs = 60_000;

/** Reads the tiers from the catalog once a minute at most; while it is out of reach, what it said last holds. */
export function createTiers({ catalog, clock }: { catalog: CatalogClient; clock: Clock }): Tiers {
  let known: { byTier: ReadonlyMap<AccountTier, Entitlements>; untilMs: number } | undefined;
  const read = async () => {
    const nowMs = clock.now().getTime();
    if (known !== undefined && nowMs < known.untilMs) return known.byTier;
    try {
      const { tiers } = await catalog.listTiers({});
      known = { byTier: toMap(tiers), untilMs: nowMs + freshMs };
    } catch (error) {
      if (known === undefined) throw error;
    }
    return known.byTier;
  };
  const get = async (tier: AccountTier): Promise<Entitlements> => {
    const entitlements = (await read()).get(tier);
    if (entitlements === undefined) throw new Error(`the catalog knows no tier ${tier}`);
    return entitlements;
  };
  return {
    get,
    async find(tier) {
      try {
        return await get(tier);
      } catch (error) {
        if (error instanceof DomainError && error.transient) return undefined;
        throw error;
      }
    },
  };
}

function toMap(tiers: readonly Tier[]): ReadonlyMap<AccountTier, Entitlements> {
  return new Map(
    tiers.flatMap(({ tier, ...entitlements }) => {
      const word = enumWord('ACCOUNT_TIER', tier, accountTiers);
      return word === undefined ? [] : [[word, entitlements]];
    }),
  );
}
