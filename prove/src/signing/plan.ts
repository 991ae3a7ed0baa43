import type { SeededRandom } from '../seeded-random.ts';

/** What is signed of one document. */
export interface DocumentWish {
  format: 'pades' | 'cades';
  level: 'B-B' | 'B-T' | 'B-LT';
}

/** What one run signs, and how. */
export interface SigningPlan {
  run: number;
  /** Number of the signer, and of his credential; each is taken modulo how many there are. */
  signer: number;
  credential: number;
  /** Digests by a hash, or documents. */
  digests: number;
  hash: 'SHA-256' | 'SHA-384' | 'SHA-512';
  documents: readonly DocumentWish[];
  /** Times that the same code is given in the same moment. */
  authorisations: number;
}

/** Where signatures of a wave are when something is killed. */
const killPoints = ['prepared', 'authorised', 'reserved', 'signed', 'stored'] as const;
const applicationKillPoints = ['asked', 'granted', 'redeemed', 'authorised', 'reserved', 'signed'] as const;
export type KillPoint = (typeof killPoints)[number] | (typeof applicationKillPoints)[number];

/** The processes that take part in a signature. */
const victims = ['signer', 'remote-signing', 'certificate-authority', 'gateway'] as const;
const applicationVictims = ['signer', 'remote-signing', 'second-factor', 'gateway'] as const;
type Victim = (typeof victims)[number] | (typeof applicationVictims)[number];

/** What may be killed, and when. */
interface Dangers {
  points: readonly KillPoint[];
  victims: readonly Victim[];
}

/** Those of people who sign. */
export const dangersOfPeople: Dangers = { points: killPoints, victims: [...victims, 'signer', 'remote-signing'] };

/** Those of applications that have people authorise signatures. */
export const dangersOfApplications: Dangers = { points: applicationKillPoints, victims: applicationVictims };

/** What is done to the platform while a wave is signed. */
export interface SigningWeather {
  kills: readonly { point: KillPoint; victim: Victim; afterMs: number }[];
  emptyRedis: boolean;
  /** Longest time that the databases of signer and remote-signing take over a change of state; 0 for none. */
  slowMs: number;
}

const levels = ['B-B', 'B-T', 'B-LT'] as const;

/** What a run does, from its number. */
export function planSigning(random: SeededRandom, run: number): SigningPlan {
  const isDigests = random.chance(0.5);
  return {
    run,
    signer: random.integer(0, 1_000),
    credential: random.integer(0, 1_000),
    digests: isDigests ? random.pick([1, 1, 2, 3, 10, 100]) : 0,
    hash: random.pick(['SHA-256', 'SHA-256', 'SHA-384', 'SHA-512'] as const),
    documents: isDigests
      ? []
      : Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => ({
          format: random.pick(['pades', 'pades', 'cades'] as const),
          level: random.pick(levels),
        })),
    authorisations: random.integer(1, 4),
  };
}

/** What is done to the platform while a wave of runs is under way. */
export function planSigningWeather(random: SeededRandom, dangers: Dangers): SigningWeather {
  return {
    kills: Array.from({ length: random.pick([0, 1, 1, 2, 3]) }, () => ({
      point: random.pick(dangers.points),
      victim: random.pick(dangers.victims),
      afterMs: random.pick([0, 0, random.integer(1, 400)]),
    })),
    emptyRedis: random.chance(0.25),
    slowMs: random.chance(0.7) ? random.integer(50, 400) : 0,
  };
}
