import type { FactorPrompt } from '@countersign/proto/second-factor';
import type { FactorWorld } from './factor-world.ts';
import type { NamedFactor, Place, Visit } from './place.ts';

/** Somebody who has a factor, and goes to places with it. */
export interface Bearer extends NamedFactor {
  /** Where its codes count. */
  places: readonly Place[];
  go: (place: Place) => Promise<Visit>;
  /** The right answer, as its owner has it. */
  right: (visit: Visit) => Promise<string>;
  /** An answer that is wrong; each time another one. */
  wrong: () => string;
}

/** A kind of factor, and what the proof has to know of it. */
export interface Contender {
  /** As the conformance report names it. */
  kind: string;
  /** In the tables of the proof, where that is not enough. */
  name?: string;
  /** Gives somebody new a factor that is active. */
  equip: (world: FactorWorld) => Promise<Bearer>;
  /** Wrong answers that are looked at before there is a first wait, or an end. */
  free: (world: FactorWorld) => number;
  /** Wrong answers that are looked at in some days, while the owner is away. */
  mostIn: (world: FactorWorld, days: number) => number;
  /** Time between two right answers: one code of an app lasts for thirty seconds. */
  freshAfterMs: number;
  /** Longest siege that makes sense, in days; absent for as long as asked. */
  daysAtMost?: number;
  /** Gives the same user another one in the place of one that is over. */
  renew?: (world: FactorWorld, bearer: Bearer) => Promise<Bearer>;
  /** Whether its owner comes more than once. */
  isLasting: boolean;
  /** Sends that one visit may cause; absent for kinds of which nothing is sent. */
  sendsPerVisit?: number;
}

/** A question as one can compare it: what changes by itself with time is left out. */
export function textOf(prompt: FactorPrompt | undefined): string {
  if (prompt === undefined) return '';
  const { authenticatorId, kind, cells, serial, maskedDestination, challengeId } = prompt;
  return JSON.stringify({ authenticatorId, kind, cells, serial, maskedDestination, challengeId });
}

/** What the tables of the proof call it. */
export const nameOf = ({ name, kind }: Contender): string => name ?? kind;
