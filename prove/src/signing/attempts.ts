/** What was tried of one kind, and what came of it. */
export interface Attempt {
  group: string;
  what: string;
  tried: number;
  /** Answers and how often they came. */
  answers: Map<string, number>;
  /** Answers that must not be. */
  wrong: number;
}

/** What was done with an attempt: the stable code of a refusal, `ok` when it was not refused, or what else came. */
export type Outcome = string;

/** Keeps what was tried, and tells what passed that must not. */
export class Attempts {
  readonly #rows = new Map<string, Attempt>();
  readonly faults: string[] = [];

  /** Everything that was tried, in its order. */
  get rows(): Attempt[] {
    return [...this.#rows.values()];
  }

  /** Notes what came of an attempt that must come to one of these answers. */
  note(group: string, what: string, outcome: Outcome, allowed: readonly Outcome[]): void {
    const key = `${group} ${what}`;
    const row = this.#rows.get(key) ?? { group, what, tried: 0, answers: new Map<string, number>(), wrong: 0 };
    this.#rows.set(key, row);
    row.tried += 1;
    row.answers.set(outcome, (row.answers.get(outcome) ?? 0) + 1);
    if (allowed.includes(outcome)) return;
    row.wrong += 1;
    this.faults.push(`${group}: ${what} came to ${outcome}, not to ${allowed.join(' or ')}`);
  }

  /** Notes something that must be so. */
  require(group: string, what: string, holds: boolean): void {
    this.note(group, what, holds ? 'so' : 'not so', ['so']);
  }
}

/** The reason of a refusal by gRPC; `ok` when it was answered, and the message of what is no refusal. */
export async function reasonOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    const { reason, message } = error as { reason?: string; message: string };
    return reason ?? message;
  }
}
