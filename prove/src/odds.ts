/** The odds that one of `guesses` different guesses hits one of `right` right answers out of `all` equally likely ones. */
export function oddsOf(guesses: number, { right, all }: { right: number; all: number }): number {
  return 1 - (1 - right / all) ** guesses;
}

/** What somebody who guesses has before him. */
export const spaces = {
  /** A code of six digits that was sent: one is right. */
  pin: { right: 1, all: 10 ** 6 },
  /** The code of an app, one step around the expected one: three are right. */
  appCode: { right: 3, all: 10 ** 6 },
  /** A password that is as likely as one of the ten thousand most common ones that the filter lets pass: none of them. */
  password: { right: 1, all: 10 ** 8 },
  /** Three answers, each of which one of five guesses hits (a figure from studies of such questions). */
  answers: { right: 1, all: 5 ** 3 },
} as const;

/** Odds as people read them: `1 in 12,300`, or per cent where they are large. */
export function describeOdds(odds: number): string {
  if (odds === 0) return 'none';
  return odds >= 0.01 ? `${(odds * 100).toFixed(1)} %` : `1 in ${Math.round(1 / odds).toLocaleString('en')}`;
}
