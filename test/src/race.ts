import type { Answer, Problem } from './rest-client.ts';

/** How a race ended. */
export interface Outcome<T> {
  winners: { index: number; body: T }[];
  /** What the others were told, each once: `409 ORDER_WRONG_STATUS` and so on. */
  losers: string[];
}

/** Sends a request twenty times at once, unless told how many times. */
export async function race<T>(send: (index: number) => Promise<Answer<T>>, racers = 20): Promise<Outcome<T>> {
  const answers = await Promise.all(Array.from({ length: racers }, (_, index) => send(index)));
  const winners = answers.flatMap(({ status, body }, index) => (status < 300 ? [{ index, body }] : []));
  const losers = answers
    .filter(({ status }) => status >= 300)
    .map(({ status, body }) => `${status} ${(body as unknown as Problem | undefined)?.code}`);
  return { winners, losers: [...new Set(losers)].toSorted() };
}
