import type { Attempts } from '../attempts.ts';
import { enterAsRemoteSigning } from '../insider.ts';
import type { SigningPlace } from '../place.ts';
import { changeApprovals } from './approvals.ts';
import { changeGrants } from './databases.ts';
import { openDesks } from './desks.ts';
import { type ApplicationsReport, signByApplications } from './siege.ts';
import { misuseTokens } from './tokens.ts';

export type { ApplicationsReport };

/** Has applications of others sign for people: a lot while processes die, and then attacked from inside. */
export async function proveApplications(
  place: SigningPlace,
  { runs, seed, attempts }: { runs: number; seed: number; attempts: Attempts },
): Promise<ApplicationsReport> {
  const { desks, ...rest } = await openDesks(place);
  const report = await signByApplications(place, { desks, ...rest }, { runs, seed, attempts });
  rest.traffic.isPatient = false;
  const insider = await enterAsRemoteSigning(place);
  const attacks = [
    () => misuseTokens(place, insider, { desks, attempts }),
    () => changeGrants(place, { desks, attempts }),
    () => changeApprovals(place, { desks, attempts }),
  ];
  for (const attack of attacks) {
    try {
      // oxlint-disable-next-line no-await-in-loop
      await attack();
    } catch (error) {
      attempts.faults.push(`an attack on applications was not tried to the end: ${(error as Error).stack ?? ''}`);
    }
  }
  insider.close();
  return report;
}
