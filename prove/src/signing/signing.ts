import { type ApplicationsReport, proveApplications } from './applications/applications.ts';
import { type Attempt, Attempts } from './attempts.ts';
import { attackDatabases } from './databases/databases.ts';
import { attackFromInside } from './insider.ts';
import { attackFromOutside } from './outside.ts';
import { atSigningPlace, type SigningPlace } from './place.ts';
import { type SiegeReport, signUnderSiege } from './siege.ts';

/** Where keys are kept. */
export const custodies = ['sealed', 'pkcs11'] as const;

/** What may be tried. */
export const parts = ['outside', 'inside', 'databases', 'siege', 'applications'] as const;
type Part = (typeof parts)[number];

export interface SigningProofOptions {
  /** Signatures under faults. */
  runs: number;
  seed: number;
  /** Signatures at once. */
  atOnce: number;
  custody: (typeof custodies)[number];
  /** What is tried; all of it when absent. */
  only?: readonly Part[] | undefined;
  signal?: AbortSignal;
  note: (text: string) => void;
}

/** What was tried, and what became of it. */
export interface SigningProof {
  seed: number;
  custody: string;
  attempts: Attempt[];
  siege: SiegeReport | undefined;
  applications: ApplicationsReport | undefined;
  /** What was not as it must be, as sentences. */
  faults: string[];
  seconds: number;
}

/**
 * Has people sign on a platform of its own: attacked by its users, by a service that was taken over, and by whoever writes
 * to its databases; and then a lot at once, while processes die. Reads every book afterwards.
 */
export async function proveSigning({
  runs,
  seed,
  atOnce,
  only = parts,
  ...conditions
}: SigningProofOptions): Promise<SigningProof> {
  const begun = performance.now();
  const { custody, note, signal } = conditions;
  return await atSigningPlace(conditions, async (place) => {
    const attempts = new Attempts();
    const attacks: [Part, (place: SigningPlace, attempts: Attempts) => Promise<void>][] = [
      ['outside', attackFromOutside],
      ['inside', attackFromInside],
      ['databases', attackDatabases],
    ];
    let siege: SiegeReport | undefined;
    let applications: ApplicationsReport | undefined;
    if (only.includes('applications')) {
      const proveThem = async () => {
        applications = await proveApplications(place, { runs, seed, attempts });
      };
      attacks.push(['applications', proveThem]);
    }
    // First: what attacks sign is none of its business.
    if (only.includes('siege')) siege = await signUnderSiege(place, { runs, seed, atOnce });
    for (const [part, attack] of attacks) {
      signal?.throwIfAborted();
      if (!only.includes(part)) continue;
      note(`attacks: ${part}`);
      try {
        // oxlint-disable-next-line no-await-in-loop
        await attack(place, attempts);
      } catch (error) {
        // The other attacks are worth something all the same.
        attempts.faults.push(`${part} could not be tried to the end: ${(error as Error).stack ?? String(error)}`);
      }
    }
    const losses = [...(siege?.faults ?? []), ...(applications?.faults ?? [])];
    const faults = [...attempts.faults, ...losses.map(({ run, subject, what }) => `run ${run}, ${subject}: ${what}`)];
    const seconds = (performance.now() - begun) / 1000;
    return { seed, custody, attempts: attempts.rows, siege, applications, faults, seconds };
  });
}
