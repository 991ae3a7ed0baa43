// The buyers: a process of its own, so that they share no event loop with what they measure.
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import { inParallel } from '../parallel.ts';
import { buy } from './buyer.ts';
import type { BuyersOptions } from './buyers.ts';
import { watchEnrolments } from './enrolments.ts';

answerParent(async ({ databaseUrl, inFlight, seconds, ...address }: BuyersOptions): Promise<LoadResult> => {
  const enrolments = await watchEnrolments(databaseUrl);
  try {
    return await inParallel({ inFlight, seconds }, async () => await enrolments.wait(await buy(address)));
  } finally {
    await enrolments.close();
  }
});
