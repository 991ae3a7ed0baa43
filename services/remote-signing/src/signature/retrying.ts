import { setTimeout as pause } from 'node:timers/promises';

/** Does work again after each pause as long as what it threw may pass, then throws that. */
export async function retrying<T>(
  { pausesMs, mayPass }: { pausesMs: readonly number[]; mayPass: (error: unknown) => boolean },
  work: () => Promise<T>,
): Promise<T> {
  for (const ms of pausesMs) {
    try {
      // One after the other: the next one asks for what this one may have done.
      // oxlint-disable-next-line no-await-in-loop
      return await work();
    } catch (error) {
      if (!mayPass(error)) throw error;
    }
    // oxlint-disable-next-line no-await-in-loop
    await pause(ms);
  }
  return await work();
}
