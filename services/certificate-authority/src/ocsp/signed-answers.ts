/** A signed answer. */
export interface SignedAnswer {
  /** OCSPResponse, DER. */
  response: Buffer;
  thisUpdate: Date;
  nextUpdate: Date;
}

/** Answers that were signed and may be given again. */
export interface SignedAnswers {
  /** The answer under a key if it may still be given at `at`. */
  find(key: string, at: Date): SignedAnswer | undefined;
  keep(key: string, answer: SignedAnswer): void;
}

/**
 * Keeps the answers that were used last, at most `most`, each through the first half of its life: nobody then gets one
 * that ends soon. About a kilobyte each.
 */
export function createSignedAnswers(most: number): SignedAnswers {
  // A Map keeps the order of insertion: what was used longest ago stands first.
  const answers = new Map<string, SignedAnswer>();
  return {
    find(key, at) {
      const answer = answers.get(key);
      if (answer === undefined) return undefined;
      answers.delete(key);
      const { thisUpdate, nextUpdate } = answer;
      const age = at.getTime() - thisUpdate.getTime();
      if (age < 0 || age >= (nextUpdate.getTime() - thisUpdate.getTime()) / 2) return undefined;
      answers.set(key, answer);
      return answer;
    },
    keep(key, answer) {
      answers.delete(key);
      answers.set(key, answer);
      const [oldest] = answers.keys();
      if (answers.size > most && oldest !== undefined) answers.delete(oldest);
    },
  };
}
