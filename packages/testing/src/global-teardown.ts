import { started } from './global-setup.ts';

/** Stops what the set-up started, last first. */
// Jest calls the default export.
// oxlint-disable-next-line import/no-default-export
export default async function tearDown(): Promise<void> {
  for (const stop of started.toReversed()) {
    // In order: the folder goes last.
    // oxlint-disable-next-line no-await-in-loop
    await stop();
  }
}
