import type { ThrottleRule } from '@countersign/attempts';

/** The bucket in which a wrong set of answers counts, over all recoveries of a user. */
export function answersBucket(userId: string): string {
  return `recovery-answers:${userId}`;
}

const dayMs = 86_400_000;

/** Five wrong sets lock the questions for a day, each further one for another; twenty until an officer releases. */
export const answersRule: ThrottleRule = { free: 4, firstMs: dayMs, capMs: dayMs, stopAfter: 20 };

/** Wrong sets that are left until the questions lock, after so many. */
export function answersLeft(misses: number): number {
  return Math.max(0, answersRule.free + 1 - misses);
}
