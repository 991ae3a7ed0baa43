import pg from 'pg';

/** Tells when orders are enrolled, without asking the product. */
export interface Enrolments {
  /** Waits until an order's licences are in the inventory and its activation message went out. Throws after a minute. */
  wait(orderId: string): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  untilMs: number;
  done: () => void;
  failed: (error: Error) => void;
}

const pauseMs = 25;
const limitMs = 60_000;

/** Looks at the order service's own database, with one statement for all who wait. */
export async function watchEnrolments(databaseUrl: string): Promise<Enrolments> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const waiting = new Map<string, Waiting>();
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const ids = [...waiting.keys()];
    const statement = `select id from orders where id = any($1) and status = 'completed'`;
    const { rows } = await client.query<{ id: string }>({ name: 'completed', text: statement, values: [ids] });
    for (const { id } of rows) {
      waiting.get(id)?.done();
      waiting.delete(id);
    }
    for (const [id, { untilMs, failed }] of waiting) {
      if (performance.now() < untilMs) continue;
      waiting.delete(id);
      failed(new Error(`${id} was not enrolled within ${limitMs / 1000} s`));
    }
  };
  const schedule = (): void => {
    timer ??= setTimeout(() => {
      look()
        .catch((error: unknown) => {
          for (const { failed } of waiting.values()) failed(error as Error);
          waiting.clear();
        })
        .finally(() => {
          timer = undefined;
          if (waiting.size > 0) schedule();
        });
    }, pauseMs);
  };
  return {
    wait: (orderId) =>
      new Promise((done, failed) => {
        waiting.set(orderId, { untilMs: performance.now() + limitMs, done, failed });
        schedule();
      }),
    close: async () => {
      clearTimeout(timer);
      await client.end();
    },
  };
}
