import pg from 'pg';

/** How often a statement is sent before it is prepared: what runs once must not stay in the server's memory. */
const sendingsBefore = 2;
/** Statements of one process that are prepared at most, as every connection keeps each that it runs. */
const mostPrepared = 250;
/** Statements whose sendings are counted at most; lists of any length make ever new ones. */
const mostCounted = 2_000;

const names = new Map<string, string>();
const sendings = new Map<string, number>();

// The server refuses a prepared statement whose columns are other ones than before, and a migration may add some while we
// run: such a statement is planned anew each time.
const allColumns = /(?:select |returning |, |\.)\*/i;

/**
 * A connection that has the server parse and plan a statement with values once instead of each time. Who sends it writes it
 * as ever.
 */
export class PreparingClient extends pg.Client {
  override query: pg.Client['query'] = ((...args: unknown[]): unknown => {
    const send = (...own: unknown[]): unknown =>
      this.#leaveHanging((super.query as (...all: unknown[]) => unknown).apply(this, own));
    const [text, values, ...rest] = args;
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return send(...args);
    const name = values.some(mayFail) ? undefined : findName(text);
    return name === undefined ? send(...args) : send({ name, text, values }, ...rest);
  }) as pg.Client['query'];

  /** A connection on which an answer stayed away is of no use: the next statement would wait behind that. */
  #leaveHanging(answer: unknown): unknown {
    if (!(answer instanceof Promise)) return answer;
    return answer.catch((error: unknown) => {
      if ((error as Error).message === 'Query read timeout') {
        void this.end().catch(() => undefined);
      }
      throw error;
    });
  }
}

/** Whether the driver may fail to write a value: it would then close the statement and go on as if it were there. */
function mayFail(value: unknown): boolean {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && !(value instanceof Date || Buffer.isBuffer(value) || Array.isArray(value));
}

/** The name under which a statement is prepared; undefined when it is not. The same in every connection. */
function findName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= mostPrepared || allColumns.test(text)) return undefined;
  const times = (sendings.get(text) ?? 0) + 1;
  if (times <= sendingsBefore) {
    if (sendings.size >= mostCounted) sendings.clear();
    sendings.set(text, times);
    return undefined;
  }
  sendings.delete(text);
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}
