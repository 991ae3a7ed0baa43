import { expectThat } from './rest-client.ts';

const usualLimitMs = 20_000;

/** Reads until it holds, twenty seconds at most unless told. */
export async function waitFor<T>(
  read: () => Promise<T>,
  holds: (value: T) => boolean,
  limitMs = usualLimitMs,
): Promise<T> {
  const until = Date.now() + limitMs;
  for (;;) {
    // A poll, as a page would do it.
    // oxlint-disable-next-line no-await-in-loop
    const value = await read();
    if (holds(value)) return value;
    const last = JSON.stringify(value)?.slice(-600) ?? '';
    expectThat(Date.now() < until, `it happens within ${limitMs / 1000} seconds: ${last}`);
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
