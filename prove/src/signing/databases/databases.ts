import type { Attempts } from '../attempts.ts';
import { enterAsRemoteSigning } from '../insider.ts';
import type { SigningPlace } from '../place.ts';
import { changeAuthorisations, changeDigests } from './authorisations.ts';
import { attackDocuments } from './documents.ts';
import { changeHistories } from './histories.ts';
import { changeKeys } from './keys.ts';
import { changeRequests } from './requests.ts';

/** Attacks by whoever can write to every table, and has no key: he can destroy, and have nothing signed. */
export async function attackDatabases(place: SigningPlace, attempts: Attempts): Promise<void> {
  const insider = await enterAsRemoteSigning(place);
  try {
    await changeKeys(place, insider, attempts);
    await changeAuthorisations(place, insider, attempts);
    await changeDigests(place, insider, attempts);
  } finally {
    insider.close();
  }
  await changeHistories(place, attempts);
  await changeRequests(place, attempts);
  await attackDocuments(place, attempts);
}
